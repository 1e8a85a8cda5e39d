import type { WorldAccount } from 'bankweave/sandbox';
import type { Backend } from './backend.ts';
import { addressWith, allowLink, type LinkEnd, refuseLink, signIn } from './finish-link.ts';
import { banksPage, consentPage, formPostPage, problemPage, signInPage } from './link-pages.ts';
import type { LinkRequest } from './link-request.ts';
import type { Provider } from './providers.ts';
import { type BadLink, readLink } from './read-link.ts';

/** `GET /`: the dialog begins. */
export function beginLink(backend: Backend, query: URLSearchParams): Response {
  const link = readLink(query, backend);
  if (!('query' in link)) return badLink(link);
  const only = link.providers.length === 1 ? link.providers[0] : undefined;
  return only ? signInPage(link, only, '', false) : banksPage(link);
}

/** `POST /sign-in`: the person chose a bank, or signed in there. */
export function signInStep(backend: Backend, form: URLSearchParams): Response {
  const step = readStep(backend, form);
  if (step instanceof Response) return step;
  const { link, provider, username, password } = step;
  if (!form.has('username')) return signInPage(link, provider, '', false);
  if (!signIn(provider, username, password)) return signInPage(link, provider, username, true);
  const accounts = offered(backend, provider, username);
  return consentPage(link, provider, { username, password }, accounts);
}

/** `POST /consent`: the person allows or refuses. */
export function consentStep(backend: Backend, form: URLSearchParams): Response {
  const step = readStep(backend, form);
  if (step instanceof Response) return step;
  const { link, provider, username, password } = step;
  const user = signIn(provider, username, password);
  if (!user) return signInPage(link, provider, username, true);
  const ids = offered(backend, provider, username).map((account) => account.id);
  const accounts = form.getAll('account').filter((id) => ids.includes(id));
  const allowed = form.get('decision') === 'allow' && accounts.length > 0;
  return handOver(
    link,
    allowed
      ? allowLink(backend, link, { provider, username, user, accounts })
      : refuseLink(backend, link, 'access_denied', 'The person refused.'),
  );
}

/** The accounts and cards that a person can share. */
export function offered({ world }: Backend, provider: Provider, username: string): readonly WorldAccount[] {
  return world
    .login(provider.institution.id, username)
    .accounts.filter(
      ({ type }) => (type === 'depository' && provider.accounts) || (type === 'credit' && provider.cards),
    );
}

function readStep(backend: Backend, form: URLSearchParams) {
  const link = readLink(new URLSearchParams(form.get('link') ?? ''), backend);
  if (!('query' in link)) return badLink(link);
  const provider = link.providers.find(({ id }) => id === form.get('provider'));
  if (!provider) return problemPage('Please begin again in the app.');
  return {
    link,
    provider,
    username: (form.get('username') ?? '').trim(),
    password: form.get('password') ?? '',
  };
}

function badLink({ text, back }: BadLink): Response {
  if (!back) return problemPage(text);
  const { redirectUri, state, error } = back;
  return sendTo(
    addressWith(redirectUri, { error, error_description: text, ...(state !== null && { state }) }),
  );
}

function handOver(link: LinkRequest, { url, params }: LinkEnd): Response {
  return link.formPost ? formPostPage(link.redirectUri, params) : sendTo(url);
}

function sendTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}
