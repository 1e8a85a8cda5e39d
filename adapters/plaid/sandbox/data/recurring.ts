import { addDays, daysBetween } from 'bankweave/adapter-kit';
import type { WorldRow } from 'bankweave/sandbox';
import { entityId } from '../ids.ts';
import type { Grant } from '../item/item.ts';
import { transactionId } from '../sync/changes.ts';
import { currencyOf, outflowOf } from './amount.ts';
import { personalFinance } from './personal-finance.ts';

const RHYTHMS = [
  { frequency: 'WEEKLY', days: 7, slack: 1 },
  { frequency: 'BIWEEKLY', days: 14, slack: 2 },
  { frequency: 'MONTHLY', days: 30.4, slack: 5 },
  { frequency: 'ANNUALLY', days: 365, slack: 10 },
] as const;

const MATURE_AFTER = 3;

/** The streams in an account's booked rows: the same name, in one direction, in an even rhythm. */
export function streamsIn(
  grant: Grant,
  rows: readonly WorldRow[],
  today: WorldRow['date'],
  version: 'v1' | 'v2',
): { readonly out: boolean; readonly stream: object }[] {
  const groups = Map.groupBy(
    rows.filter(({ status }) => status === 'posted'),
    (row) => `${row.merchant?.name ?? row.description}|${row.amount.value.startsWith('-') ? 'out' : 'in'}`,
  );
  return [...groups].flatMap(([name, group]) => {
    const rhythm = rhythmOf(group);
    const [first, last] = [group[0], group.at(-1)];
    if (!rhythm || !first || !last) return [];
    const next = addDays(last.date, Math.round(rhythm.days));
    const active = next >= addDays(today, -rhythm.slack * 2);
    const total = group.reduce((sum, { amount }) => sum + outflowOf(amount), 0);
    const money = (amount: number) => ({ amount, ...currencyOf(last.amount.currency) });
    const stream = {
      account_id: grant.id,
      average_amount: money(Math.round((total / group.length) * 100) / 100),
      category: null,
      category_id: null,
      description: last.description,
      first_date: first.date,
      frequency: rhythm.frequency,
      is_active: active,
      is_user_modified: false,
      last_amount: money(outflowOf(last.amount)),
      last_date: last.date,
      merchant_name: last.merchant?.name ?? null,
      personal_finance_category: personalFinance(last.category.detailed, version, last),
      predicted_next_date: active ? next : null,
      status: active ? (group.length >= MATURE_AFTER ? 'MATURE' : 'EARLY_DETECTION') : 'TOMBSTONED',
      stream_id: entityId('stream', grant.id, name),
      transaction_ids: group.map((row) => transactionId(grant, row)),
    };
    return [{ out: last.amount.value.startsWith('-'), stream }];
  });
}

function rhythmOf(rows: readonly WorldRow[]): (typeof RHYTHMS)[number] | undefined {
  const gaps = rows.slice(1).map((row, i) => daysBetween(rows[i]?.date ?? row.date, row.date));
  if (gaps.length === 0) return undefined;
  return RHYTHMS.find(({ days, slack }) => gaps.every((gap) => Math.abs(gap - days) <= slack));
}
