import { type LinkCallback, InvalidInputError } from 'bankweave/adapter-kit';
import type { TrueLayerLinkParams } from './options.ts';

/** The state and the error that came back from the dialog, by query or by post. */
export function callbackIn(params: TrueLayerLinkParams): LinkCallback {
  const fields = fieldsOf(params);
  const [state, error] = [fields.get('state'), fields.get('error')];
  return { ...(state !== null && { state }), ...(error !== null && { error }) };
}

/**
 * The code that came back.
 *
 * @throws InvalidInputError where there is none
 */
export function codeIn(params: TrueLayerLinkParams | undefined): string {
  const code = params === undefined ? null : fieldsOf(params).get('code');
  if (code !== null && code !== '') return code;
  const expected = 'what the dialog sent back, with its code';
  throw new InvalidInputError(`truelayer: the params are not ${expected}`, {
    provider: 'truelayer',
    field: 'code',
    expected,
  });
}

function fieldsOf(params: TrueLayerLinkParams): URLSearchParams {
  if (params instanceof URLSearchParams) return params;
  if (params instanceof URL) return params.searchParams;
  if (typeof params === 'string') return URL.parse(params)?.searchParams ?? new URLSearchParams(params);
  const fields = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value !== undefined) fields.set(key, value);
  return fields;
}
