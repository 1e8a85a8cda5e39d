import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Bankweave, createBankweave, UnauthorizedError } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { vault } from 'bankweave/vault';
import { all, errorOf, jumpingClock, STORES } from '../client/banks.ts';
import { account, plain, type PlainAdapter, row, type Script } from '../client/plain-adapter.ts';

type Params = { readonly code: string; readonly state?: string; readonly error?: string };

function stage(store: Store, given: Partial<Script> = {}) {
  const clock = jumpingClock();
  const { adapter, script } = plain(given);
  const seen: { state: string; verifier: string }[] = [];
  const link: PlainAdapter['link'] = {
    async start(input, call) {
      seen.push({ state: input.session.state, verifier: input.session.codeVerifier });
      return adapter.link.start(input, call);
    },
    async exchange(input, call) {
      seen.push({ state: input.session.state, verifier: input.session.codeVerifier });
      return adapter.link.exchange(input, call);
    },
    callback: (params) => {
      const { state, error } = params as Params;
      if (state === undefined && error === undefined) return undefined;
      return { ...(state !== undefined && { state }), ...(error !== undefined && { error }) };
    },
    peek: ({ code }) =>
      code.startsWith('peek-')
        ? { institution: 'plain-bank', accounts: [{ mask: code.slice(5), type: 'depository' }] }
        : undefined,
  };
  const { inspect, revoke } = adapter.connection;
  const tokens = { refused: '' };
  const renewing: PlainAdapter = {
    ...adapter,
    link,
    connection: {
      async inspect(call) {
        if (call.credentials['token'] === tokens.refused) throw new UnauthorizedError('Too old.');
        return inspect(call);
      },
      async refresh() {
        script.calls.push('connection.refresh');
        return { token: 'renewed' };
      },
      revoke,
    },
  };
  const keys = [{ id: 'k', secret: randomBytes(32).toString('base64') }];
  const bank: Bankweave<readonly [PlainAdapter]> = createBankweave({
    adapters: [renewing],
    store,
    clock,
    vault: vault({ keys }),
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const connect = async (params: Params = { code: 'x' }) =>
    ada.links.complete('plain', (await ada.links.start('plain')).id, params);
  return { bank, ada, store, clock, script, seen, connect, tokens };
}

const EVERY_RECORD = ['link-sessions', 'link-secrets'];

describe.each(STORES)('what guards a link, on $name', ({ open }) => {
  test('neither state nor verifier can be read in the store; both reach the exchange', async () => {
    const { ada, store, seen } = stage(open());
    const { id } = await ada.links.start('plain');
    const [{ state, verifier } = { state: '', verifier: '' }] = seen;
    expect(Buffer.from(state, 'base64url')).toHaveLength(32);
    const stored = await Promise.all(
      EVERY_RECORD.map((name) => store.records.list(EVERY_USER, name, { limit: 9 })),
    );
    expect(stored.map((records) => records.length)).toEqual([1, 1]);
    for (const secret of [state, verifier]) expect(JSON.stringify(stored)).not.toContain(secret);
    await ada.links.complete('plain', id, { code: 'x', state } as Params);
    expect(seen[1]).toEqual({ state, verifier });
    expect(await store.records.list(EVERY_USER, 'link-secrets', { limit: 9 })).toEqual([]);
  });

  test('the callback of another session, or one without its state, is refused before any exchange', async () => {
    const { ada, seen, script } = stage(open());
    const { id } = await ada.links.start('plain');
    await ada.links.start('plain');
    for (const state of [seen[1]?.state, '', 'x', `${seen[0]?.state}x`]) {
      const params = { code: 'x', state } as Params;
      expect(await errorOf(() => ada.links.complete('plain', id, params))).toMatchObject({
        code: 'invalid_input',
        field: 'state',
      });
    }
    const error = await errorOf(() =>
      ada.links.complete('plain', id, { code: 'x', error: 'access_denied' } as Params),
    );
    expect(error).toMatchObject({ field: 'state' });
    expect(script.calls).not.toContain('link.exchange');
    expect(
      (await ada.links.complete('plain', id, { code: 'x', state: seen[0]?.state } as Params)).status,
    ).toBe('active');
  });

  test('a callback that carries an error ends the session', async () => {
    const { ada, seen, script } = stage(open());
    const { id } = await ada.links.start('plain');
    const state = seen[0]?.state;
    const denied = { code: '', state, error: 'access_denied' } as Params;
    expect(await errorOf(() => ada.links.complete('plain', id, denied))).toMatchObject({
      code: 'action_required',
      providerCode: 'access_denied',
    });
    const again = { code: 'x', state } as Params;
    expect(await errorOf(() => ada.links.complete('plain', id, again))).toMatchObject({ code: 'conflict' });
    expect(script.calls).not.toContain('link.exchange');
  });

  test('a redirect ends after ten minutes', async () => {
    const { ada, clock } = stage(open());
    const link = await ada.links.start('plain');
    expect(Date.parse(link.expiresAt) - clock.now()).toBeLessThanOrEqual(600_000);
    clock.jump(600_001);
    expect(await errorOf(() => ada.links.complete('plain', link.id, { code: 'x' }))).toMatchObject({
      code: 'conflict',
      field: 'linkId',
    });
  });

  test('row 26: known accounts of one connection are refused before the exchange; row 27: other people at the same bank are not', async () => {
    const { ada, bank, connect, script } = stage(open());
    const { id } = await connect();
    await bank.sync(id);
    script.calls.length = 0;
    expect(await errorOf(() => connect({ code: 'peek-1234' }))).toMatchObject({
      code: 'conflict',
      existingConnectionId: id,
    });
    expect(script.calls).not.toContain('link.exchange');
    const other = await connect({ code: 'peek-9999' });
    expect(other.id).not.toBe(id);
    expect(await all(ada.connections.list())).toHaveLength(2);
  });

  test('row 32: an old dialog finishes in the mode it was begun in; no repair ever makes a connection', async () => {
    const { ada, bank, connect } = stage(open());
    const { id } = await connect();
    const repair = await ada.links.repair(id);
    expect(await errorOf(() => bank.user('eve').links.repair(id))).toMatchObject({ code: 'not_found' });
    await ada.connections.remove(id);
    expect(await errorOf(() => ada.links.complete('plain', repair.id, { code: 'x' }))).toMatchObject({
      code: 'conflict',
    });
    expect(await errorOf(() => ada.links.repair(id))).toMatchObject({ code: 'conflict' });
    expect((await all(ada.connections.list())).map(({ status }) => status)).toEqual(['removed']);
  });

  test('a token that was too old when the link is looked at is renewed once; a repair begins without lost ones', async () => {
    const { ada, store, connect, script, tokens } = stage(open());
    tokens.refused = 'token-x';
    const { id } = await connect();
    expect(script.calls.filter((call) => call === 'connection.refresh')).toHaveLength(1);
    await store.records.write([{ namespace: 'credentials', key: id, userId: 'ada', value: undefined }]);
    tokens.refused = '';
    const { id: link } = await ada.links.repair(id);
    expect((await ada.links.complete('plain', link, { code: 'x' })).id).toBe(id);
  });

  test('rows 24 and 25: after a repair with new ids everywhere, accounts and rows are the same, two equal purchases included', async () => {
    const day = '2026-11-01' as const;
    const rowsOf = (prefix: string, at: string) =>
      ['-4.50', '-4.50', '-12.00', '900.00'].map((value, index) =>
        row(`${prefix}${index}`, value, day, { account: at, description: value }),
      );
    const { ada, bank, connect, script } = stage(open(), {
      accounts: [
        account('a1', '100.00', { numberHash: 'h1' }),
        account('a2', '5.00', { mask: '7777', name: 'Old name' }),
      ],
      rows: [...rowsOf('r', 'a1'), ...rowsOf('s', 'a2')],
    });
    const { id } = await connect();
    await bank.sync(id);
    const shape = async () => ({
      accounts: (await all(ada.accounts.list())).map((one) => one.id).sort(),
      rows: (await all(ada.transactions.list())).map((one) => one.id).sort(),
    });
    const before = await shape();
    expect(before.rows).toHaveLength(8);
    script.accounts = [
      account('n1', '100.00', { numberHash: 'h1', mask: '0000', name: 'Anything' }),
      account('n2', '5.00', { mask: '7777', name: 'New name' }),
    ];
    script.rows = [...rowsOf('n', 'n1'), ...rowsOf('m', 'n2')];
    await ada.links.complete('plain', (await ada.links.repair(id)).id, { code: 'x' });
    await bank.sync(id);
    expect(await shape()).toEqual(before);
    await bank.sync(id);
    expect(await shape()).toEqual(before);
  });
});
