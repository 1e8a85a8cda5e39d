import { type Category, category, type DetailedCategory, readText } from 'bankweave/adapter-kit';
import { DETAILED, PRIMARIES } from './categories.ts';
import type { Raw } from './wire.ts';

// Maps, because keys come from outside.
const CONFIDENCE = new Map<unknown, Category['confidence']>(
  Object.entries({
    VERY_HIGH: 'very_high',
    HIGH: 'high',
    MEDIUM: 'medium',
    LOW: 'low',
    UNKNOWN: 'unknown',
  } as const),
);
const KEYS = new Map<string, DetailedCategory>(Object.entries(DETAILED));

// The longest first: a primary may be the beginning of another.
const primaries = Object.keys(PRIMARIES).sort((a, b) => b.length - a.length);

/** Plaid's category in our taxonomy; its own word is kept. One that is newer than this list goes by its primary. */
export function toCategory(row: Raw): Category {
  const given = row['personal_finance_category'] as Raw | null | undefined;
  const primary = readText(given?.['primary']);
  const detailed = readText(given?.['detailed']) ?? primary;
  if (detailed === undefined) return oldCategory(row['category']);
  const confidence = CONFIDENCE.get(given?.['confidence_level']);
  return category(keyOf(detailed, primary), { provider: detailed, confidence });
}

/** The nature of a category, for what a row is: its primary at Plaid and the rest of its name. */
export function plaidPrimary(row: Raw): { readonly primary: string; readonly detailed: string } {
  const given = row['personal_finance_category'] as Raw | null | undefined;
  const detailed = readText(given?.['detailed']) ?? readText(given?.['primary']) ?? '';
  return { primary: primaryIn(detailed) ?? primaryIn(readText(given?.['primary']) ?? '') ?? '', detailed };
}

function keyOf(detailed: string, primary: string | undefined): DetailedCategory {
  const known = KEYS.get(detailed);
  const above = primaryIn(detailed) ?? primaryIn(primary ?? '');
  return known ?? (above === undefined ? 'other' : PRIMARIES[above]);
}

function primaryIn(name: string): keyof typeof PRIMARIES | undefined {
  const found = primaries.find((primary) => name === primary || name.startsWith(`${primary}_`));
  return found as keyof typeof PRIMARIES | undefined;
}

/** The list of words that rows had before 2022. There is no telling what they mean today, so they are only kept. */
function oldCategory(words: unknown): Category {
  const text = Array.isArray(words)
    ? readText(words.filter((word) => typeof word === 'string').join(', '))
    : undefined;
  return category('other', { provider: text });
}
