import { readFileSync } from 'node:fs';
import type { Wire } from 'bankweave/sandbox';
import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../support/nock.ts';
import { goldenRows } from './golden-rows.ts';
import { inZone, ZONES } from './in-zone.ts';
import type { Fixture, Recording } from './recording.ts';
import { fixturePath, replay } from './replay.ts';

/** Tests that every story of a provider gives what it gave when it was recorded, in time zones east and west of every bank. */
export function testReplays<W extends Wire>(recording: Recording<W>): void {
  guardNetwork();
  describe.each(ZONES)('in %s', (zone) => {
    test.each(Object.keys(recording.stories))(
      '%s: the recorded answers give what they gave',
      async (story) => {
        inZone(zone);
        const { result, recorded } = await replay(recording, story);
        expect(result).toEqual(recorded);
      },
    );
  });
}

/** The golden rows as the ledger has them. */
export async function goldenKept<W extends Wire>(recording: Recording<W>): Promise<readonly string[]> {
  return goldenRows((await replay(recording, 'signs')).result);
}

/** The golden rows as the provider told them. */
export function goldenTold<Body>(
  { provider }: Pick<Recording, 'provider'>,
  path: RegExp,
  linesIn: (body: Body, path: string) => readonly string[],
): readonly string[] {
  const { exchanges } = JSON.parse(readFileSync(fixturePath(provider, 'signs'), 'utf8')) as Fixture;
  return exchanges
    .filter((exchange) => path.test(exchange.path))
    .flatMap((exchange) => linesIn(exchange.body as Body, exchange.path))
    .filter((line) => line.includes('GOLDEN'))
    .sort();
}
