import type { AuditFacts } from './entry.ts';

const ALLOWED: readonly string[] = [
  'provider',
  'run',
  'class',
  'mode',
  'account',
  'enabled',
  'transaction',
  'decision',
  'suggestion',
  'erasure',
  'count',
  'waiting',
  'expiresAt',
] satisfies readonly (keyof AuditFacts)[];
// Ids, codes and instants. A name, an address or a text of a bank has a space or a sign that is not among these.
const PLAIN = /^[\w.:+/-]{1,160}$/;

/** Only what a line may say, in a fixed order; anything else is left out, whoever hands it over. */
export function allowedFacts(facts: AuditFacts = {}): AuditFacts {
  const given = facts as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    ALLOWED.flatMap((key): [string, unknown][] => {
      const value = given[key];
      const plain =
        typeof value === 'boolean' ||
        (typeof value === 'number' && Number.isFinite(value)) ||
        (typeof value === 'string' && PLAIN.test(value));
      return plain ? [[key, value]] : [];
    }),
  );
}
