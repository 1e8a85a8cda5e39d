import type { Ask } from './ask.ts';
import type { Reply } from './reply.ts';
import type { Settings } from './settings.ts';

const USUAL = 25;
const LEAST = 10;

/** A page of a list. A size above the most that MX gives does not become the most: it becomes 25, silently. */
export function paged(
  ask: Ask,
  { uncertain }: Settings,
  key: string,
  all: readonly unknown[],
  most: 100 | 1000 = 1000,
): Reply {
  const asked = wholeOf(ask.query.get('records_per_page'));
  const least = uncertain.smallPagesHonoured ? 1 : LEAST;
  const size = asked !== undefined && asked >= least && asked <= most ? asked : USUAL;
  const page = Math.max(1, wholeOf(ask.query.get('page')) ?? 1);
  // One row came or went at the top of the list since the page before this one was read.
  const shift = page === 1 || !ask.twist?.drift ? 0 : ask.twist.drift === 'insert' ? -1 : 1;
  const from = Math.max(0, (page - 1) * size + shift);
  const rows = all.slice(from, from + size);
  if (ask.twist?.repeatRow && page > 1) rows.unshift(all[from - 1]);
  const entries = all.length - shift;
  const pages = Math.ceil(entries / size);
  return {
    status: 200,
    body: {
      [key]: rows,
      pagination: {
        current_page: page,
        per_page: size,
        total_entries: entries,
        total_pages: ask.twist?.wrongTotal ? pages + 2 : pages,
      },
    },
  };
}

function wholeOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
