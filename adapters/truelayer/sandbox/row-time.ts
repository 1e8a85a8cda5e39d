import type { WorldRow } from 'bankweave/sandbox';
import { digest } from './digest.ts';
import type { Habits } from './quirks.ts';

/** When a row happened, as its bank writes it; the first ten characters are always the bank's own day. */
export function timestampOf(row: WorldRow, { timestamps }: Habits): string {
  const midnight = `${row.date}T00:00:00`;
  if (timestamps === 'midnight') return `${midnight}Z`;
  const time = `${row.date}T${(row.datetime ?? row.createdAt).slice(11, 19)}`;
  if (timestamps === 'exact')
    return `${time}.${digest('ms', row.key).replaceAll(/\D/g, '').padEnd(3, '0').slice(0, 3)}Z`;
  const notations = [
    `${time}Z`,
    `${time}+00:00`,
    time,
    midnight,
    `${midnight}+00:00`,
    `${time}.5Z`,
    `${time}.1234567+00:00`,
  ];
  return notations[Number.parseInt(digest('notation', row.key).slice(0, 4), 16) % notations.length] ?? time;
}
