import { createBankweave } from 'bankweave';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { type TrueLayerWire, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { AuthAPIClient, Constants, DataAPIClient } from 'truelayer-client';
import { expect, onTestFinished, test } from 'vitest';

// What TrueLayer's own deprecated client asks, this adapter asks as well, word for word, but where the client is known
// to be wrong. It knows the live hosts alone, but as plain fields; and it holds tokens against the machine's own clock.

const redirect = 'https://app.example/back';
const person = { institution: 'thames-bank', username: 'ada' };
const keys = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

async function setup() {
  const world = createWorld({ seed: 7 });
  const wire = trueLayerWire();
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  const url = urls['truelayer'] ?? '';
  const { AUTH_URL, API_URL } = Constants;
  Object.assign(Constants, { AUTH_URL: url, API_URL: url });
  const client = new AuthAPIClient({ client_id: keys.clientId, client_secret: keys.clientSecret });
  const adapter = trueLayer({ ...keys, authUrl: url, baseUrl: url, redirectUri: redirect });
  const bank = createBankweave({ adapters: [adapter], clock: world.clock });
  onTestFinished(async () => {
    Object.assign(Constants, { AUTH_URL, API_URL });
    await bank.close();
    await close();
  });
  const theirLink = (redirectURI = redirect): string => {
    const scope = ['accounts', 'balance', 'cards', 'transactions', 'offline_access'];
    return client.getAuthUrl({ redirectURI, scope, nonce: 'n1', state: 's1' });
  };
  return { wire, client, bank, theirLink };
}

/** What was asked since the last time: each request once, without what differs from one login to the next. */
function asked({ control }: TrueLayerWire): readonly object[] {
  const seen = control.requests.map(({ method, path, headers, body }) => ({
    method,
    path,
    bearer: /^Bearer \S+$/.test(headers['authorization'] ?? ''),
    form: [...new URLSearchParams(body)]
      .map(([name, value]) => (/^(code|refresh_token)$/.test(name) ? `${name}=*` : `${name}=${value}`))
      .sort(),
  }));
  control.forgetCalls();
  return [...new Map(seen.map((one) => [JSON.stringify(one), one])).values()];
}

test('the adapter asks everything that the client asks: method, path, bearer and form', async () => {
  const { wire, client, bank, theirLink } = await setup();
  const { params } = wire.control.completeLink(theirLink(), person);
  asked(wire);
  const { access_token: token } = await client.exchangeCodeForToken(redirect, params['code'] ?? '');
  await DataAPIClient.getMe(token);
  const [account] = (await DataAPIClient.getAccounts(token)).results;
  const [card] = (await DataAPIClient.getCards(token)).results;
  const [id, cardId] = [account?.account_id ?? '', card?.account_id ?? ''];
  await DataAPIClient.getBalance(token, id);
  await DataAPIClient.getTransactions(token, id, '2024-02-01', '2024-03-01');
  await DataAPIClient.getPendingTransactions(token, id);
  await DataAPIClient.getCardBalance(token, cardId);
  await DataAPIClient.getCardTransactions(token, cardId);
  await DataAPIClient.getCardPendingTransactions(token, cardId);
  const theirs = asked(wire);
  expect(theirs).toHaveLength(10);

  const ada = bank.user('ada');
  const link = await ada.links.start('truelayer', { providerId: 'ob-thames-bank' });
  const end = wire.control.completeLink(link.url ?? '', person);
  const connection = await ada.links.complete('truelayer', link.id, end.params);
  expect(await bank.sync(connection.id)).toMatchObject({ status: 'complete' });
  const ours = asked(wire);
  for (const one of theirs) expect(ours).toContainEqual(one);
});

test('where the client is wrong: a redirect with a query is cut in two by its address, and is one here', async () => {
  const { bank, theirLink } = await setup();
  const strange = 'https://app.example/back?a=1&b=2';
  expect(new URL(theirLink(strange)).searchParams.get('redirect_uri')).not.toBe(strange);
  const link = await bank.user('ada').links.start('truelayer', { redirectUri: strange });
  expect(new URL(link.url ?? '').searchParams.get('redirect_uri')).toBe(strange);
});

test('where the client is wrong: it drops how long a token lasts', async () => {
  const { wire, client, theirLink } = await setup();
  const { params } = wire.control.completeLink(theirLink(), person);
  const given = await client.exchangeCodeForToken(redirect, params['code'] ?? '');
  expect(Object.keys(given).sort()).toEqual(['access_token', 'refresh_token']);
});
