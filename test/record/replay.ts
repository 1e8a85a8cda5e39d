import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Wire } from 'bankweave/sandbox';
import nock from 'nock';
import { StoryClock } from './story-clock.ts';
import { root } from '../support/source-files.ts';
import type { Exchange, Fixture, Recording } from './recording.ts';
import { comparable, createScrub } from './scrub.ts';

/** What a story answered, and what it had answered when it was recorded. */
export interface Replayed {
  readonly result: unknown;
  readonly recorded: unknown;
}

/** Where the recorded stories of a provider are. */
export const fixturePath = (provider: string, story: string): string =>
  join(root, 'test/fixtures', provider, `${story}.json`);

/**
 * Runs a recorded story again, with the provider's host answered from its fixture, each exchange once. Gives what the
 * story answered and what it had answered when it was recorded. Call `guardNetwork()` in the same file: it fails for a
 * request that was not recorded and for a recorded one that was not made.
 */
export async function replay<W extends Wire>(recording: Recording<W>, story: string): Promise<Replayed> {
  const path = fixturePath(recording.provider, story);
  return replayFixture(recording, JSON.parse(readFileSync(path, 'utf8')) as Fixture);
}

/** The same for a fixture at hand. */
export async function replayFixture<W extends Wire>(
  recording: Recording<W>,
  fixture: Fixture,
): Promise<Replayed> {
  const run = recording.stories[fixture.story];
  if (!run) throw new RangeError(`${recording.provider} has no story "${fixture.story}"`);
  for (const exchange of fixture.exchanges) answer(exchange, recording);
  const result = await run({
    baseUrl: recording.host,
    clock: new StoryClock(Date.parse(fixture.startedAt)),
    keys: recording.keys,
    async outside(name) {
      const given = fixture.outside[name];
      if (given === undefined) throw new RangeError(`"${name}" was not recorded`);
      return given;
    },
  });
  const scrub = createScrub(recording.secrets, []);
  return { result: JSON.parse(scrub(JSON.stringify(result ?? null))), recorded: fixture.result };
}

function answer(
  { method, path, request, status, headers, body }: Exchange,
  recording: Pick<Recording, 'host' | 'volatile'>,
): void {
  const same = (uri: string): boolean =>
    comparable({ path: uri, body: '', type: '' }, recording).path === path;
  const sameBody = (given: unknown): boolean => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const asked = comparable({ path: '', body: text, type: 'json' }, recording).request;
    return isDeepStrictEqual(asked, request === undefined ? undefined : request);
  };
  nock(recording.host)
    .intercept(same, method, sameBody)
    .reply(status, typeof body === 'string' ? body : JSON.stringify(body), { ...headers });
}
