import type { Basic, Sent, Signed } from '../sent.ts';

/** One thing that somebody without the right to it may send. */
export interface Forgery {
  readonly name: string;
  /** Made against a provider that signs. */
  readonly signed?: (by: Signed) => Sent;
  /** Made against a provider that sends a password. */
  readonly basic?: (by: Basic) => Sent;
  /** Providers it cannot be made for, and why. */
  readonly not?: Readonly<Record<string, string>>;
}

/** Forgeries of one kind. */
export interface Kind {
  readonly name: string;
  readonly forgeries: readonly Forgery[];
  /** Why those without a signature, or without a password, are left out. */
  readonly unsigned?: string;
  readonly signed?: string;
}

export const JWT_ONLY = { truelayer: 'its token has no claims and no type' };
/** Rows out of names and what each does. */
export function signedBy(
  table: Readonly<Record<string, (by: Signed) => Sent>>,
  not?: Readonly<Record<string, string>>,
): Forgery[] {
  return Object.entries(table).map(([name, signed]) => ({ name, signed, ...(not && { not }) }));
}
