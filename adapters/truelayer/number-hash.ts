import { createHmac } from 'node:crypto';
import { readText } from 'bankweave/adapter-kit';
import type { Settings } from './settings.ts';

type Number = Readonly<Record<string, unknown>> | null | undefined;

/**
 * A keyed hash of an account's number, by which it is found again under a new consent. The number itself stays with the
 * bank; pots have none.
 */
export function numberHash({ clientId, clientSecret }: Settings, number: Number): string | undefined {
  const text = wholeNumber(number);
  if (text === undefined) return undefined;
  // Account numbers are few enough to be tried out, so without the key the hash must say nothing.
  return createHmac('sha256', `bankweave number ${clientSecret ?? clientId}`)
    .update(text)
    .digest('base64url');
}

/** The last four characters of the number, or else of the IBAN. */
export function maskOf(number: Number): string | undefined {
  const text = bare(number?.['number']) ?? bare(number?.['iban']);
  return text?.slice(-4);
}

function wholeNumber(given: Number): string | undefined {
  const iban = bare(given?.['iban']);
  if (iban !== undefined) return `iban ${iban}`;
  const number = bare(given?.['number']);
  const branch = bare(given?.['sort_code']) ?? bare(given?.['routing_number']) ?? bare(given?.['bsb']);
  return number !== undefined && branch !== undefined ? `${branch} ${number}` : undefined;
}

// Banks write the same number with and without spaces and dashes.
function bare(value: unknown): string | undefined {
  const text = readText(value)
    ?.replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase();
  return text === '' ? undefined : text;
}
