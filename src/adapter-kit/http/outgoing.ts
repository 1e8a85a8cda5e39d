import { AdapterContractError } from '../../errors/fix-code.ts';
import type { HttpRequest } from './contract.ts';

// No `br`: one-shot gunzip is the quickest way there is.
const DEFAULT_HEADERS = { accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'bankweave' };

/** The bytes to send and their type. */
export function bodyOf({ json, form }: HttpRequest): {
  body: Uint8Array | undefined;
  type: string | undefined;
} {
  if (json !== undefined && form !== undefined) throw broken('json', 'json or form, not both');
  if (form !== undefined) {
    return {
      body: Buffer.from(new URLSearchParams(form).toString()),
      type: 'application/x-www-form-urlencoded',
    };
  }
  if (json === undefined) return { body: undefined, type: undefined };
  try {
    return { body: Buffer.from(JSON.stringify(json)), type: 'application/json' };
  } catch {
    throw broken('json', 'a value that JSON can hold');
  }
}

/** Lower-case headers whose values can be sent. */
export function headersOf(given: Readonly<Record<string, string>>, type?: string): Record<string, string> {
  const headers: Record<string, string> = {
    ...DEFAULT_HEADERS,
    ...(type !== undefined && { 'content-type': type }),
  };
  for (const [name, value] of Object.entries(given)) {
    // Node would refuse them too, with an error of its own.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw broken('headers', 'names that HTTP allows');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw broken(`headers.${name}`, 'a value without control characters');
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

function broken(field: string, expected: string): AdapterContractError {
  return new AdapterContractError(`${field} of a request is not ${expected}`, { field, expected });
}
