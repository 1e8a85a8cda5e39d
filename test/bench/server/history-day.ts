const DAY_MS = 86_400_000;
/** How many days a history reaches back: about two years, and inside of what both vendors are asked for. */
const HISTORY_DAYS = 720;

/** The day of a row in a history that ends today, the newest row first. */
export function historyDay(row: number, rows: number): string {
  const back = Math.floor((row / Math.max(rows, 1)) * HISTORY_DAYS);
  return new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);
}
