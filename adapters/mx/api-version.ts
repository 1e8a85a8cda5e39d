import { addDays, type CalendarDate } from 'bankweave/adapter-kit';

/** Versions of the API. MX answers 406 to any other, and each refuses the other's way of writing dates. */
export type ApiVersion = 'v20111101' | 'v20250224';

const ACCEPT = {
  v20111101: 'application/vnd.mx.api.v1+json',
  v20250224: 'application/json',
} as const;

/** What every request says about itself; both headers, since MX is between two ways of telling the version. */
export function versionHeaders(version: ApiVersion, accept?: string): Record<string, string> {
  return { Accept: accept ?? ACCEPT[version], 'Accept-Version': version };
}

/** A day of a filter, as this version takes it: written out, or in epoch seconds. */
export function filterDay(day: CalendarDate, version: ApiVersion): string {
  return version === 'v20111101' ? day : String(Date.parse(`${day}T00:00:00Z`) / 1000);
}

/**
 * The last day of a filter so that the day itself is inside: the docs call the bound midnight, which may be the midnight
 * that begins it.
 */
export function filterEnd(day: CalendarDate, version: ApiVersion): string {
  return filterDay(addDays(day, 1), version);
}
