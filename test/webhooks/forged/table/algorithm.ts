import { createHmac } from 'node:crypto';
import type { Sent, Signed } from '../sent.ts';
import { type Forgery, type Kind, signedBy } from './forgery.ts';

const unsigned = (alg: unknown): Forgery => ({
  name: `alg ${JSON.stringify(alg)}, unsigned`,
  signed: (by) => by.sent({ header: { alg }, token: (right) => right.replace(/[^.]*$/, '') }),
});

const odd = (alg: unknown): Forgery => ({
  name: `alg ${JSON.stringify(alg)} over a good signature`,
  signed: (by) => by.sent({ header: { alg: alg === 'another' ? other(by) : alg } }),
});

const other = ({ alg }: Signed): string => (alg === 'ES256' ? 'ES512' : 'ES256');

const hmac = (by: Signed, secret: string): Sent =>
  by.sent({
    header: { alg: 'HS256' },
    sign: (input) => createHmac('sha256', secret).update(input).digest(),
  });

/** Who says how a token is to be verified. */
export const algorithm: Kind = {
  name: 'algorithm',
  unsigned: 'it signs nothing, so there is no algorithm to choose',
  forgeries: [
    ...['none', 'None', 'nOnE', '', null, undefined, 'HS256'].map(unsigned),
    ...[
      'none',
      'None',
      'nOnE',
      'es256',
      'Es512',
      'RS256',
      'ES384',
      'another',
      'PS256',
      ['ES256'],
      null,
      7,
    ].map(odd),
    odd(undefined),
    ...signedBy({
      'HS256 with the public key as secret': (by) =>
        hmac(by, by.pair.publicKey.export({ format: 'pem', type: 'spki' }) as string),
      'HS256 with the key as JWK': (by) => hmac(by, JSON.stringify(by.published.get(by.kid))),
      'HS256 with an empty secret': (by) => hmac(by, ''),
      'HS256 with the name of the key as secret': (by) => hmac(by, by.kid),
      'the algorithm named twice, none first': (by) =>
        by.sent({ header: `{"alg":"none",${whole(by).slice(1)}`, by: by.newKey().privateKey }),
      'the algorithm named twice, none last': (by) =>
        by.sent({ header: `${whole(by).slice(0, -1)},"alg":"none"}` }),
      'the algorithm named twice, none first, unsigned': (by) =>
        by.sent({
          header: `{"alg":"none",${whole(by).slice(1)}`,
          token: (right) => right.replace(/[^.]*$/, ''),
        }),
    }),
  ],
};

/** The header of the genuine token, as text. */
export function whole(by: Signed): string {
  return JSON.stringify(by.parts(by.body, {}).header);
}
