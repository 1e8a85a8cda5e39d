import { createHash, randomUUID } from 'node:crypto';
import { addDays } from 'bankweave';
import type { PebbleBank } from './bank.ts';

/**
 * The bank's API. Booked entries are read by a range of dates, page by page; holds come as a whole list.
 */
export async function answerOf(bank: PebbleBank, request: Request, pageSize = 3): Promise<Response> {
  const url = new URL(request.url);
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /authorize') return sendBack(bank, url);
  if (bank.trouble) return failure(bank.trouble.status, bank.trouble.code);
  if (route === 'POST /token') return exchange(bank, new URLSearchParams(await request.text()));
  if (!bank.accessTokens.has(request.headers.get('authorization')?.replace('Bearer ', '') ?? ''))
    return failure(401, 'TOKEN_EXPIRED');
  if (route === 'DELETE /session') return new Response(null, { status: 204 });
  if (route === 'GET /me') return json(me(bank));
  if (route === 'GET /accounts') return json({ accounts: bank.accounts });
  return ofAccount(bank, url, pageSize);
}

/** A real bank shows a page here; this person always says yes. */
function sendBack(bank: PebbleBank, { searchParams }: URL): Response {
  const back = new URL(searchParams.get('redirect_uri') ?? 'http://localhost/');
  back.searchParams.set('code', bank.agree(searchParams.get('code_challenge') ?? ''));
  back.searchParams.set('state', searchParams.get('state') ?? '');
  return new Response(null, { status: 302, headers: { location: back.href } });
}

function exchange(bank: PebbleBank, form: URLSearchParams): Response {
  const code = form.get('code') ?? '';
  const verifier = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const isCode = bank.codes.get(code) === verifier && bank.codes.delete(code);
  // A refresh token works once: whoever loses its successor has lost the login.
  if (!isCode && !bank.refreshTokens.delete(form.get('refresh_token') ?? ''))
    return failure(400, 'INVALID_GRANT');
  const [access, refresh] = [randomUUID(), randomUUID()];
  bank.accessTokens.add(access);
  bank.refreshTokens.add(refresh);
  return json({ access_token: access, refresh_token: refresh, login: 'login-1' });
}

function ofAccount(bank: PebbleBank, { pathname, searchParams }: URL, pageSize: number): Response {
  const [, id = '', what, ref] =
    /^\/accounts\/([\w-]+)\/(entries|holds)(?:\/([\w-]+))?$/.exec(pathname) ?? [];
  if (!bank.accounts.some((account) => account.id === id)) return failure(404, 'NOT_FOUND');
  const left = bank.broken.get(id) ?? 0;
  if (left > 0) {
    bank.broken.set(id, left - 1);
    return failure(503, 'MAINTENANCE');
  }
  if (what === 'holds') return json({ holds: bank.holdsOf(id) });
  const own = bank.entriesOf(id);
  if (ref !== undefined) {
    const entry = own.find((one) => one.ref === ref);
    return entry ? json(entry) : failure(404, 'NOT_FOUND');
  }
  const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? ''];
  const page = Number(searchParams.get('page') ?? 1);
  const inside = own.filter(({ booked_on }) => booked_on >= from && booked_on <= to);
  const next_page = inside.length > page * pageSize ? page + 1 : null;
  return json({ entries: inside.slice((page - 1) * pageSize, page * pageSize), next_page });
}

function me(bank: PebbleBank): object {
  return {
    bank: { id: 'pebble', name: 'Pebble Bank' },
    consent: {
      given_at: `${addDays(bank.opened, -30)}T09:00:00Z`,
      ends_at: `${addDays(bank.opened, 150)}T09:00:00Z`,
    },
    data_as_of: `${bank.today()}T00:00:00Z`,
  };
}

function failure(status: number, code: string): Response {
  return json({ error: { code } }, status);
}

function json(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { 'x-request-id': randomUUID() } });
}
