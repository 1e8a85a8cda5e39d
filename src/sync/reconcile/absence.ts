import type { KnownRow } from '../../store/rows.ts';

/** What is to be done about rows that a covered read did not mention. */
export interface Absence {
  /** Proven gone: to be hidden. */
  readonly gone: readonly KnownRow[];
  /** Missing now, and to be counted until proven or seen again. */
  readonly counted: readonly { readonly row: KnownRow; readonly times: number }[];
  /** Set when so many are missing that the read itself is in doubt. */
  readonly mass: boolean;
}

/** How often a row must be absent before it counts as gone: once more than a slip, and more where many are missing. */
const TIMES = { few: 2, mass: 4 } as const;

/**
 * Judges absent rows. Without a provider that confirms, a row is gone when it was absent from several covered reads in
 * a row; when much of the account is missing at once, from more.
 *
 * @param earlier how often each row was absent before this read
 * @param confirmed the provider's own answer by row id, where it gives one
 * @param covered how many known rows the claim covers
 */
export function judgeAbsence(
  absent: readonly KnownRow[],
  {
    earlier,
    confirmed,
    covered,
  }: {
    readonly earlier: ReadonlyMap<string, number>;
    readonly confirmed: ReadonlyMap<string, 'gone' | 'present' | 'unknown'>;
    readonly covered: number;
  },
): Absence {
  const mass = isMass(absent.length, covered);
  const gone: KnownRow[] = [];
  const counted: { row: KnownRow; times: number }[] = [];
  for (const row of absent) {
    const answer = confirmed.get(row.id);
    if (answer === 'present') continue;
    const times = (earlier.get(row.id) ?? 0) + 1;
    if (answer === 'gone' || times >= (mass ? TIMES.mass : TIMES.few)) gone.push(row);
    else counted.push({ row, times });
  }
  return { gone, counted, mass };
}

/** Whether so many rows are missing that a faulty read is likelier than as many removals. */
export function isMass(absent: number, covered: number): boolean {
  return absent > 5 && absent * 4 > covered;
}
