import { encode, type Sent, type Signed } from '../sent.ts';
import { JWT_ONLY, type Kind, signedBy } from './forgery.ts';

/** Changes what the header holds, of the genuine token. */
const made = (by: Signed, token: (right: string) => string | readonly string[] | undefined): Sent =>
  by.sent({ token: (right) => token(right) });
const part = (right: string, index: number): string => right.split('.')[index] ?? '';
const put = (right: string, index: number, value: (was: string) => string): string =>
  right
    .split('.')
    .map((was, at) => (at === index ? value(was) : was))
    .join('.');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Another last character that decodes to the same bytes. */
const spareBits = (text: string): string =>
  `${text.slice(0, -1)}${ALPHABET[ALPHABET.indexOf(text.at(-1) ?? '') ^ 1] ?? 'A'}`;

/** How the token is written. */
export const shape: Kind = {
  name: 'shape',
  unsigned: 'its header is one word and a password',
  forgeries: [
    ...signedBy({
      'no header': (by) => made(by, () => undefined),
      'an empty header': (by) => made(by, () => ''),
      'a header of blanks': (by) => made(by, () => '   '),
      'one part': (by) => made(by, (right) => part(right, 2)),
      'two parts': (by) => made(by, (right) => right.slice(0, right.lastIndexOf('.'))),
      'four parts': (by) => made(by, (right) => `${right}.${part(right, 2)}`),
      'five parts, as if it were encrypted': (by) => made(by, (right) => `${right}.AAAA.AAAA`),
      'an extra dot': (by) => made(by, (right) => `${right}.`),
      'a leading dot': (by) => made(by, (right) => `.${right}`),
      'only dots': (by) => made(by, () => '..'),
      'an empty header part': (by) => made(by, (right) => put(right, 0, () => '')),
      'an empty signature': (by) => made(by, (right) => put(right, 2, () => '')),
      'a payload that belongs elsewhere': (by) =>
        made(by, (right) => put(right, 1, (was) => (was === '' ? encode(by.body) : ''))),
      'a payload of another': (by) => made(by, (right) => put(right, 1, () => encode('{"iat":1}'))),
      'JSON in place of the compact form': (by) =>
        made(by, (right) =>
          JSON.stringify({ protected: part(right, 0), payload: part(right, 1), signature: part(right, 2) }),
        ),
      'a list of signatures': (by) => made(by, (right) => JSON.stringify([right])),
      'padding on the signature': (by) => made(by, (right) => `${right}==`),
      'padding on the header': (by) => made(by, (right) => put(right, 0, (was) => `${was}=`)),
      'a blank inside': (by) => made(by, (right) => put(right, 2, (was) => ` ${was}`)),
      'a tab inside': (by) => made(by, (right) => put(right, 0, (was) => `${was}\t`)),
      'a blank in the middle of the signature': (by) =>
        made(by, (right) => put(right, 2, (was) => `${was.slice(0, 9)} ${was.slice(9)}`)),
      'plain base64': (by) =>
        made(by, (right) => {
          const plain = right.replaceAll('-', '+').replaceAll('_', '/');
          return plain === right ? `${right}+` : plain;
        }),
      'quotes around it': (by) => made(by, (right) => `"${right}"`),
      'a word before it': (by) => made(by, (right) => `Bearer ${right}`),
      'the header twice, joined': (by) => made(by, (right) => `${right}, ${right}`),
      'the header twice': (by) => made(by, (right) => [right, right]),
      'the header twice, an empty one first': (by) => made(by, (right) => ['', right]),
      'the header twice, a wrong one last': (by) => made(by, (right) => [right, 'a.b.c']),
      'letters that look alike': (by) => made(by, (right) => right.replace(/[aeo]/, 'а')),
      'a header over 8 KB': (by) => by.sent({ header: { pad: 'x'.repeat(9_000) } }),
      'a header of 60 KB': (by) => made(by, (right) => put(right, 2, (was) => was + 'A'.repeat(60_000))),
      'a header of 100 KB': (by) => made(by, (right) => put(right, 0, (was) => was + 'A'.repeat(100_000))),
      'a header part that is no object': (by) => by.sent({ header: '"ES256"' }),
      'a header part that is a list': (by) => by.sent({ header: '[]' }),
      'a header part that is null': (by) => by.sent({ header: 'null' }),
      'a header part that is no JSON': (by) => by.sent({ header: '{' }),
      'something critical that nobody knows': (by) => by.sent({ header: { crit: ['exp'], exp: 1 } }),
      'something critical, named in no list': (by) => by.sent({ header: { crit: 'exp' } }),
      'b64: false': (by) => by.sent({ header: { b64: false, crit: ['b64'] } }),
    }),
    ...signedBy(
      {
        'another typ': (by) => by.sent({ header: { typ: 'JOSE' } }),
        'a typ that is a list': (by) => by.sent({ header: { typ: ['JWT'] } }),
        'claims that are no object': (by) => by.sent({ claims: '7' }),
        'claims that are no JSON': (by) => by.sent({ claims: '{"iat"' }),
        'no digest': (by) => by.sent({ claims: { request_body_sha256: undefined } }),
        'an empty digest': (by) => by.sent({ claims: { request_body_sha256: '' } }),
        'half a digest': (by) => by.sent({ claims: { request_body_sha256: 'ab' } }),
        'a digest in capitals': (by) => by.sent({ claims: { request_body_sha256: 'A'.repeat(64) } }),
        'a digest that is a list': (by) => by.sent({ claims: { request_body_sha256: [1] } }),
      },
      JWT_ONLY,
    ),
    {
      name: 'spare bits of the signature that are set',
      signed: (by) => made(by, (right) => put(right, 2, spareBits)),
      not: { truelayer: 'the 132 bytes of its signature fill their characters' },
    },
    ...signedBy(
      {
        'an older version': (by) => by.sent({ header: { tl_version: '1' } }),
        'a version that is a number': (by) => by.sent({ header: { tl_version: 2 } }),
        'no signed time': (by) => by.sent({ header: { tl_headers: '' } }),
        'a signed header that is not there': (by) =>
          by.sent({ header: { tl_headers: 'X-Tl-Webhook-Timestamp,X-None' } }),
        'signed headers that are no text': (by) =>
          by.sent({ header: { tl_headers: ['X-Tl-Webhook-Timestamp'] } }),
        'signed headers with blanks': (by) => by.sent({ header: { tl_headers: 'X-Tl-Webhook-Timestamp, ' } }),
        'the time once more, after the signed one': (by) =>
          by.sent({ headers: [['x-tl-webhook-timestamp', new Date(by.now()).toISOString()]] }),
      },
      { plaid: 'it signs no headers', acme: 'it signs no headers' },
    ),
  ],
};
