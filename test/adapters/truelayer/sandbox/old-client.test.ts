import { AuthAPIClient, Constants, DataAPIClient } from 'truelayer-client';
import { expect, onTestFinished, test } from 'vitest';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';

const redirectURI = 'https://app.example/back';

// It knows the live hosts alone, but as plain fields; and it holds tokens against the machine's own clock.
const setup = async () => {
  const world = createWorld({ seed: 7 });
  const wire = trueLayerWire();
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  const { AUTH_URL, API_URL } = Constants;
  onTestFinished(() => {
    Object.assign(Constants, { AUTH_URL, API_URL });
    return close();
  });
  Object.assign(Constants, { AUTH_URL: urls['truelayer'], API_URL: urls['truelayer'] });
  const client = new AuthAPIClient({ client_id: 'sandbox-client', client_secret: 'sandbox-secret' });
  return { world, wire, client };
};

test('TrueLayer’s own deprecated client goes the whole way', async () => {
  const { world, wire, client } = await setup();
  const url = client.getAuthUrl({
    redirectURI,
    scope: ['info', 'accounts', 'balance', 'cards', 'transactions', 'offline_access'],
    nonce: 'n1',
    state: 's1',
  });
  const { params } = wire.control.completeLink(url, { institution: 'thames-bank', username: 'ada' });
  const { access_token: token, refresh_token: refresh } = await client.exchangeCodeForToken(
    redirectURI,
    params['code'] ?? '',
  );
  expect(DataAPIClient.validateToken(token)).toBe(true);

  const me = await DataAPIClient.getMe(token);
  expect(me.results[0]?.provider.provider_id).toBe('ob-thames-bank');
  const { results: accounts } = await DataAPIClient.getAccounts(token);
  const id = accounts[0]?.account_id ?? '';
  expect((await DataAPIClient.getAccount(token, id)).results).toHaveLength(1);
  const balance = await DataAPIClient.getBalance(token, id);
  expect(balance.results[0]?.current).toBe(
    Number(world.account('thames-bank.ada.checking').balances.current.value),
  );
  const today = new Date(world.now()).toISOString().slice(0, 10);
  const rows = await DataAPIClient.getTransactions(token, id, '2024-02-01', today);
  expect(rows.results.length).toBeGreaterThan(5);
  const cards = await DataAPIClient.getCards(token);
  const card = cards.results[0]?.account_id ?? '';
  expect((await DataAPIClient.getCardTransactions(token, card)).results.length).toBeGreaterThan(5);
  expect((await DataAPIClient.getCardPendingTransactions(token, card)).results).toBeInstanceOf(Array);
  expect((await DataAPIClient.getInfo(token)).results).toHaveLength(1);

  const next = await client.refreshAccessToken(refresh);
  expect(next.refresh_token).toBe(refresh);
  await expect(DataAPIClient.getMe(token)).rejects.toMatchObject({ error: 'invalid_token' });
  expect((await DataAPIClient.getCards(next.access_token)).results).toEqual(cards.results.map(newer));
  const banks = await AuthAPIClient.getProviderInfos();
  expect(banks.map(({ provider_id: bank }) => bank)).toContain('ob-thames-bank');
});

const newer = (card: object) => ({ ...card, update_timestamp: expect.any(String) as string });

test('and meets our errors as its own', async () => {
  const { wire, client } = await setup();
  await expect(client.exchangeCodeForToken(redirectURI, 'bogus')).rejects.toMatchObject({
    error: 'invalid_authorization_code',
  });
  wire.control.fail('token', { kind: 'html', status: 502 });
  await expect(client.refreshAccessToken('any')).rejects.toMatchObject({ error: 'internal_error' });
});
