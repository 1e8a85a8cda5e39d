/** What a test may ask of `/transactions/sync` beyond the ordinary. Changed in place; everything is off at first. */
export interface SyncSwitches {
  /** The most rows on a page, below what the request asks for. */
  pageSize: number | null;
  /** Which half of a posting comes first; with a small page size they are on different pages. */
  order: 'as_changed' | 'removed_first' | 'added_first';
  /** After each page but the last comes an empty one that says there is more. */
  emptyPages: boolean;
  /** Each update is given a second time: its last cursor leads to where it began. */
  repeat: boolean;
  /** Rows that came and went between two updates are named as removed. Otherwise they are not mentioned. */
  removeUnseen: boolean;
  /** Posted rows do not name their pending ones. */
  unmatched: boolean;
  /** Amounts have no currency code, or one of those that are not of ISO 4217. */
  currency: 'iso' | 'unofficial' | 'none';
}

/** The switches as they are at first. */
export function ordinarySwitches(): SyncSwitches {
  return {
    pageSize: null,
    order: 'as_changed',
    emptyPages: false,
    repeat: false,
    removeUnseen: false,
    unmatched: false,
    currency: 'iso',
  };
}
