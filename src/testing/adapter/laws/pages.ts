import { isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';
import type { MadeUp, Sent } from '../network.ts';
import { type Rig, rowsOf } from '../rig.ts';
import { inOrder } from './feed.ts';

/** What sort of request it is: the ids in the address are of one person. */
function placeOf({ method, url }: Sent): string {
  const parts = new URL(url).pathname.split('/');
  return `${method} ${parts.length} ${parts.at(-1)}`;
}

/** The answers of one read, by where they came from, for the place that was asked most often. */
async function pagesOf(rig: Rig): Promise<{ readonly place: string; readonly answers: readonly MadeUp[] }> {
  await rig.read();
  const from = rig.network.sent.length;
  await rig.read();
  const places = new Map<string, MadeUp[]>();
  for (const sent of rig.network.sent.slice(from)) {
    const { status = 0, text: body = '' } = sent.answer ?? {};
    const known = places.get(placeOf(sent)) ?? [];
    places.set(placeOf(sent), [...known, { status, body, headers: { 'content-type': 'application/json' } }]);
  }
  const [place = '', answers = []] = [...places].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  if (answers.length < 4) broken('the smallest of `pageSizes` gives fewer than four pages', answers.length);
  return { place, answers };
}

export const pageLaws: readonly AdapterLaw[] = [
  law('PAGES-01', 'pages of any size hold the same rows', { pages: true }, async (rig) => {
    const whole = inOrder(rowsOf(await rig.read()));
    const steps = new Set<number>();
    for await (const sized of rig.withPages()) {
      const read = await sized.read();
      expect(inOrder(rowsOf(read))).toEqual(whole);
      steps.add(Math.max(read.batches.length, sized.network.sent.length));
    }
    if (steps.size < 2) broken('`pageSizes` make no difference', [...steps]);
  }),

  ...(
    [
      ['PAGES-02', 'the same page again and again is', 1],
      ['PAGES-03', 'three pages that come in a circle are', 3],
    ] as const
  ).map(([id, what, circle]) =>
    law(
      id,
      `${what} left with an error of ours, and nothing of it is kept`,
      { pages: true, exempt: offline },
      async (rig) => {
        for await (const small of rig.withPages()) {
          const { place, answers } = await pagesOf(small);
          const ledger = await small.ledger();
          let asked = 0;
          small.network.interference = {
            before: (sent) => (placeOf(sent) === place ? answers[asked++ % circle] : undefined),
          };
          const outcome: unknown = await ledger.sync().catch((error: unknown) => error);
          const failed = isBankweaveError(outcome) || (outcome as { status?: unknown }).status !== 'complete';
          if (!failed) broken('a read without an end is said to be complete');
          expect(await ledger.rows(), 'rows of a read without an end').toHaveLength(0);
          small.network.interference = {};
          await ledger.until((rows) => rows.length > 0, 'the rows are there once the provider is well');
          // The smallest pages are the most.
          break;
        }
      },
    ),
  ),
];
