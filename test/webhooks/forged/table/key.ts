import { generateKeyPairSync, sign } from 'node:crypto';
import type { Sent, Signed } from '../sent.ts';
import { whole } from './algorithm.ts';
import { type Forgery, type Kind, signedBy } from './forgery.ts';

const IDS = [
  undefined,
  null,
  '',
  'nobody',
  'older',
  '../key-1',
  '..%2fkey-1',
  '/etc/passwd',
  "key-1' OR '1'='1",
  'key-1; DROP TABLE keys',
  '__proto__',
  'constructor',
  'KEY-1',
  'key-1 ',
  ' key-1',
  'key-1\u0000',
  7,
  true,
  ['key-1'],
  { kid: 'key-1' },
  'k'.repeat(257),
  'k'.repeat(10_240),
];

const byStranger = (by: Signed, header: object): Sent => by.sent({ header, by: by.newKey().privateKey });

/** Signs with a key that is published, but is none of the kind that is asked for. */
function byPublished(by: Signed, kid: string, jwk: object, make: (input: Buffer) => Uint8Array): Sent {
  by.published.set(kid, { alg: by.alg, use: 'sig', kid, ...jwk });
  return by.sent({ header: { kid }, sign: make });
}

const forEvil = (name: string, value: unknown): Forgery => ({
  name: `${name} in the header, and signed with its key`,
  signed: (by) => byStranger(by, { [name]: value }),
});

/** Which key it is that has to fit. */
export const key: Kind = {
  name: 'key',
  unsigned: 'it signs nothing, so there are no keys',
  forgeries: [
    ...IDS.map(
      (kid): Forgery => ({
        name: `kid ${JSON.stringify(kid)?.slice(0, 30)} ${JSON.stringify(kid)?.length}`,
        signed: (by) => by.sent({ header: { kid } }),
      }),
    ),
    forEvil('jku', 'https://evil.example/jwks'),
    forEvil('x5u', 'https://evil.example/cert'),
    forEvil('x5c', ['MIIB']),
    forEvil('x5t', 'AAAA'),
    ...signedBy({
      'another key under a known id': (by) => byStranger(by, {}),
      'another key under an id of its own': (by) => byStranger(by, { kid: 'stranger' }),
      'jwk in the header, and signed with it': (by) => {
        const { publicKey, privateKey } = by.newKey();
        return by.sent({ header: { jwk: publicKey.export({ format: 'jwk' }) }, by: privateKey });
      },
      'a key of another environment, under its own id': (by) => byStranger(by, { kid: 'production-1' }),
      'the id twice, the right one first': (by) =>
        by.sent({ header: `${whole(by).slice(0, -1)},"kid":"nobody"}` }),
      'a published key of another curve': (by) => {
        const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
        return byPublished(by, 'wide', publicKey.export({ format: 'jwk' }), (input) =>
          sign('sha384', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
        );
      },
      'a published Edwards key': (by) => {
        const { publicKey, privateKey } = generateKeyPairSync('ed25519');
        return byPublished(by, 'edwards', publicKey.export({ format: 'jwk' }), (input) =>
          sign(null, input, privateKey),
        );
      },
      'a published RSA key': (by) => {
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
        return byPublished(by, 'rsa', publicKey.export({ format: 'jwk' }), (input) =>
          sign(by.curve.hash, input, privateKey),
        );
      },
      'a published symmetric key': (by) =>
        byPublished(by, 'symmetric', { kty: 'oct', k: 'c2VjcmV0' }, (input) => by.signature(input)),
      'a published point that is not on the curve': (by) =>
        byPublished(by, 'nowhere', { kty: 'EC', crv: by.curve.curve, x: 'AAAA', y: 'AAAA' }, (input) =>
          by.signature(input),
        ),
    }),
    ...(
      [
        ['of the live environment', 'https://webhooks.truelayer.com/.well-known/jwks'],
        ['of a stranger', 'https://evil.example/.well-known/jwks'],
        [
          'that begins like the right one',
          'https://webhooks.truelayer-sandbox.com.evil.example/.well-known/jwks',
        ],
        ['with a user name', 'https://webhooks.truelayer-sandbox.com@evil.example/.well-known/jwks'],
        ['with a query', 'https://webhooks.truelayer-sandbox.com/.well-known/jwks?a=1'],
        ['in capitals', 'HTTPS://WEBHOOKS.TRUELAYER-SANDBOX.COM/.well-known/jwks'],
        ['without encryption', 'http://webhooks.truelayer-sandbox.com/.well-known/jwks'],
        ['that is missing', undefined],
        ['that is a list', ['https://webhooks.truelayer-sandbox.com/.well-known/jwks']],
      ] as const
    ).map(
      ([what, jku]): Forgery => ({
        name: `an address of keys ${what}`,
        signed: (by) => by.sent({ header: { jku } }),
        not: {
          plaid: 'its keys are asked for by id, at an address that no request names',
          acme: 'its keys are asked for by id, at an address that no request names',
        },
      }),
    ),
  ],
};
