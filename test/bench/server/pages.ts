import { Buffer } from 'node:buffer';
import { vendorRow } from './vendor-row.ts';

/** Rows of a full page, as the vendor's documentation advises. */
export const PAGE = 500;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 37;
const DAY_MS = 86_400_000;
/** The day the histories end. */
const LAST_DAY = Date.UTC(2026, 5, 30);
const HISTORY_DAYS = 700;

/** What one login's feed holds. Everything the server answers follows from this. */
export interface Feed {
  readonly login: number;
  /** Rows of its history. */
  readonly rows: number;
  /** Rows that are new with every later read. */
  readonly delta: number;
  /** Milliseconds that each answer is held back. */
  readonly delay: number;
  /** Whether it knows no cursor of a former read any more, so that all history has to be read again. */
  readonly forgets?: boolean;
}

interface Template {
  readonly bytes: Buffer;
  readonly ids: readonly number[];
  readonly dates: readonly number[];
}

const templates = new Map<string, Template>();
// Enough different pages that texts and amounts vary; their ids and days are written anew for every page served.
const VARIANTS = 16;

/** A page of new rows, byte for byte as it goes on the wire. `first` is the number of its first row in the login's feed. */
export function pageOf(
  feed: Feed,
  first: number,
  size: number,
  end: { readonly cursor: string; readonly hasMore: boolean },
): Buffer {
  const head = templateOf(Math.floor(first / PAGE) % VARIANTS, size);
  const tail = Buffer.from(
    `],"modified":[],"removed":[],"next_cursor":"${end.cursor}","has_more":${end.hasMore},"request_id":"Wvhy9PZHQLV8njG","transactions_update_status":"HISTORICAL_UPDATE_COMPLETE"}`,
  );
  const page = Buffer.allocUnsafe(head.bytes.length + tail.length);
  head.bytes.copy(page);
  tail.copy(page, head.bytes.length);
  for (let row = 0; row < size; row++) {
    writeId(page, head.ids[row] ?? 0, feed.login, first + row);
    page.write(dayOf(feed, first + row), head.dates[row] ?? 0, 'latin1');
  }
  return page;
}

function dayOf({ rows }: Feed, row: number): string {
  const back = Math.floor((Math.min(row, rows) / Math.max(rows, 1)) * HISTORY_DAYS);
  return new Date(LAST_DAY - back * DAY_MS).toISOString().slice(0, 10);
}

// Random to look at, and the same for the same row each time.
function writeId(page: Buffer, at: number, login: number, row: number): void {
  let state = (Math.imul(login + 1, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b)) >>> 0 || 1;
  let name = row;
  for (let i = 0; i < ID_LENGTH; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    // The last characters spell the number, so that no two ids are equal.
    const figure = i < ID_LENGTH - 5 ? state % 62 : name % 62;
    if (i >= ID_LENGTH - 5) name = Math.floor(name / 62);
    page[at + i] = LETTERS.charCodeAt(figure);
  }
}

function templateOf(variant: number, size: number): Template {
  const key = `${variant}/${size}`;
  const kept = templates.get(key);
  if (kept) return kept;
  const rows = Array.from({ length: size }, (_, row) => vendorRow(variant * PAGE + row));
  const bytes = Buffer.from(
    `{"accounts":${JSON.stringify(ACCOUNTS)},"added":[${rows.map((row) => JSON.stringify(row)).join(',')}`,
  );
  const template = { bytes, ids: offsets(bytes, '"transaction_id":"'), dates: offsets(bytes, '"date":"') };
  templates.set(key, template);
  return template;
}

function offsets(bytes: Buffer, mark: string): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) found.push(at + mark.length);
  return found;
}

/** The accounts of every login. */
export const ACCOUNTS = ['checking', 'savings', 'credit card'].map((subtype, index) => ({
  account_id: `BxBXxLj1m4HMXBm9WZZmCWVbPjX16EHwv9a${index}p`,
  balances: {
    available: 110.94 + index,
    current: 110.94 + index,
    iso_currency_code: 'USD',
    limit: null,
    unofficial_currency_code: null,
  },
  mask: `000${index}`,
  name: `Everyday ${subtype}`,
  official_name: `Everyday ${subtype} without fees`,
  subtype,
  type: index === 2 ? 'credit' : 'depository',
}));
