import type { KnownRow } from '../../store/rows.ts';

/** What is to be done about rows that a covered read did not mention. */
export interface Absence {
  /** Proven gone: to be hidden. */
  readonly gone: readonly KnownRow[];
  /** Missing now, and to be counted until proven or seen again. */
  readonly counted: readonly { readonly row: KnownRow; readonly times: number }[];
  /** Accounts of which so much is missing that the read itself is in doubt. */
  readonly doubtful: ReadonlySet<string>;
}

/** What an update showed of one account. */
export interface CoveredAccount {
  /** Known rows that the claim covers. */
  readonly known: number;
  /** Whether the update brought any row of it at all. */
  readonly anyRow: boolean;
  /** Whether one look is enough, as in a full pass that went through to its end. */
  readonly certain: boolean;
}

/** How often a row must be absent before it counts as gone: once more than a slip, and more where many are missing. */
const TIMES = { few: 2, mass: 4 } as const;

/**
 * Judges absent rows, account by account. Without a provider that confirms, a row is gone when it was absent from
 * several covered reads in a row; when much of the account is missing at once, from more, and not at all while the
 * provider confirms that some of it is still there.
 *
 * @param earlier how often each row was absent before this read
 * @param confirmed the provider's own answer by row id, where it gives one
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
    readonly covered: ReadonlyMap<string, CoveredAccount>;
  },
): Absence {
  const gone: KnownRow[] = [];
  const counted: { row: KnownRow; times: number }[] = [];
  const doubtful = new Set<string>();
  for (const [accountId, rows] of Map.groupBy(absent, (row) => row.accountId)) {
    const account = covered.get(accountId) ?? { known: rows.length, anyRow: false, certain: false };
    const mass = isMass(rows.length, account);
    if (mass) doubtful.add(accountId);
    // One row that the list lacks and the provider still has shows that the list was not whole.
    const refuted = mass && rows.some((row) => confirmed.get(row.id) === 'present');
    for (const row of rows) {
      const answer = confirmed.get(row.id);
      if (answer === 'present' || (refuted && answer !== 'gone')) continue;
      const times = (earlier.get(row.id) ?? 0) + 1;
      const enough = mass ? times >= TIMES.mass : account.certain || times >= TIMES.few;
      if (answer === 'gone' || enough) gone.push(row);
      else counted.push({ row, times });
    }
  }
  return { gone, counted, doubtful };
}

/** Whether so many rows are missing that a faulty read is likelier than as many removals. */
function isMass(absent: number, { known, anyRow }: CoveredAccount): boolean {
  return (!anyRow && absent > 1) || (absent > 5 && absent * 4 > known);
}
