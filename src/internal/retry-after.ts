const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const LONGEST = 24 * 60 * 60 * 1_000;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now` (epoch), clamped to 0..24 h; `undefined`
 * for a header that says nothing. Whole seconds and the IMF-fixdate form only: `Date.parse` would read `-5` and `0.5`
 * as dates.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return clamp(Number(text) * 1_000);
  const match = text.length === 29 ? IMF_FIXDATE.exec(text) : null;
  if (!match) return undefined;
  const at = (group: number): number => Number(match[group]);
  const month = MONTHS.indexOf(match[2] ?? '');
  if (month < 0) return undefined;
  return clamp(Date.UTC(at(3), month, at(1), at(4), at(5), at(6)) - now);
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST);
}
