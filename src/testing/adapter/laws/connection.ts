import { isBankweaveError } from '../../../errors/catalog.ts';
import { instantMs } from '../../../model/calendar-date.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, type Exemption, law, offline, onlyWith } from '../adapter-law.ts';
import { checkAccount, checkInstant } from './well-formed.ts';

const ENDED: readonly string[] = ['connection_revoked', 'unauthorized', 'not_found', 'action_required'];
const DAY_MS = 86_400_000;
const withoutRefresh: Exemption = ({ connection }) =>
  connection.refresh ? undefined : 'the adapter has no `connection.refresh`: its credentials do not end';

export const connectionLaws: readonly AdapterLaw[] = [
  law('CONN-01', 'a new connection inspects as well, with its institution and consent', {}, async (rig) => {
    const found = await rig.adapter.connection.inspect(await rig.connection());
    if (!found.institution.id || !found.institution.name) broken('the institution has no id or no name');
    expect(['ok', 'expiring'], 'auth of a new connection').toContain(found.auth);
    checkInstant(found.consent.grantedAt, 'consent.grantedAt');
    checkInstant(found.consent.expiresAt, 'consent.expiresAt');
    checkInstant(found.dataAsOf, 'dataAsOf');
    checkInstant(found.historyClosesAt, 'historyClosesAt');
    if (found.dataAsOf)
      expect(instantMs(found.dataAsOf), 'dataAsOf').toBeLessThanOrEqual(rig.clock.now() + 60_000);
  }),

  law(
    'CONN-02',
    'a consent that ends says when, and no later than the manifest',
    { exempt: ({ traits }) => (traits.consentDays === null ? '`traits.consentDays` is null' : undefined) },
    async (rig) => {
      const { expiresAt } = (await rig.adapter.connection.inspect(await rig.connection())).consent;
      if (expiresAt === null) broken('the consent does not say when it ends');
      const most = rig.clock.now() + ((rig.adapter.traits.consentDays ?? 0) + 1) * DAY_MS;
      expect(instantMs(expiresAt), 'the end of the consent').toBeLessThanOrEqual(most);
    },
  ),

  law('CONN-03', 'ending a connection twice is a success', {}, async (rig) => {
    const call = await rig.connection();
    await rig.adapter.connection.revoke(call);
    const error: unknown = await rig.adapter.connection.revoke(call).catch((failed: unknown) => failed);
    // That nothing is left to end may also come as the provider's refusal.
    if (error !== undefined && !(isBankweaveError(error) && ENDED.includes(error.code)))
      broken('ending it again failed', error);
  }),

  law(
    'CONN-04',
    'a refresh is one call, and what it gives goes on reading',
    { exempt: withoutRefresh },
    async (rig) => {
      const call = await rig.connection();
      const before = rig.network.sent.length;
      const renewed = (await rig.adapter.connection.refresh?.(call)) ?? {};
      expect(rig.network.sent.length - before, 'calls of one refresh').toBeLessThanOrEqual(1);
      for (const [name, value] of Object.entries(renewed))
        expect(typeof value, `the credential '${name}'`).toBe('string');
      await rig.adapter.accounts.list(rig.connectionCall({ ...call.credentials, ...renewed }));
    },
  ),

  law(
    'CONN-05',
    'a token refused once is renewed once, and the sync goes through',
    { exempt: (adapter) => offline(adapter) ?? withoutRefresh(adapter) },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      await rig.world.pass?.({ minutes: 3 });
      let refused = 0;
      rig.network.interference = {
        before: () =>
          refused++ === 0
            ? { status: 401, body: '{}', headers: { 'content-type': 'application/json' } }
            : undefined,
      };
      const run = await ledger.sync();
      expect(run.status).toBe('complete');
    },
  ),

  law(
    'CONN-06',
    'a token refused for good asks the person, and nothing is lost',
    { exempt: (adapter) => offline(adapter) ?? withoutRefresh(adapter) },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      const rows = await ledger.rows();
      await rig.world.pass?.({ days: 1 });
      rig.network.interference = {
        before: () => ({ status: 401, body: '{}', headers: { 'content-type': 'application/json' } }),
      };
      await ledger.trySync();
      const connection = await ledger.user.connections.get(ledger.connectionId);
      expect(['action_required', 'expired', 'revoked'], 'the status of the connection').toContain(
        connection.status,
      );
      expect((await ledger.rows()).length).toBe(rows.length);
    },
  ),

  law('ACCT-01', 'accounts are what the contract says', {}, async (rig) => {
    const { accounts, complete } = await rig.adapter.accounts.list(await rig.connection());
    expect(accounts.length, 'accounts').toBeGreaterThan(0);
    expect(typeof complete).toBe('boolean');
    for (const account of accounts) checkAccount(account);
    expect(new Set(accounts.map(({ id }) => id)).size, 'ids of accounts').toBe(accounts.length);
  }),

  law('ACCT-02', 'the same accounts are listed again', {}, async (rig) => {
    const list = async () =>
      (await rig.adapter.accounts.list(await rig.connection())).accounts.map(({ id }) => id);
    expect(await list()).toEqual(await list());
  }),

  law(
    'ACCT-03',
    'what is held and what is owed is told as such, exactly',
    { needs: ['openAccount'] },
    async (rig) => {
      const owed = await rig.can('openAccount')({ type: 'credit', currency: 'USD', balance: '2718.28' });
      const held = await rig.can('openAccount')({ type: 'depository', currency: 'USD', balance: '3141.59' });
      const { accounts } = await rig.adapter.accounts.list(await rig.connection());
      const found = (value: string) =>
        accounts.find(({ balances }) => balances.current?.value.replace('-', '') === value);
      expect(found('2718.28')?.balances, `what is owed on ${owed}`).toMatchObject({
        kind: 'liability',
        current: { value: '2718.28', currency: 'USD' },
      });
      expect(found('3141.59')?.balances, `what is held in ${held}`).toMatchObject({
        kind: 'asset',
        current: { value: '3141.59', currency: 'USD' },
      });
    },
  ),

  law('ACCT-04', 'live balances are of the same accounts', { exempt: onlyWith('balances') }, async (rig) => {
    const call = await rig.connection();
    const listed = (await rig.adapter.accounts.list(call)).accounts.map(({ id }) => id);
    const live = (await rig.adapter.balances?.refresh(call)) ?? [];
    for (const account of live) {
      checkAccount(account);
      expect(listed).toContain(account.id);
    }
  }),

  law(
    'INST-01',
    'the institution that was linked is found by its name, and by its id',
    { exempt: onlyWith('institutions') },
    async (rig) => {
      const { institution } = await rig.adapter.connection.inspect(await rig.connection());
      const { institutions } = rig.adapter;
      const found = (await institutions?.search({ query: institution.name }, rig.call())) ?? [];
      expect(found.map(({ id }) => id)).toContain(institution.id);
      const one = await institutions?.get(institution.id, rig.call());
      expect(one?.id).toBe(institution.id);
    },
  ),
];
