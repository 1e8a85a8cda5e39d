import { webhookHandler } from 'bankweave/http';
import { describe, expect, test } from 'vitest';
import { basicOf, LOGIN } from './forged/targets/mx.ts';
import { SIGNING, TARGETS } from './forged/targets/index.ts';
import type { Change, Sent, Signed } from './forged/sent.ts';
import { genuine, requestOf, type Target } from './forged/target.ts';

const MINUTE = 60_000;

async function send(target: Target, sent: Sent): Promise<number> {
  return (await webhookHandler(target.bank as never, { provider: target.id })(requestOf(sent))).status;
}

function changed(signed: Signed, change: (r: Buffer, s: Buffer) => Buffer): Change {
  const { half } = signed.curve;
  return {
    sign: (input) => {
      const raw = signed.signature(input);
      return change(raw.subarray(0, half), raw.subarray(half));
    },
  };
}

// Everything that a provider may send is taken: a verifier that refuses it all would pass every other test.
const GENUINE: Readonly<Record<string, (by: Signed) => Sent>> = {
  'as it is': (by) => by.sent(),
  'almost too old': (by) => by.sent({ at: 1 - by.patience.old }),
  'almost too far ahead': (by) => by.sent({ at: by.patience.ahead - 1 }),
  'with further headers': (by) =>
    by.sent({
      headers: [
        ['x-more', 'more'],
        ['user-agent', 'x'],
        ['cookie', 'a=1'],
      ],
    }),
  'with another type of content': (by) =>
    by.sent({ headers: [['content-type', 'application/json; charset=iso-8859-1']] }),
  'with a key that is new': (by) => {
    const { publicKey, privateKey } = by.newKey();
    by.publish('key-2', publicKey);
    return by.sent({ header: { kid: 'key-2' }, by: privateKey });
  },
  'with the second number of its signature turned over': (by) =>
    by.sent(
      changed(by, (r, s) => {
        const other = by.curve.order - BigInt(`0x${s.toString('hex')}`);
        return Buffer.concat([r, Buffer.from(other.toString(16).padStart(by.curve.half * 2, '0'), 'hex')]);
      }),
    ),
  'written without blanks': (by) =>
    by.sent({ body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(by.body).toString()))) }),
  'with letters of all alphabets in it': (by) =>
    by.sent({
      body: Buffer.from(
        JSON.stringify({ ...(JSON.parse(Buffer.from(by.body).toString()) as object), name: 'Żółć 🏦 ‮' }),
      ),
    }),
  'of 256 KB': (by) =>
    by.sent({
      body: Buffer.from(
        Buffer.from(by.body)
          .toString()
          .padEnd(256 * 1024),
      ),
    }),
};

describe.each(SIGNING)('$id takes a webhook', ({ open }) => {
  test.each(Object.entries(GENUINE))('%s', async (_, make) => {
    const target = await open();
    if (!target.signed) throw new Error('it does not sign');
    expect(await send(target, make(target.signed))).toBe(200);
    expect(target.bank.webhooks.counts(target.id as never)).toMatchObject({ accepted: 1 });
    expect(target.keyCalls).toHaveLength(1);
  });

  test('twice, and acts on it once; turned over it is the same one', async () => {
    const target = await open();
    const sent = genuine(target);
    const { signed } = target;
    const turned = signed && GENUINE['with the second number of its signature turned over']?.(signed);
    for (const one of [sent, sent, ...(turned ? [turned] : [])]) expect(await send(target, one)).toBe(200);
    const counts = target.bank.webhooks.counts(target.id as never);
    expect(counts).toMatchObject({ accepted: 1, duplicates: 2 });
  });
});

const PASSWORDS: Readonly<Record<string, string>> = {
  'as it is': basicOf(LOGIN),
  'with the word in another case': basicOf(LOGIN).replace('Basic', 'bAsIc'),
};

test.each(Object.entries(PASSWORDS))('mx takes a webhook with its password %s', async (_, value) => {
  const target = await TARGETS[2]?.open();
  if (!target?.basic) throw new Error('it has no password');
  expect(await send(target, target.basic.sent(value))).toBe(200);
  expect(await send(target, target.basic.sent(value))).toBe(200);
  expect(target.bank.webhooks.counts('mx' as never)).toMatchObject({ accepted: 1, duplicates: 1 });
});

test.each(TARGETS)(
  '$id: sent again when it is too old, it is refused, unless nothing tells its age',
  async ({ open }) => {
    const target = await open();
    const sent = genuine(target);
    expect(await send(target, sent)).toBe(200);
    target.jump((target.signed?.patience.old ?? 0) * 1_000 + MINUTE);
    expect(await send(target, sent)).toBe(target.signed ? 401 : 200);
    expect(target.bank.webhooks.counts(target.id as never)).toMatchObject({ accepted: 1 });
  },
);
