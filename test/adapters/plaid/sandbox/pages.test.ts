import { CountryCode, Products } from 'plaid';
import { expect, test } from 'vitest';
import { servePlaid } from './served.ts';

async function opened(extra: object = {}) {
  const served = await servePlaid();
  const { data } = await served.api.linkTokenCreate({
    client_name: 'Test <script>',
    language: 'en',
    country_codes: [CountryCode.Us],
    user: { client_user_id: 'u1' },
    products: [Products.Transactions],
    ...extra,
  });
  const get = async (address: string) => {
    const answer = await served.wire.handle(new Request(address));
    return {
      status: answer.status,
      text: await answer.text(),
      to: answer.headers.get('location'),
      headers: answer.headers,
    };
  };
  /** Sends the page's first form, or the one with a field of that name, as a browser does. */
  const submit = async (page: string, fields: Record<string, string>) => {
    const form = [...page.matchAll(/<form.*?<\/form>/gs)].map(([text]) => text)[0] ?? '';
    const body = new URLSearchParams();
    for (const [, input = ''] of form.matchAll(/<input([^>]*)>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      const value = /value="([^"]*)"/.exec(input)?.[1];
      if (name && value !== undefined && (!/checkbox/.test(input) || /checked/.test(input)))
        body.append(name, value.replaceAll('&#38;', '&'));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const action = new URL(/action="([^"]*)"/.exec(form)?.[1] ?? '', served.url);
    const answer = await served.wire.handle(new Request(action, { method: 'POST', body }));
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location') };
  };
  return { ...served, data, get, submit };
}

test('a person picks a bank and accounts in a browser, behind a plain link token', async () => {
  const { data, get, submit, url, api } = await opened();
  const back = 'http://127.0.0.1:3000/back?a=1';
  const start = await get(`${url}/link?token=${data.link_token}&return_to=${encodeURIComponent(back)}`);
  expect(start.status).toBe(303);
  const banks = await get(new URL(start.to ?? '', url).href);
  expect(banks.text).toContain('First River Bank');
  expect(banks.text).not.toContain('Northgate Invest');
  expect(banks.text).not.toContain('<script>');
  expect(banks.headers.get('content-security-policy')).toContain("default-src 'none'");
  const href = /href="([^"]*river-bank[^"]*)"/.exec(banks.text)?.[1]?.replaceAll('&#38;', '&') ?? '';
  const signIn = await get(new URL(href, new URL(start.to ?? '', url)).href);
  expect((await submit(signIn.text, { username: 'ada', password: 'wrong' })).text).toContain('not correct');
  const accounts = await submit(signIn.text, { username: 'ada', password: 'x' });
  expect(accounts.text).toContain('Everyday Checking');
  const end = await submit(accounts.text, { decision: 'allow', account: 'river-bank.ada.savings' });
  expect(end.status).toBe(303);
  const target = new URL(end.to ?? '');
  expect([target.origin, target.searchParams.get('a')]).toEqual(['http://127.0.0.1:3000', '1']);
  const { data: item } = await api.itemPublicTokenExchange({
    public_token: target.searchParams.get('public_token') ?? '',
  });
  const { accounts: shared } = (await api.accountsGet({ access_token: item.access_token })).data;
  expect(shared.map(({ subtype }) => subtype)).toEqual(['savings']);
});

test('Hosted Link goes back where it was told, and shows no token', async () => {
  const hosted = { hosted_link: { completion_redirect_uri: 'https://app.example/done' } };
  const { data, get, submit } = await opened(hosted);
  const page = await get(`${data.hosted_link_url}?bank=river-bank`);
  const accounts = await submit(page.text, { username: 'ada', password: 'x' });
  const end = await submit(accounts.text, { decision: 'allow' });
  expect([end.status, end.to]).toEqual([303, 'https://app.example/done']);
  expect((await get(data.hosted_link_url ?? '')).text).toContain('INVALID_LINK_TOKEN');
});

test('a bank can stop it, and the person can leave', async () => {
  const one = await opened({ hosted_link: {} });
  const page = await one.get(`${one.data.hosted_link_url}?bank=river-bank`);
  expect((await one.submit(page.text, { username: 'ada', password: 'error_ITEM_LOCKED' })).text).toContain(
    'ITEM_LOCKED',
  );
  const { link_sessions } = (await one.api.linkTokenGet({ link_token: one.data.link_token })).data;
  expect(link_sessions?.[0]?.exit?.error?.error_code).toBe('ITEM_LOCKED');

  const two = await opened();
  const banks = await two.get(`${two.url}/link?token=${two.data.link_token}`);
  const start = await two.get(new URL(banks.to ?? '', two.url).href);
  expect((await two.submit(start.text, { decision: 'leave' })).text).toContain('Nothing was linked');
  expect(await two.get(`${two.url}/link?token=nope`)).toMatchObject({ status: 404 });
  expect(await two.get(`${two.url}/hl/nope`)).toMatchObject({ status: 404 });
  const evil = await two.get(
    `${two.url}/hl/${new URL(banks.to ?? '', two.url).pathname.split('/')[2]}?return_to=javascript:1`,
  );
  expect(evil.status).toBe(400);
});
