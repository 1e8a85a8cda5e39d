import type { ConsentTerms } from '../consent/terms.ts';
import { fieldsOf, refuse, textOf } from './input.ts';

const KEYS = ['purpose', 'textVersion', 'textHash', 'scopes', 'language'] as const;
const PLACE = 'options.consent';

/** Checks what the app says about a consent. */
export function termsOf(given: ConsentTerms | undefined): ConsentTerms | undefined {
  if (given === undefined) return undefined;
  const { purpose, textVersion, textHash, scopes, language } = fieldsOf<ConsentTerms>(
    given,
    [...KEYS],
    PLACE,
  );
  if (scopes !== undefined && !Array.isArray(scopes)) refuse(`${PLACE}.scopes`, 'a list of texts');
  return {
    purpose: textOf(purpose, `${PLACE}.purpose`),
    textVersion: textOf(textVersion, `${PLACE}.textVersion`),
    textHash: textOf(textHash, `${PLACE}.textHash`),
    ...(scopes && { scopes: scopes.map((scope) => textOf(scope, `${PLACE}.scopes`)) }),
    ...(language !== undefined && { language: textOf(language, `${PLACE}.language`) }),
  };
}
