import { memoryStore } from 'bankweave';
import { webhookHandler } from 'bankweave/http';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { chances, mutant, type Place } from './forged/mutate.ts';
import { against, KINDS } from './forged/table/index.ts';
import { genuine, requestOf, type Target, traces } from './forged/target.ts';
import { TARGETS } from './forged/targets/index.ts';
import { Scene } from './scene.ts';

// On demand: FORGED_MUTATIONS=200000 for each provider.
const MUTATIONS = Number(process.env['FORGED_MUTATIONS'] ?? 2_000);
vi.setConfig({ testTimeout: 60_000 + MUTATIONS * 20 });

const count = { cases: 0, mutations: 0, left: 0 };
afterAll(() =>
  console.log(
    `forged: ${count.cases + count.mutations} requests refused (${count.cases} forged cases, ${count.mutations} mutations); ${count.left} cases not applicable`,
  ),
);

/** What the outside sees, but for the id of the request. */
async function seen(response: Response): Promise<unknown> {
  const { requestId, ...body } = (await response.json()) as Record<string, unknown>;
  expect(requestId).toMatch(/^req_[0-9a-f]{32}$/);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers, body };
}

const REFUSAL = {
  status: 401,
  headers: {
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
  },
  body: { code: 'not_verified' },
};

function handlerOf({ bank, id }: Target): ReturnType<typeof webhookHandler> {
  return webhookHandler(bank as never, { provider: id });
}

describe.each(TARGETS)('$id', ({ id, open }) => {
  test('every forged request gets the same answer, asks the provider nothing, and leaves nothing', async () => {
    const target = await open();
    const handle = handlerOf(target);
    const before = await traces(target);
    const reasons = new Set<string>();
    const taken: string[] = [];
    for (const kind of KINDS) {
      // The keys that may be asked for in a minute are few.
      target.jump(61_000);
      for (const forgery of kind.forgeries) {
        const sent = against(target, kind, forgery);
        if (typeof sent === 'string') {
          count.left += 1;
          reasons.add(`${kind.name}: ${sent}`);
          continue;
        }
        count.cases += 1;
        const asked = target.keyCalls.length;
        const answer = await handle(requestOf(sent));
        if (answer.status === 200) taken.push(`${kind.name}: ${forgery.name}`);
        else expect(await seen(answer), `${kind.name}: ${forgery.name}`).toEqual(REFUSAL);
        expect(target.keyCalls.length - asked, forgery.name).toBeLessThanOrEqual(1);
      }
    }
    console.log(`${id}: not applicable\n  ${[...reasons].join('\n  ') || 'nothing'}`);
    expect(taken, 'taken for genuine').toEqual([]);
    expect(await traces(target)).toEqual(before);
    expect(target.calls).toEqual([]);
    expect(target.keyCalls.every((call) => call.length <= 512)).toBe(true);
    const { refused, ...counts } = target.bank.webhooks.counts(id as never);
    expect(counts).toMatchObject({ accepted: 0, duplicates: 0, unknown: 0, deadLetters: 0 });
    expect(refused.empty).toBe(1);
    // And the genuine one is taken, once.
    for (let n = 0; n < 2; n++) expect((await handle(requestOf(genuine(target)))).status).toBe(200);
    expect((await traces(target)).wanted).toBe(before.wanted + 1);
  });

  test('the names of the forgeries are all different', () => {
    for (const { forgeries } of KINDS)
      expect(new Set(forgeries.map(({ name }) => name)).size).toBe(forgeries.length);
  });

  test(`${MUTATIONS} changes of one byte are all refused`, async () => {
    const target = await open();
    const { signed } = target;
    const places: readonly Place[] =
      id === 'mx'
        ? ['authorization']
        : [
            signed?.header ?? '',
            signed?.header ?? '',
            'body',
            ...(id === 'truelayer' ? ['path', 'x-tl-webhook-timestamp'] : []),
          ];
    const before = await traces(target);
    const next = chances(20_261_120);
    let sent = genuine(target);
    for (let made = 0, tried = 0; made < MUTATIONS; tried++) {
      // Signed again now and then, so that none is refused for its age.
      if (tried % 1_000 === 999) sent = genuine(target);
      const forged = mutant(sent, places[tried % places.length] ?? '', next);
      if (!forged) continue;
      made += 1;
      const { status } = await target.bank.webhooks.receive(id as never, requestOf(forged));
      if (status !== 401)
        expect({ ...forged, body: Buffer.from(forged.body).toString(), status }).toBe('refused');
    }
    count.mutations += MUTATIONS;
    expect(await traces(target)).toEqual(before);
    expect(target.calls).toEqual([]);
    expect(await target.bank.webhooks.receive(id as never, requestOf(sent))).toMatchObject({ status: 200 });
  });
});

test('a verifier that answers false, or breaks, has verified nothing; and nothing is parsed before', async () => {
  for (const verify of [
    () => Promise.resolve(false as unknown as undefined),
    () => Promise.resolve(true as unknown as undefined),
    () => Promise.resolve(null as unknown as undefined),
    () => Promise.reject(new TypeError('secret in a message')),
    () => {
      throw new Error('secret in a message');
    },
  ]) {
    let parsed = 0;
    const scene = await Scene.open(memoryStore(), { verify, parse: () => ((parsed += 1), []) });
    expect(await scene.send({})).toMatchObject({ status: 401 });
    expect(parsed).toBe(0);
    expect(scene.lines.join()).not.toContain('secret in a message');
  }
});
