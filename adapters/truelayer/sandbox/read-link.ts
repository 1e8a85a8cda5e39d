import type { Backend } from './backend.ts';
import type { LinkRequest } from './link-request.ts';
import { covers, type Provider, SCOPES } from './providers.ts';

/** A link that does not work; with `back` the app hears about it. */
export interface BadLink {
  readonly text: string;
  readonly back?: { readonly redirectUri: string; readonly state: string | null; readonly error: string };
}

/** Reads the query of an auth link, or of a link that `reauthuri` or `connections/extend` gave out. */
export function readLink(query: URLSearchParams, backend: Backend): LinkRequest | BadLink {
  const ticket = query.get('reauth');
  if (ticket !== null) {
    const held = backend.tickets.get(ticket);
    if (!held) return { text: 'This link is not one of ours.' };
    return backend.usedLinks.has(held.query) ? used : held;
  }
  const redirectUri = query.get('redirect_uri') ?? '';
  const state = query.get('state');
  if (query.get('client_id') !== backend.settings.clientId) return { text: 'The app is not known here.' };
  if (!isRegistered(redirectUri, backend.settings.redirectUris)) {
    return { text: 'The address to return to is not registered.' };
  }
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const refuse = (error: string, text: string): BadLink => ({ text, back: { redirectUri, state, error } });
  if (query.get('response_type') !== 'code') return refuse('invalid_request', 'response_type is not code.');
  if (scopes.length === 0 || scopes.some((scope) => !(SCOPES as readonly string[]).includes(scope))) {
    return refuse('invalid_scope', 'A scope is not known.');
  }
  const providers = wanted(query, backend.providers.all());
  if (providers.length === 0) return refuse('invalid_request', 'No bank fits what the link asks for.');
  const text = query.toString();
  if (backend.usedLinks.has(text)) return used;
  const challenge = query.get('code_challenge');
  return {
    query: text,
    redirectUri,
    state,
    scopes,
    formPost: query.get('response_mode') === 'form_post',
    challenge:
      challenge === null ? null : { value: challenge, method: query.get('code_challenge_method') ?? 'plain' },
    providers,
    again: null,
  };
}

const used: BadLink = { text: 'This link was used before; each works once.' };

/** Whether an address may be returned to. */
export function isRegistered(uri: string, registered: readonly string[] | undefined): boolean {
  if (registered) return registered.includes(uri);
  return /^https?:$/.test(URL.parse(uri)?.protocol ?? '');
}

function wanted(query: URLSearchParams, all: readonly Provider[]): readonly Provider[] {
  const words = query.get('providers')?.split(' ');
  // Without `providers` the old flags decide whether the mock bank is there.
  const covered = words
    ? all.filter((provider) => words.some((word) => covers(word, provider)))
    : all.filter((provider) => !provider.mock || query.get('enable_mock') === 'true');
  const one = query.get('provider_id');
  return one === null ? covered : covered.filter((provider) => provider.id === one);
}
