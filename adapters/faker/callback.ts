import { InvalidInputError, type LinkCallback } from 'bankweave/adapter-kit';
import { z } from 'zod';
import type { FakerLinkParams } from './options.ts';
import { jsonOf } from './wire.ts';

/** What the consent page hands back inside its code. It proves nothing, and in a mock there is nothing to prove. */
export interface Answer {
  readonly institution: string;
  readonly username: string;
  readonly accounts: readonly string[];
}

const answer = z.object({
  institution: z.string().min(1),
  username: z.string().min(1),
  accounts: z.array(z.string()),
});

/** Writes an answer as a code for an address. */
export function writeCode(given: Answer): string {
  return Buffer.from(JSON.stringify(given)).toString('base64url');
}

/** The state that came back from the consent page, and its error; nothing where the page took no part. */
export function callbackIn(params: FakerLinkParams): LinkCallback | undefined {
  const fields = fieldsOf(params);
  const [code, error, state] = [fields.get('code'), fields.get('error'), fields.get('state')];
  if (code === null && error === null) return undefined;
  return { ...(state !== null && { state }), ...(error !== null && { error }) };
}

/**
 * Reads what the consent page sent back.
 *
 * @throws InvalidInputError when it is no callback of the page.
 */
export function readCallback(params: FakerLinkParams): Answer | undefined {
  const code = fieldsOf(params).get('code');
  if (code === null) return undefined;
  const read = answer.safeParse(jsonOf(Buffer.from(code, 'base64url').toString('utf8')));
  if (read.success) return read.data;
  throw new InvalidInputError('faker: the code is not one of the consent page', { field: 'code' });
}

function fieldsOf(params: FakerLinkParams): URLSearchParams {
  if (params instanceof URLSearchParams) return params;
  if (params instanceof URL) return params.searchParams;
  if (typeof params === 'string') return URL.parse(params)?.searchParams ?? new URLSearchParams(params);
  const fields = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) fields.set(key, value);
  return fields;
}
