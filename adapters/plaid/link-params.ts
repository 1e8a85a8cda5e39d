import { InvalidInputError, type LinkPeek, readText } from 'bankweave/adapter-kit';
import { accountType } from './to-account.ts';
import type { Raw } from './wire.ts';

/** What Plaid Link gave to the app's page. Nothing of it is needed after a hosted link or a repair. */
export interface PlaidLinkParams {
  /** From `onSuccess`. */
  readonly publicToken?: string;
  /** The second argument of `onSuccess`, as it is; with it the same login is not linked, and billed, twice. */
  readonly metadata?: object;
}

/**
 * The public token of a link.
 *
 * @throws InvalidInputError for what is none
 */
export function publicTokenIn(params: PlaidLinkParams | undefined): string | undefined {
  const token: unknown = params?.publicToken;
  if (token === undefined) return undefined;
  if (typeof token === 'string' && /^[\w-]{8,200}$/.test(token)) return token;
  throw new InvalidInputError('plaid: `publicToken` is not what Link gave to onSuccess', {
    field: 'publicToken',
    expected: 'the first argument of onSuccess',
  });
}

/** Institution and accounts in Link's metadata; nothing where one of the accounts could not be told from another. */
export function peekIn(params: PlaidLinkParams): LinkPeek | undefined {
  const { institution, accounts } = (params.metadata ?? {}) as {
    institution?: Raw | null;
    accounts?: unknown;
  };
  const id = readText(institution?.['institution_id']);
  if (id === undefined || !Array.isArray(accounts)) return undefined;
  const seen = (accounts as (Raw | null)[]).map((account) => ({
    mask: readText(account?.['mask']),
    name: readText(account?.['name']),
    type: accountType(account?.['type']),
  }));
  const known = seen.flatMap(({ mask, name, type }) =>
    mask === undefined || name === undefined ? [] : { mask, name, type },
  );
  return known.length < seen.length ? undefined : { institution: id, accounts: known };
}
