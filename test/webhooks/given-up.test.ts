import { InvalidInputError, memoryStore, systemClock } from 'bankweave';
import { EVERY_USER } from 'bankweave/store';
import { unsafePlaintextVault } from 'bankweave/vault';
import { expect, test } from 'vitest';
import { systemRandom } from '../../src/internal/random.ts';
import { DEAD_LETTERS } from '../../src/webhooks/dead-letters.ts';
import { Inbox } from '../../src/webhooks/inbox.ts';
import { receive } from '../../src/webhooks/receive.ts';

const requestId = 'req_1';
const request = { method: 'POST', path: '', headers: {}, body: Buffer.from('canary-body') };

/** The way of one request through its parts, where the test says what each of them does. */
async function received(facet: object, { signal = new AbortController().signal, broken = false } = {}) {
  const store = memoryStore();
  await store.open({ clock: systemClock });
  const said: unknown[][] = [];
  const users: string[] = [];
  const say = (...words: unknown[]): void => void said.push(words);
  const connectionsOf = () => Promise.reject(new Error('canary-foreign'));
  const ports = {
    adapter: () => ({ id: 'acme', webhooks: { verify: async () => {}, parse: () => [], ...facet } }),
    call: ({ userId }: { userId: string }) => (users.push(userId), {}),
    clock: systemClock,
    random: systemRandom,
    vault: unsafePlaintextVault(),
    logger: { debug: say, info: say, warn: say, error: say },
    store: broken ? { ...store, ledger: { connectionsOf } } : store,
  };
  const inbox = new Inbox([]);
  const outcome = await receive(ports as never, inbox, 'acme', { request, requestId, signal }).catch(
    (error: unknown) => error,
  );
  const letters = await store.records.list(EVERY_USER, DEAD_LETTERS, { limit: 10 });
  return { outcome, said, users, letters, counts: inbox.tally('acme') };
}

test.each([
  ['unknown', new TypeError('canary')],
  ['invalid_input', new InvalidInputError('canary', {})],
])('what is not genuine is counted, and said with its cause: %s', async (code, error) => {
  const { outcome, said, users, letters, counts } = await received({ verify: () => Promise.reject(error) });
  expect([outcome, letters, users]).toEqual(['refused', [], ['']]);
  expect(counts).toMatchObject({ unknown: 0, deadLetters: 0, refused: { not_verified: 1 } });
  expect(said).toEqual([['A webhook was not proved genuine.', { provider: 'acme', requestId, code }]]);
});

test('what is genuine and fails for a reason that is not ours is a dead letter, and said so', async () => {
  const parse = () => [{ type: 'sync', providerConnectionId: 'login-1', dedupeKey: null }];
  const { outcome, said, letters, counts } = await received({ parse }, { broken: true });
  expect([outcome, counts.deadLetters]).toEqual(['dead_letter', 1]);
  expect(letters).toMatchObject([{ value: { code: 'unknown' } }]);
  expect(said).toEqual([
    [expect.stringContaining('dead letter'), { provider: 'acme', requestId, code: 'unknown' }],
  ]);
  expect(JSON.stringify([said, letters])).not.toContain('canary');
});

test.each(['verify', 'parse'])(
  'a request that is given up in %s is neither refused nor kept',
  async (part) => {
    const stop = new AbortController();
    const reason = new Error('closed');
    const giveUp = (): never => {
      stop.abort(reason);
      throw new Error('whatever');
    };
    const facet = part === 'verify' ? { verify: async () => giveUp() } : { parse: giveUp };
    const { outcome, said, letters, counts } = await received(facet, { signal: stop.signal });
    expect(outcome).toBe(reason);
    expect([said, letters]).toEqual([[], []]);
    expect(counts).toMatchObject({ deadLetters: 0, refused: { not_verified: 0 } });
  },
);
