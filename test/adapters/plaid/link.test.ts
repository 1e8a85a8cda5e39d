import { describe, expect, test, vi } from 'vitest';
import { plaid, type PlaidOptions } from 'bankweave/adapters/plaid';
import { guardNetwork } from '../../support/nock.ts';
import { callFor, fault, front, keys, ok, page, row, session, stubPlaid } from './harness.ts';

guardNetwork();

const CREATE = '/link/token/create';

const EXCHANGE = '/item/public_token/exchange';

const result = (token: string) => ({ public_token: token, accounts: [], institution: null });

const started = async (options: PlaidOptions = {}, input?: object, mode: typeof session.mode = 'connect') => {
  const stub = stubPlaid();
  const adapter = plaid({ ...keys, ...options });
  const call = callFor(adapter);
  const connection = mode === 'connect' ? {} : { connection: { credentials: call.credentials } };
  const link = await adapter.link.start({ session: { ...session, mode }, input, ...connection }, call);
  return { link, request: stub.requests[0]?.body, stub };
};

describe('a link token', () => {
  test('for a new login asks for products, history and webhooks', async () => {
    const { link, request } = await started({
      clientName: 'My App',
      countryCodes: ['US', 'CA'],
      optionalProducts: ['liabilities'],
      additionalConsentedProducts: ['investments'],
      webhookUrl: 'https://app.example/hooks/plaid',
      redirectUri: 'https://app.example/oauth',
      linkCustomizationName: 'blue',
      accountFilters: { depository: { account_subtypes: ['checking'] } },
    });
    expect(request).toEqual({
      client_name: 'My App',
      language: 'en',
      country_codes: ['US', 'CA'],
      user: { client_user_id: 'ada' },
      products: ['transactions'],
      optional_products: ['liabilities'],
      additional_consented_products: ['investments'],
      transactions: { days_requested: 730 },
      webhook: 'https://app.example/hooks/plaid',
      redirect_uri: 'https://app.example/oauth',
      link_customization_name: 'blue',
      account_filters: { depository: { account_subtypes: ['checking'] } },
    });
    expect(link).toEqual({
      kind: 'widget',
      token: 'link-sandbox-1',
      expiresAt: '2026-11-20T16:00:00.000Z',
      context: { linkToken: 'link-sandbox-1' },
    });
  });

  test('what a link says comes before the options', async () => {
    const { request } = await started(
      { products: ['transactions'], redirectUri: 'https://app.example/oauth' },
      { products: ['auth'], language: 'fr', androidPackageName: 'com.example' },
    );
    expect(request).toMatchObject({
      products: ['auth'],
      language: 'fr',
      android_package_name: 'com.example',
    });
    expect(request).not.toHaveProperty('transactions');
    expect(request).not.toHaveProperty('redirect_uri');
  });

  test.each([
    ['reauthenticate', {}],
    ['renew_consent', { additional_consented_products: ['liabilities'] }],
    ['add_accounts', { update: { account_selection_enabled: true } }],
  ] as const)('update mode (%s) never sends products, history or a webhook', async (mode, more) => {
    const options = {
      optionalProducts: ['auth'],
      additionalConsentedProducts: ['liabilities'],
      webhookUrl: 'https://app.example/hooks',
      redirectUri: 'https://app.example/oauth',
    };
    expect((await started(options, undefined, mode)).request).toEqual({
      access_token: expect.stringMatching(/^access-/),
      client_name: 'bankweave',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'ada' },
      redirect_uri: 'https://app.example/oauth',
      ...more,
    });
  });

  test.each(['ada@example.com', '+44 20 7946 0000', '2079460000', 'x'.repeat(200)])(
    'a user id that says who it is (%s) goes as its hash',
    async (userId) => {
      const stub = stubPlaid();
      const adapter = plaid(keys);
      await adapter.link.start({ session, input: undefined }, callFor(adapter, { userId }));
      expect(stub.requests[0]?.body['user']).toEqual({
        client_user_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    },
  );

  test('a short history is warned about, since it cannot be made longer later', async () => {
    stubPlaid();
    const warn = vi.fn();
    const adapter = plaid({ ...keys, daysRequested: 90 });
    const logger = { debug: () => {}, info: () => {}, error: () => {}, warn };
    await adapter.link.start({ session, input: undefined }, callFor(adapter, { logger }));
    expect(warn).toHaveBeenCalledWith(expect.any(String), { provider: 'plaid', daysRequested: 90 });
    expect(adapter.traits.historyDays).toBe(90);
  });

  test.each([
    [{ products: ['balance'] }, 'products'],
    [{ products: ['auth'], optionalProducts: ['auth'] }, 'products'],
    [{ daysRequested: 731 }, 'daysRequested'],
    [{ daysRequested: 0 }, 'daysRequested'],
    [{ countryCodes: [] }, 'countryCodes'],
    [{ countryCodes: ['usa'] }, 'countryCodes'],
    [{ language: 'english' }, 'language'],
    [{ clientName: 'A name that is far too long for Link' }, 'clientName'],
    [{ redirectUri: 'https://app.example/?x=1' }, 'redirectUri'],
    [{ redirectUri: 'https://app.example/', androidPackageName: 'com.example' }, 'androidPackageName'],
    [{ webhookUrl: 'javascript:alert(1)' }, 'webhookUrl'],
    [{ product: ['auth'] }, 'product'],
  ])('%j is refused, as an option and as an input', async (wrong, field) => {
    expect(() => plaid({ ...keys, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid_configuration', field }),
    );
    const adapter = plaid(keys);
    await expect(
      adapter.link.start({ session, input: wrong as object }, callFor(adapter)),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      field,
    });
  });
});

describe('completing', () => {
  test('a repair exchanges nothing and keeps the token', async () => {
    const stub = stubPlaid({ '/transactions/sync': () => page({ added: [row('t', 1)] }) });
    const there = await front();
    const before = stub.count(EXCHANGE);
    for (const mode of ['reauthenticate', 'renew_consent', 'add_accounts'] as const) {
      const link = await there.ada.links.repair(there.connectionId, { mode });
      const done = await there.ada.links.complete('plaid', link.id, { publicToken: 'public-sandbox-again' });
      expect(done.id).toBe(there.connectionId);
    }
    expect(stub.count(EXCHANGE)).toBe(before);
    expect((await there.bank.sync(there.connectionId)).counts.added).toBe(1);
  });

  test('a hosted link leads to a page and is exchanged once, although Plaid reports it twice', async () => {
    let sessions: object[] = [];
    const stub = stubPlaid({
      [CREATE]: () =>
        ok({
          link_token: 'link-1',
          expiration: '2026-11-20T16:00:00Z',
          hosted_link_url: 'https://secure.plaid.com/hl/1',
        }),
      '/link/token/get': () => ok({ link_token: 'link-1', link_sessions: sessions }),
    });
    const there = await front();
    const link = await there.ada.links.start('plaid', {
      hostedLink: {
        completionRedirectUri: 'https://app.example/done',
        deliveryMethod: 'sms',
        isMobileApp: true,
      },
    });
    expect(link).toMatchObject({ kind: 'redirect', url: 'https://secure.plaid.com/hl/1' });
    expect(stub.requests.at(-1)?.body['hosted_link']).toEqual({
      completion_redirect_uri: 'https://app.example/done',
      delivery_method: 'sms',
      is_mobile_app: true,
    });
    const exchanges = stub.count(EXCHANGE);
    await expect(there.ada.links.complete('plaid', link.id)).rejects.toMatchObject({
      code: 'action_required',
      providerCode: 'LINK_NOT_FINISHED',
    });
    sessions = [
      { link_session_id: 's0', exit: { error: null, metadata: {} } },
      {
        link_session_id: 's1',
        results: { item_add_results: [result('public-sandbox-7')] },
        on_success: { public_token: 'old' },
      },
      { link_session_id: 's2', results: { item_add_results: [result('public-sandbox-7')] } },
    ];
    stub.on[EXCHANGE] = () => ok({ access_token: 'access-sandbox-7', item_id: 'item7' });
    const made = new Set<string>();
    for (let n = 0; n < 3; n++) made.add((await there.ada.links.complete('plaid', link.id)).id);
    expect(made.size).toBe(1);
    expect(stub.count(EXCHANGE) - exchanges).toBe(1);
    expect(stub.requests.findLast(({ path }) => path === EXCHANGE)?.body).toEqual({
      public_token: 'public-sandbox-7',
    });
  });

  test.each([
    [null, 'LINK_EXITED', 'reauthenticate'],
    [{ error_code: 'ITEM_LOCKED', error_type: 'ITEM_ERROR' }, 'ITEM_LOCKED', 'act_at_bank'],
  ])('a hosted link that the person left (%j) says so', async (error, providerCode, action) => {
    stubPlaid({
      '/link/token/get': () =>
        ok({ link_sessions: [{ link_session_id: 's', exit: { error, metadata: {} } }] }),
    });
    const there = await front();
    const link = await there.ada.links.start('plaid');
    await expect(there.ada.links.complete('plaid', link.id)).rejects.toMatchObject({ providerCode, action });
  });

  test('one exchange is one call, and is never sent twice', async () => {
    const stub = stubPlaid({ [EXCHANGE]: () => fault('INTERNAL_SERVER_ERROR', 500) });
    const adapter = plaid(keys);
    const exchange = adapter.link.exchange(
      { session, params: { publicToken: 'public-sandbox-1' } },
      callFor(adapter),
    );
    await expect(exchange).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(stub.requests.map(({ path }) => path)).toEqual([EXCHANGE]);
  });

  test.each(['', 'x y', 7])('%j is no public token', async (publicToken) => {
    stubPlaid();
    const adapter = plaid(keys);
    const exchange = adapter.link.exchange(
      { session, params: { publicToken: publicToken as string } },
      callFor(adapter),
    );
    await expect(exchange).rejects.toMatchObject({ code: 'invalid_input', field: 'publicToken' });
  });

  test('the same login is refused before the exchange where Link told its accounts', async () => {
    const stub = stubPlaid({ '/transactions/sync': () => page({}) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    const metadata = {
      institution: { name: 'First Bank', institution_id: 'ins_1' },
      accounts: [{ id: 'x', name: 'Checking', mask: '0000', type: 'depository', subtype: 'checking' }],
      link_session_id: 's',
    };
    const before = stub.count(EXCHANGE);
    const again = await there.ada.links.start('plaid');
    const twice = there.ada.links.complete('plaid', again.id, { publicToken: 'public-sandbox-2', metadata });
    await expect(twice).rejects.toMatchObject({ code: 'conflict', existingConnectionId: there.connectionId });
    expect(stub.count(EXCHANGE)).toBe(before);
    // An account without a mask could be any other.
    expect(
      plaid(keys).link.peek?.({ metadata: { ...metadata, accounts: [{ name: 'A', mask: null }] } }),
    ).toBeUndefined();
    expect(plaid(keys).link.peek?.({ metadata: {} })).toBeUndefined();
    expect(plaid(keys).link.peek?.({})).toBeUndefined();
  });
});
