import { type Forgery, JWT_ONLY, type Kind, signedBy } from './forgery.ts';

const stamp = (name: string, value: (now: number) => unknown): Forgery => ({
  name: `a time that is ${name}`,
  signed: (by) => by.sent({ stamp: { value: value(Math.floor(by.now() / 1_000)) } }),
});

/** When it was signed. All of it is signed as it should be. */
export const time: Kind = {
  name: 'time',
  unsigned: 'it sends no time that could be believed',
  forgeries: [
    ...signedBy({
      'too old': (by) => by.sent({ at: -by.patience.old - 2 }),
      'a year old': (by) => by.sent({ at: -31_536_000 }),
      'too far ahead': (by) => by.sent({ at: by.patience.ahead + 2 }),
      'a year ahead': (by) => by.sent({ at: 31_536_000 }),
      'in milliseconds': (by) => by.sent({ stamp: { value: by.now() } }),
    }),
    stamp('missing', () => undefined),
    stamp('null', () => null),
    stamp('seconds as text', (now) => String(now)),
    stamp('half a second', (now) => now + 0.5),
    stamp('negative', (now) => -now),
    stamp('beyond all bounds', () => 1e20),
    stamp('a list', (now) => [now]),
    stamp('an object', (now) => ({ iat: now })),
    stamp('true', () => true),
    stamp('empty', () => ''),
    stamp('a day', (now) => new Date(now * 1_000).toISOString().slice(0, 10)),
    stamp('without a zone', (now) => new Date(now * 1_000).toISOString().slice(0, -1)),
    stamp('NaN', () => 'NaN'),
    stamp(
      'two times',
      (now) => `${new Date(now * 1_000).toISOString()}, ${new Date(now * 1_000).toISOString()}`,
    ),
    ...signedBy(
      {
        'an end that has come': (by) => by.sent({ claims: { exp: Math.floor(by.now() / 1_000) - 1 } }),
        'an end that is no number': (by) => by.sent({ claims: { exp: 'never' } }),
        'a beginning that has not come': (by) =>
          by.sent({ claims: { nbf: Math.floor(by.now() / 1_000) + 600 } }),
      },
      JWT_ONLY,
    ),
    {
      name: 'a time that was changed on the way',
      signed: (by) => {
        const { headers, ...rest } = by.sent({ at: -600 });
        const now = new Date(by.now()).toISOString();
        return {
          ...rest,
          headers: headers.map(([name, value]) => [name, /stamp/i.test(name) ? now : value] as const),
        };
      },
      not: { plaid: 'its time is in the token', acme: 'its time is in the token' },
    },
  ],
};
