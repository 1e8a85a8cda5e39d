import type { AccountType } from 'bankweave/adapter-kit';

// MX's own numbers for the types, which older payloads use.
const TYPES: readonly (readonly [number, string, AccountType])[] = [
  [0, 'ANY', 'other'],
  [1, 'CHECKING', 'depository'],
  [2, 'SAVINGS', 'depository'],
  [3, 'LOAN', 'loan'],
  [4, 'CREDIT_CARD', 'credit'],
  [5, 'INVESTMENT', 'investment'],
  [6, 'LINE_OF_CREDIT', 'credit'],
  [7, 'MORTGAGE', 'loan'],
  [8, 'PROPERTY', 'other'],
  [9, 'CASH', 'depository'],
  [10, 'INSURANCE', 'other'],
  [11, 'PREPAID', 'depository'],
  // MX shows it beside checking accounts and counts what is drawn as debt.
  [12, 'CHECKING_LINE_OF_CREDIT', 'credit'],
];

const BY_WORD: ReadonlyMap<string, readonly [string, AccountType]> = new Map(
  TYPES.flatMap(([number, name, type]) => [
    [name, [name, type] as const],
    [String(number), [name, type] as const],
  ]),
);

/** The type and finer kind of an account. What nobody knows is `other` with MX's word kept as the finer kind. */
export function typeOf(
  type: string | undefined,
  subtype: string | undefined,
): { readonly type: AccountType; readonly subtype: string } {
  const [name, known] = (type !== undefined && BY_WORD.get(type)) || [type ?? 'OTHER', 'other' as const];
  const finer = subtype === undefined || subtype === 'NONE' || subtype === '0' ? name : subtype;
  return { type: known, subtype: finer.toLowerCase() };
}
