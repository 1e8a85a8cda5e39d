import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { encode, type Signer } from './signed-adapter.ts';

/** A forged request: what its header and its body are. `undefined` leaves the header out. */
export interface Forgery {
  readonly name: string;
  readonly token: string | undefined;
  readonly body: Uint8Array;
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const bytes = (text: string): Uint8Array => Buffer.from(text);
const number = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');

/** Everything that somebody without the key can think of, made out of a genuine request. */
export function forgeries(signer: Signer, body: string, now: number): Forgery[] {
  const token = signer.token(body, now);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const raw = Buffer.from(signature, 'base64url');
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)];
  const spki = signer.pair.publicKey.export({ format: 'pem', type: 'spki' });
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const headed = (header: object): string => signer.token(body, now, { header });
  const paid = (change: object): string => signer.token(body, now, { payload: change });
  const withSignature = (value: Uint8Array): string =>
    `${head}.${payload}.${Buffer.from(value).toString('base64url')}`;
  const unsigned = (alg: unknown): string => `${encode({ alg, kid: signer.kid, typ: 'JWT' })}.${payload}.`;
  const byStranger = (header: object): string =>
    signer.signed(
      `${encode({ alg: 'ES256', kid: signer.kid, typ: 'JWT', ...header })}.${payload}`,
      stranger.privateKey,
    );
  const hmac = (secret: string | Buffer): string => {
    const input = `${encode({ alg: 'HS256', kid: signer.kid, typ: 'JWT' })}.${payload}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const derSignature = sign('sha256', Buffer.from(`${head}.${payload}`), signer.pair.privateKey);
  const wide = sign('sha384', Buffer.from(`${head}.${payload}`), {
    key: p384.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const big = `{"pad":"${'x'.repeat(256 * 1024)}"}`;

  const tokens: Record<string, string | undefined> = {
    'no header': undefined,
    'an empty header': '',
    ...Object.fromEntries(
      ['none', 'None', 'nOnE', '', null, undefined, 'HS256'].map((alg) => [
        `alg ${alg}, unsigned`,
        unsigned(alg),
      ]),
    ),
    ...Object.fromEntries(
      ['none', 'None', 'es256', 'Es256', 'RS256', 'ES384', 'PS256', ['ES256'], null, undefined].map((alg) => [
        `alg ${JSON.stringify(alg)} over a good signature`,
        headed({ alg }),
      ]),
    ),
    'HS256 with the public key as secret': hmac(spki as string),
    'HS256 with the key as JWK': hmac(JSON.stringify(signer.jwks.get(signer.kid))),
    'HS256 with an empty secret': hmac(''),
    ...Object.fromEntries(
      [
        undefined,
        null,
        '',
        'nobody',
        '../key-1',
        '..%2fkey-1',
        "key-1' OR '1'='1",
        '__proto__',
        'constructor',
        'KEY-1',
        'key-1 ',
        7,
        ['key-1'],
        'k'.repeat(10_240),
        'k'.repeat(300),
      ].map((kid) => [`kid ${JSON.stringify(kid)?.slice(0, 30)}`, headed({ kid })]),
    ),
    'another key': byStranger({}),
    ...Object.fromEntries(
      Object.entries({
        jku: 'https://evil.example/jwks',
        x5u: 'https://evil.example/cert',
        jwk: stranger.publicKey.export({ format: 'jwk' }),
        x5c: ['MIIB'],
      }).map(([name, value]) => [`${name} in the header`, byStranger({ [name]: value })]),
    ),
    'crit in the header': headed({ crit: ['exp'], exp: 1 }),
    'b64: false': headed({ b64: false, crit: ['b64'] }),
    'another typ': headed({ typ: 'JOSE' }),
    'a header that is no object': signer.signed(`${encode('"ES256"')}.${payload}`),
    'a header that is no JSON': signer.signed(`${encode('{')}.${payload}`),
    'two parts': `${head}.${payload}`,
    'four parts': `${token}.${signature}`,
    'an extra dot': `${token}.`,
    'a leading dot': `.${token}`,
    'an empty payload': `${head}..${signature}`,
    'an empty signature': `${head}.${payload}.`,
    'JSON in place of the compact form': JSON.stringify({ protected: head, payload, signature }),
    'padding on the signature': `${token}==`,
    'padding on the header': `${head}=.${payload}.${signature}`,
    'space inside': `${head}. ${payload}.${signature}`,
    'plain base64':
      token.replaceAll('-', '+').replaceAll('_', '/') === token
        ? `${token}+`
        : token.replaceAll('-', '+').replaceAll('_', '/'),
    'other spare bits': `${token.slice(0, -1)}${spareBits(token.at(-1) ?? '')}`,
    'the header twice, joined': `${token}, ${token}`,
    'a header over 8 KB': `${encode({ alg: 'ES256', kid: signer.kid, typ: 'JWT', pad: 'x'.repeat(9_000) })}.${payload}.${signature}`,
    'signature as DER': withSignature(derSignature),
    'signature of 63 bytes': withSignature(raw.subarray(0, 63)),
    'signature of 65 bytes': withSignature(Buffer.concat([raw, Buffer.of(0)])),
    'r of zero': withSignature(Buffer.concat([number(0n), s])),
    's of zero': withSignature(Buffer.concat([r, number(0n)])),
    'both zero': withSignature(Buffer.alloc(64)),
    'r of n': withSignature(Buffer.concat([number(ORDER), s])),
    's of n': withSignature(Buffer.concat([r, number(ORDER)])),
    's above n': withSignature(Buffer.concat([r, Buffer.alloc(32, 0xff)])),
    'r and s swapped': withSignature(Buffer.concat([s, r])),
    'a wide curve': withSignature(wide),
    'a signature of another request': signer.token('{"id":"other"}', now),
    '301 s old': signer.token(body, now - 302),
    '61 s ahead': signer.token(body, now + 62),
    ...Object.fromEntries(
      [`${now}`, null, undefined, now + 0.5, -now, 1e20, [now], { iat: now }, true].map((iat) => [
        `iat ${JSON.stringify(iat)}`,
        paid({ iat }),
      ]),
    ),
    'no digest': paid({ request_body_sha256: undefined }),
    'an empty digest': paid({ request_body_sha256: '' }),
    'a digest in capitals': paid({ request_body_sha256: 'A'.repeat(64) }),
    'a digest that is a list': paid({ request_body_sha256: [1] }),
  };
  const bodies: Record<string, Uint8Array> = {
    'one byte changed': bytes(body.replace('event', 'Event')),
    're-serialised': bytes(JSON.stringify(JSON.parse(body))),
    'with a BOM': bytes(`\ufeff${body}`),
    'with a line feed': bytes(`${body}\n`),
    'with CR LF': bytes(body.replaceAll('\n', '\r\n')),
    'as UTF-16': Buffer.from(body, 'utf16le'),
    'cut short': bytes(body.slice(0, -1)),
    twice: bytes(body + body),
  };
  return [
    ...Object.entries(tokens).map(([name, forged]) => ({ name, token: forged, body: bytes(body) })),
    ...Object.entries(bodies).map(([name, forged]) => ({ name: `body ${name}`, token, body: forged })),
    { name: 'an empty body, signed', token: signer.token('', now), body: new Uint8Array() },
    { name: '256 KB and more, signed', token: signer.token(big, now), body: bytes(big) },
  ];
}

/** Another last character that decodes to the same bytes. */
function spareBits(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) ^ 1] ?? 'A';
}
