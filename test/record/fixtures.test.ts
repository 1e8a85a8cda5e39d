import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../support/nock.ts';
import type { Fixture } from './recording.ts';
import { recordings } from './recordings.ts';
import { fixturePath } from './replay.ts';

// The fixtures are recorded again here, from wires that are served on this machine.
guardNetwork(['127.0.0.1']);

const MOST_BYTES = 150_000;

/** What a secret looks like: a provider's token, a signed JWT, a key of a wire, a header with a key in it. */
const SECRETS = [
  /(access|public|link)-(sandbox|production)-[0-9a-f]{8}/i,
  /eyJ[\w-]+\.eyJ[\w-]+\.(?!recorded-)[\w-]{8,}/,
  /sandbox-(secret|key)/,
  /"(client_)?secret"\s*:\s*"(?!\*")/,
  /\b(bearer|basic)\s+[\w.=+/-]{8,}/i,
  /authorization"/i,
  /\/connect\/(?!recorded-)[\w-]{8,}/,
  /"value"\s*:\s*"correct"/,
];

describe.each([...recordings])('$provider', (recording) => {
  const { provider, stories } = recording;
  const textOf = (story: string): string => readFileSync(fixturePath(provider, story), 'utf8');

  test('has a fixture for each story, and no other', () => {
    const files = readdirSync(dirname(fixturePath(provider, 'any')));
    expect(files.toSorted()).toEqual(stories.map((story) => `${story}.json`).toSorted());
  });

  test.each([...stories])('%s: as the wire tells it today, byte for byte', async (story) => {
    const committed = JSON.parse(textOf(story)) as Fixture;
    // What the provider's own sandbox said cannot be asked for again.
    if (committed.source === 'sandbox') return;
    expect(await recording.record(story, {})).toEqual(committed);
  });

  test.each([...stories])('%s: holds no secret, and is small', (story) => {
    const text = textOf(story);
    for (const shape of SECRETS) expect(text).not.toMatch(shape);
    // How much the provider's own sandbox tells is not ours to say.
    const { source } = JSON.parse(text) as Fixture;
    if (source === 'wire') expect(statSync(fixturePath(provider, story)).size).toBeLessThan(MOST_BYTES);
  });
});
