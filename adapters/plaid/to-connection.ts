import { ActionRequiredError, type Inspection, readInstant, readText } from 'bankweave/adapter-kit';
import { errorIn } from './to-error.ts';
import type { Raw } from './wire.ts';

// As long before its end as Plaid itself begins to warn.
const WARNING_MS = 7 * 86_400_000;

/** A bank in the library's words. */
export function toInstitution(row: Raw): Inspection['institution'] {
  const id = readText(row['institution_id']) ?? UNKNOWN;
  const countries = row['country_codes'];
  const logo = readText(row['logo']);
  const url = readText(row['url']);
  return {
    id,
    name: readText(row['name']) ?? id,
    ...(Array.isArray(countries) && { countries: countries.filter((code) => typeof code === 'string') }),
    ...(logo !== undefined && { logo: `data:image/png;base64,${logo}` }),
    ...(url !== undefined && { url }),
  };
}

/** An Item that was made by hand belongs to no institution. */
export const UNKNOWN = 'unknown';

/** What Plaid says about a connection. Its own error counts, since `/item/get` works on broken Items too. */
export function toInspection(
  { item, status }: { readonly item: Raw; readonly status?: Raw | null | undefined },
  institution: Inspection['institution'],
  now: number,
): Inspection {
  const expiresAt = readInstant(item['consent_expiration_time']) ?? null;
  const isEnding = expiresAt !== null && Date.parse(expiresAt) - now <= WARNING_MS;
  const transactions = status?.['transactions'] as Raw | null | undefined;
  const dataAsOf = readInstant(transactions?.['last_successful_update']);
  return {
    institution,
    consent: {
      scopes: textsIn(item['consented_products'] ?? item['products'] ?? item['billed_products']),
      grantedAt: readInstant(item['created_at']) ?? null,
      expiresAt,
    },
    ...authOf(item['error'], isEnding),
    ...(dataAsOf && { dataAsOf }),
  };
}

function authOf(problem: unknown, isEnding: boolean): Pick<Inspection, 'auth' | 'action'> {
  const error = errorIn(problem);
  if (error?.code === 'connection_revoked') return { auth: 'revoked' };
  if (error instanceof ActionRequiredError) return { auth: 'action_required', action: error.action };
  return { auth: isEnding ? 'expiring' : 'ok' };
}

/** The texts of a list. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
