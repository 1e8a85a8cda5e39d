import type { Sent } from '../sent.ts';
import type { Target } from '../target.ts';
import { algorithm } from './algorithm.ts';
import { body } from './body.ts';
import type { Forgery, Kind } from './forgery.ts';
import { key } from './key.ts';
import { password } from './password.ts';
import { shape } from './shape.ts';
import { signature } from './signature.ts';
import { time } from './time.ts';

/** All that is tried against every provider. */
export const KINDS: readonly Kind[] = [algorithm, key, shape, signature, time, body, password];

/** A forgery against a provider; or why there is none. */
export function against({ id, signed, basic }: Target, kind: Kind, forgery: Forgery): Sent | string {
  const excused = forgery.not?.[id];
  if (excused !== undefined) return excused;
  if (signed && forgery.signed) return forgery.signed(signed);
  if (basic && forgery.basic) return forgery.basic(basic);
  const reason = signed ? kind.signed : kind.unsigned;
  if (reason === undefined) throw new Error(`${forgery.name} says nothing about ${id}`);
  return reason;
}
