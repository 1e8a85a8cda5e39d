import type { WorldRow } from 'bankweave/sandbox';
import type { Habits } from './quirks.ts';

/** When a row happened, as its bank writes it; the first ten characters are always the bank's own day. */
export function timestampOf(row: WorldRow, { timestamps }: Habits): string {
  const midnight = `${row.date}T00:00:00`;
  if (timestamps === 'midnight') return `${midnight}Z`;
  const time = `${row.date}T${(row.datetime ?? row.createdAt).slice(11, 19)}`;
  const chance = chanceOf(row.key);
  if (timestamps === 'exact') return `${time}.${String(chance % 1000).padStart(3, '0')}Z`;
  const notations = [
    `${time}Z`,
    `${time}+00:00`,
    time,
    midnight,
    `${midnight}+00:00`,
    `${time}.5Z`,
    `${time}.1234567+00:00`,
  ];
  return notations[chance % notations.length] ?? time;
}

/** A number that a record keeps. */
function chanceOf(key: string): number {
  let sum = 7;
  for (let i = 0; i < key.length; i++) sum = (sum * 31 + key.charCodeAt(i)) % 1_000_003;
  return sum;
}
