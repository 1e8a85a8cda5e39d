import { DatabaseSync } from 'node:sqlite';

/** How many transactions a file holds and what they add up to, for either side's table. */
export function workIn(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  const sql = 'SELECT count(*) AS rows, sum(CAST(round(amount * 100) AS INTEGER)) AS cents FROM transactions';
  const { rows, cents } = database.prepare(sql).get() as { rows: number; cents: number };
  database.close();
  return `${rows} rows, ${cents} cents`;
}
