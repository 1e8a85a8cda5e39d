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

type Primary = keyof typeof PRIMARIES;

// The longest first: a primary may be the beginning of another.
const primaries = (Object.keys(PRIMARIES) as Primary[]).sort((a, b) => b.length - a.length);
const PRIMARY_OF = new Map([...KEYS.keys()].map((name) => [name, primaryIn(name)]));

/** Plaid's category in our taxonomy; its own word is kept. One that is newer than this list goes by its primary. */
export function toCategory(row: Raw): Category {
  const given = row['personal_finance_category'] as Raw | null | undefined;
  const primary = readText(given?.['primary']);
  const detailed = readText(given?.['detailed']) ?? primary;
  if (detailed === undefined) return oldCategory(row['category']);
  const confidence = CONFIDENCE.get(given?.['confidence_level']);
  return category(keyOf(detailed, primary), { provider: detailed, confidence });
}

/** The primary and the name of a row's category, for what the row is. */
export function plaidPrimary(row: Raw): { readonly primary: string; readonly detailed: string } {
  const given = row['personal_finance_category'] as Raw | null | undefined;
  const primary = readText(given?.['primary']) ?? '';
  const detailed = readText(given?.['detailed']) ?? primary;
  return { primary: PRIMARY_OF.get(detailed) ?? primaryIn(detailed) ?? primaryIn(primary) ?? '', detailed };
}

function keyOf(detailed: string, primary: string | undefined): DetailedCategory {
  const known = KEYS.get(detailed);
  if (known) return known;
  const above = primaryIn(detailed) ?? primaryIn(primary ?? '');
  return above === undefined ? 'other' : PRIMARIES[above];
}

function primaryIn(name: string): Primary | undefined {
  return primaries.find((primary) => name === primary || name.startsWith(`${primary}_`));
}

/** The list of words that rows had before 2022. There is no telling what they mean today, so they are only kept. */
function oldCategory(words: unknown): Category {
  const text = Array.isArray(words)
    ? readText(words.filter((word) => typeof word === 'string').join(', '))
    : undefined;
  return category('other', { provider: text });
}
