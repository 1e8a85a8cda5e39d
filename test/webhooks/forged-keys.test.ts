import { webhookHandler } from 'bankweave/http';
import { describe, expect, test } from 'vitest';
import { fastClock } from './fast-clock.ts';
import { PROVIDERS, SIGNING } from './forged/targets/index.ts';
import type { Sent, Signed } from './forged/sent.ts';
import { genuine, requestOf, type Target, traces } from './forged/target.ts';

const MINUTE = 60_000;
const SIGNING_PROVIDERS = PROVIDERS.filter(({ id }) => id !== 'mx');

async function send(target: Target, sent: Sent = genuine(target)): Promise<number> {
  return (await webhookHandler(target.bank as never, { provider: target.id })(requestOf(sent))).status;
}

function signedOf({ signed }: Target): Signed {
  if (!signed) throw new Error('it does not sign');
  return signed;
}

const withKid = (target: Target, kid: string): Sent => signedOf(target).sent({ header: { kid } });

describe.each(SIGNING)('keys of $id', ({ open }) => {
  test('an unknown id costs one request a minute, however often it comes', async () => {
    const target = await open();
    for (let n = 0; n < 100; n++) expect(await send(target, withKid(target, 'nobody'))).toBe(401);
    expect(target.keyCalls).toHaveLength(1);
    target.jump(MINUTE + 1_000);
    await Promise.all(Array.from({ length: 20 }, () => send(target, withKid(target, 'nobody'))));
    expect(target.keyCalls).toHaveLength(2);
  });

  test('a flood of ids cannot make us ask without end, nor shut out a key that is known', async () => {
    const target = await open();
    expect(await send(target)).toBe(200);
    for (let n = 0; n < 500; n++) expect(await send(target, withKid(target, `made-up-${n}`))).toBe(401);
    expect(target.keyCalls.length).toBeLessThanOrEqual(61);
    expect(await send(target, signedOf(target).sent({ at: -1 }))).toBe(200);
  });

  test('in the middle of it the keys are changed: the new one is asked for, the old one goes on', async () => {
    const target = await open();
    const signed = signedOf(target);
    expect(await send(target)).toBe(200);
    const { publicKey, privateKey } = signed.newKey();
    const fresh = (at: number): Sent => signed.sent({ header: { kid: 'key-2' }, by: privateKey, at });
    // Signed by the new key before anybody was told of it.
    expect(await send(target, fresh(-1))).toBe(401);
    signed.publish('key-2', publicKey);
    expect(await send(target, fresh(-2))).toBe(401);
    target.jump(MINUTE + 1_000);
    expect(await send(target, fresh(-3))).toBe(200);
    expect(await send(target, signed.sent({ at: -4 }))).toBe(200);
    expect(target.keyCalls).toHaveLength(3);
  });

  test('a key that was taken back verifies nothing once it has been asked for again', async () => {
    const target = await open();
    const signed = signedOf(target);
    expect(await send(target)).toBe(200);
    signed.published.delete(signed.kid);
    target.jump(61 * MINUTE);
    // The old one is served while the answer is on its way.
    await send(target, signed.sent({ at: -1 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await send(target, signed.sent({ at: -2 }))).toBe(401);
    expect(target.keyCalls).toHaveLength(2);
  });

  test.each(['missing', 'broken'] as const)(
    'that are %s verify nothing, leave nothing, and come back',
    async (how) => {
      const target = await open();
      const before = await traces(target);
      target.keys = how;
      for (let n = 0; n < 5; n++) expect(await send(target)).toBe(401);
      // A broken server is asked again at once, as often as the provider allows.
      expect(target.keyCalls.length).toBeLessThanOrEqual(how === 'broken' ? 4 : 1);
      expect(await traces(target)).toEqual(before);
      expect(target.calls).toEqual([]);
      target.keys = 'right';
      expect(await send(target)).toBe(401);
      target.jump(MINUTE + 1_000);
      expect(await send(target)).toBe(200);
    },
  );

  test('that are broken for an hour: one that is known goes on', async () => {
    const target = await open();
    expect(await send(target)).toBe(200);
    target.keys = 'broken';
    target.jump(61 * MINUTE);
    expect(await send(target, signedOf(target).sent())).toBe(200);
  });
});

test.each(SIGNING_PROVIDERS)('keys of $id that never come: the request ends, refused', async ({ open }) => {
  const target = await open({ clock: fastClock(Date.now(), 200) });
  target.keys = 'never';
  expect(await send(target)).toBe(401);
  expect((await traces(target)).rows).toEqual([]);
  expect(target.calls).toEqual([]);
});

test('plaid: an expired key is good for what was signed before its end', async () => {
  const target = await PROVIDERS[0]?.open();
  if (!target) throw new Error('no target');
  const signed = signedOf(target);
  const now = Math.floor(signed.now() / 1_000);
  signed.publish(signed.kid, signed.pair.publicKey, { expired_at: now - 10 });
  expect(await send(target, signed.sent({ at: -12 }))).toBe(200);
  expect(await send(target, signed.sent({ at: -5 }))).toBe(401);
});
