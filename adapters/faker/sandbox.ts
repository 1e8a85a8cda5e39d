import type { Wire, World } from 'bankweave/sandbox';
import { writeCode } from './callback.ts';
import { banksPage, type Carried, consentPage, donePage, problemPage, signInPage } from './pages.ts';

/**
 * The consent page of the mock provider: choose a bank, sign in, choose accounts, allow or deny, and back to the app
 * with `code` and `state`, or with `error=access_denied`.
 *
 * @example
 * ```ts
 * const { urls } = await serveSandbox({ world, wires: [fakerWire()] })
 * const bank = createBankweave({ adapters: [faker({ world, baseUrl: urls.faker, redirectUri: 'http://127.0.0.1:3000/back' })] })
 * ```
 */
export function fakerWire(): Wire {
  let world: World | undefined;
  return {
    id: 'faker',
    bind(given) {
      world = given;
    },
    async handle(request) {
      if (!world) throw new TypeError('bind the wire to a world first');
      const url = new URL(request.url);
      // The last part alone counts, so that the pages also work below a path of a proxy.
      const route = `${request.method} ${url.pathname.split('/').at(-1)}`;
      if (route === 'GET authorize') return authorize(world, url.searchParams);
      if (route === 'POST sign-in') return signIn(world, await fieldsOf(request));
      if (route === 'POST decide') return decide(world, await fieldsOf(request));
      if (route === 'GET done') return donePage(url.searchParams.has('code'));
      return problemPage('There is no such page.', 404);
    },
  };
}

function authorize(world: World, query: URLSearchParams): Response {
  const carried = carriedIn(query);
  if (!carried) return problemPage('The app gave an address to return to that is no web address.', 400);
  const username = query.get('username') ?? '';
  const bank = bankIn(world, query);
  return bank ? signInPage(bank, carried, username, false) : banksPage(world.institutions, carried, username);
}

function signIn(world: World, fields: URLSearchParams): Response {
  const carried = carriedIn(fields);
  const bank = bankIn(world, fields);
  if (!carried || !bank) return problemPage('Please begin again in the app.', 400);
  const username = (fields.get('username') ?? '').trim();
  const password = fields.get('password') ?? '';
  if (username === '' || password === '' || password === 'wrong')
    return signInPage(bank, carried, username, true);
  return consentPage(bank, world.login(bank.id, username), carried);
}

function decide(world: World, fields: URLSearchParams): Response {
  const carried = carriedIn(fields);
  const bank = bankIn(world, fields);
  const username = (fields.get('username') ?? '').trim();
  if (!carried || !bank || username === '') return problemPage('Please begin again in the app.', 400);
  const own = world.login(bank.id, username).accounts.map((account) => account.id);
  const accounts = fields.getAll('account').filter((id) => own.includes(id));
  const allowed = fields.get('decision') === 'allow' && accounts.length > 0;
  const answer: Record<string, string> = allowed
    ? { code: writeCode({ institution: bank.id, username, accounts }) }
    : { error: 'access_denied' };
  return back(carried, answer);
}

function back({ state, redirectUri }: Carried, answer: Record<string, string>): Response {
  const query = new URLSearchParams({ ...answer, state });
  if (redirectUri === '')
    return new Response(null, { status: 303, headers: { location: `done?${query.toString()}` } });
  const target = new URL(redirectUri);
  for (const [name, value] of query) target.searchParams.set(name, value);
  return new Response(null, { status: 303, headers: { location: target.href } });
}

function bankIn(world: World, fields: URLSearchParams): World['institutions'][number] | undefined {
  return world.institutions.find((bank) => bank.id === fields.get('institution'));
}

function carriedIn(fields: URLSearchParams): Carried | undefined {
  const redirectUri = fields.get('redirect_uri') ?? '';
  const safe = redirectUri === '' || /^https?:$/.test(URL.parse(redirectUri)?.protocol ?? '');
  return safe ? { state: fields.get('state') ?? '', redirectUri } : undefined;
}

async function fieldsOf(request: Request): Promise<URLSearchParams> {
  return new URLSearchParams(await request.text());
}
