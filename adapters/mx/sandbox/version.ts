import { API_VERSIONS, type ApiVersion } from './api-version.ts';
import type { Settings } from './settings.ts';
import { Refusal } from './reply.ts';

/** The version that a request asks for; a missing or unknown one is 406. */
export function versionOf(headers: Headers, { versionPolicy, uncertain }: Settings): ApiVersion {
  const asked = headers.get('accept-version');
  const vendor = /application\/vnd\.mx\.api\.v1\+(json|pdf)/.test(headers.get('accept') ?? '');
  if (asked !== null && vendor && uncertain.refusesBothHeaders) {
    throw new Refusal(406, 'The API version is given in Accept and in Accept-Version.');
  }
  if (asked !== null && versionPolicy !== 'accept-only') {
    const known = API_VERSIONS.find((each) => each === asked);
    if (known) return known;
    throw new Refusal(406, 'The version in Accept-Version is not valid.');
  }
  if (vendor && versionPolicy !== 'accept-version') return 'v20111101';
  throw new Refusal(406, 'The Accept-Version header is missing.');
}
