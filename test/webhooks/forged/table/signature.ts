import { generateKeyPairSync, sign } from 'node:crypto';
import type { Sent, Signed } from '../sent.ts';
import { type Kind, signedBy } from './forgery.ts';

/** Puts other bytes in place of the two numbers of the signature. */
function numbers(by: Signed, change: (r: Buffer, s: Buffer) => readonly Uint8Array[]): Sent {
  const { half } = by.curve;
  return by.sent({
    sign: (input) => {
      const right = by.signature(input);
      return Buffer.concat(change(right.subarray(0, half), right.subarray(half)));
    },
  });
}

const number = ({ curve }: Signed, value: bigint): Buffer =>
  Buffer.from(value.toString(16).padStart(curve.half * 2, '0'), 'hex');

/** The numbers of the signature. */
export const signature: Kind = {
  name: 'signature',
  unsigned: 'it signs nothing',
  forgeries: signedBy({
    'as DER': (by) => by.sent({ sign: (input) => sign(by.curve.hash, input, by.pair.privateKey) }),
    'one byte short': (by) => numbers(by, (r, s) => [r, s.subarray(0, -1)]),
    'one byte long': (by) => numbers(by, (r, s) => [r, s, Buffer.of(0)]),
    'one zero before': (by) => numbers(by, (r, s) => [Buffer.of(0), r, s]),
    'a half': (by) => numbers(by, (r) => [r]),
    twice: (by) => numbers(by, (r, s) => [r, s, r, s]),
    'r of zero': (by) => numbers(by, (_, s) => [number(by, 0n), s]),
    's of zero': (by) => numbers(by, (r) => [r, number(by, 0n)]),
    'both zero': (by) => numbers(by, () => [number(by, 0n), number(by, 0n)]),
    'both one': (by) => numbers(by, () => [number(by, 1n), number(by, 1n)]),
    'r of n': (by) => numbers(by, (_, s) => [number(by, by.curve.order), s]),
    's of n': (by) => numbers(by, (r) => [r, number(by, by.curve.order)]),
    'both n': (by) => numbers(by, () => [number(by, by.curve.order), number(by, by.curve.order)]),
    'r of n and one': (by) => numbers(by, (_, s) => [number(by, by.curve.order + 1n), s]),
    's above n': (by) => numbers(by, (r) => [r, Buffer.alloc(by.curve.half, 0xff)]),
    'r above n': (by) => numbers(by, (_, s) => [Buffer.alloc(by.curve.half, 0xff), s]),
    'r and s swapped': (by) => numbers(by, (r, s) => [s, r]),
    'r turned over': (by) =>
      numbers(by, (r, s) => [number(by, by.curve.order - BigInt(`0x${r.toString('hex')}`)), s]),
    'over another hash': (by) =>
      by.sent({
        sign: (input) => sign('sha384', input, { key: by.pair.privateKey, dsaEncoding: 'ieee-p1363' }),
      }),
    'over the hash of the input': (by) =>
      by.sent({ sign: (input) => by.signature(Buffer.from(input.toString().split('.')[1] ?? '')) }),
    'of a wide curve': (by) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
      return by.sent({
        sign: (input) => sign('sha384', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      });
    },
    'of another request': (by) => {
      const old = by.sent({ body: Buffer.from('{"id":"other"}') });
      return { ...old, body: by.body };
    },
  }),
};
