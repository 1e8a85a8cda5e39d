import type { WorldInstitution } from 'bankweave/sandbox';
import { banksOf } from '../institutions.ts';
import { exitLink, finishLink, mustBeOpen, offered } from '../link/finish.ts';
import type { LinkSession } from '../link/links.ts';
import { Problem } from '../problem.ts';
import { productsOfBank } from '../products.ts';
import type { State } from '../state.ts';
import {
  accountsPage,
  banksPage,
  type Carried,
  donePage,
  leftPage,
  problemPage,
  signInPage,
} from './steps.ts';

/** Whether an address is one of Link's pages. */
export function isPage(path: string): boolean {
  return path === '/link' || path.startsWith('/hl/');
}

/**
 * Link in a browser: `hosted_link_url`, or `/link?token=<link_token>&return_to=<address>` for a token without Hosted
 * Link, where Plaid would open its widget. `return_to` is given `public_token`, or `error`.
 */
export async function visit(state: State, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === '/link') return enter(state, url.searchParams);
  const [, , pageId = '', step] = url.pathname.split('/');
  const session = state.links.onPage(pageId);
  if (!session) return problemPage('There is no such page.', 404);
  const fields = request.method === 'POST' ? new URLSearchParams(await request.text()) : url.searchParams;
  try {
    mustBeOpen(state, session);
    const carried = carriedIn(session, fields);
    if (request.method === 'GET' && step === undefined) return begin(state, session, carried);
    if (request.method === 'POST' && step === 'sign-in') return signIn(state, session, carried, fields);
    if (request.method === 'POST' && step === 'decide') return decide(state, session, carried, fields);
    return problemPage('There is no such page.', 404);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return problemPage(`${error.message} (${error.code})`);
  }
}

function enter({ links }: State, query: URLSearchParams): Response {
  const session = links.find(query.get('token') ?? '');
  if (!session) return problemPage('There is no such link token.', 404);
  const rest = new URLSearchParams({ return_to: query.get('return_to') ?? '' });
  return seeOther(`/hl/${session.pageId}?${rest.toString()}`);
}

function begin(state: State, session: LinkSession, carried: Carried): Response {
  session.startedAt ??= state.world.now();
  const bank = bankIn(state, session, carried);
  return bank ? signInPage(session, bank, carried) : banksPage(session, choices(state, session), carried);
}

function signIn(state: State, session: LinkSession, carried: Carried, fields: URLSearchParams): Response {
  const bank = bankIn(state, session, carried);
  const password = fields.get('password') ?? '';
  if (!bank) return problemPage('Please choose a bank first.');
  if (password.startsWith('error_')) {
    const problem = new Problem(password.slice('error_'.length));
    exitLink(state, session, problem);
    return away(session, carried, { error: problem.code }) ?? problemPage(`The bank said: ${problem.code}`);
  }
  if (carried.username === '' || password === '' || password === 'wrong')
    return signInPage(session, bank, carried, true);
  const { accounts } = state.world.login(bank.id, carried.username);
  const shared = session.repairs ? new Set(session.repairs.grants.keys()) : null;
  return accountsPage(session, offered(accounts, session.request), shared, carried);
}

function decide(state: State, session: LinkSession, carried: Carried, fields: URLSearchParams): Response {
  const bank = bankIn(state, session, carried);
  if (fields.get('decision') !== 'allow') {
    exitLink(state, session, null);
    return away(session, carried, { error: 'exited' }) ?? leftPage();
  }
  if (!bank || carried.username === '') return problemPage('Please choose a bank first.');
  const accounts = fields.getAll('account');
  const { publicToken } = finishLink(state, session, {
    bank,
    username: carried.username,
    ...(session.repairs && accounts.length === 0 ? {} : { accounts }),
  });
  const given = publicToken === null ? {} : { public_token: publicToken };
  return away(session, carried, given) ?? donePage(session.request.hosted_link ? null : publicToken);
}

function choices({ world }: State, { request }: LinkSession): readonly WorldInstitution[] {
  return banksOf(world).filter(
    (bank) =>
      request.country_codes.includes(bank.country) &&
      (request.products ?? []).every((product) => productsOfBank(bank).includes(product)),
  );
}

function bankIn(state: State, session: LinkSession, { bank }: Carried): WorldInstitution | undefined {
  return session.repairs?.bank ?? choices(state, session).find(({ id }) => id === bank);
}

function carriedIn({ repairs }: LinkSession, fields: URLSearchParams): Carried {
  const returnTo = fields.get('return_to') ?? '';
  if (returnTo !== '' && !/^https?:$/.test(URL.parse(returnTo)?.protocol ?? ''))
    throw new Problem('INVALID_FIELD', 'return_to is no web address');
  return {
    bank: fields.get('bank') ?? '',
    username: repairs?.username ?? (fields.get('username') ?? '').trim(),
    returnTo,
  };
}

// Hosted Link tells its result by webhook; only the sandbox's own `return_to` carries it along.
function away(
  session: LinkSession,
  { returnTo }: Carried,
  result: Readonly<Record<string, string>>,
): Response | undefined {
  const hosted = session.request.hosted_link?.completion_redirect_uri;
  if (hosted !== undefined) return seeOther(hosted);
  if (returnTo === '') return undefined;
  const target = new URL(returnTo);
  for (const [name, value] of Object.entries(result)) target.searchParams.set(name, value);
  return seeOther(target.href);
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}
