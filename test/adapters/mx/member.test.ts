import { describe, expect, test, vi } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { CONNECTED, type Json, linked, MEMBER, MxStub, transaction, USER } from './stub.ts';

// Every request goes through the whole stack, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

guardNetwork();

const HERE = `/users/${USER}/members/${MEMBER}`;
const STATUS = `GET ${HERE}/status`;

describe('connection statuses', () => {
  test.each([
    ['CREATED', 'active', undefined],
    ['PREVENTED', 'action_required', 'reauthenticate'],
    ['DENIED', 'action_required', 'reauthenticate'],
    ['CHALLENGED', 'action_required', 'answer_challenge'],
    ['REJECTED', 'action_required', 'answer_challenge'],
    ['LOCKED', 'action_required', 'act_at_bank'],
    ['CONNECTED', 'active', undefined],
    ['IMPEDED', 'action_required', 'act_at_bank'],
    ['RECONNECTED', 'active', undefined],
    ['DEGRADED', 'active', 'institution_unavailable'],
    ['DISCONNECTED', 'active', 'institution_unavailable'],
    ['DISCONTINUED', 'revoked', undefined],
    ['CLOSED', 'revoked', undefined],
    ['DELAYED', 'active', undefined],
    ['FAILED', 'active', 'institution_unavailable'],
    ['UPDATED', 'active', undefined],
    ['DISABLED', 'active', 'institution_unavailable'],
    ['IMPORTED', 'action_required', 'reauthenticate'],
    ['RESUMED', 'active', undefined],
    ['EXPIRED', 'action_required', 'answer_challenge'],
    ['IMPAIRED', 'action_required', 'reauthenticate'],
    ['SOMETHING_NEW', 'active', undefined],
  ])('%s: the connection is %s (%s), and what MX holds is read', async (status, wanted, why) => {
    const stub = new MxStub();
    stub.transactions = [transaction('TRN-1', '2026-11-10')];
    const { sync, ada, connection, rows } = await linked();
    stub.member = { ...CONNECTED, connection_status: status };
    const run = await sync();
    const after = await ada.connections.get(connection.id);
    expect(after.status).toBe(wanted);
    expect(after.error?.action ?? after.error?.code).toBe(why);
    expect(await rows()).toHaveLength(1);
    expect(run.counts.added).toBe(1);
    if (wanted === 'revoked') return;
    // Nothing tells of a recovery, so it is noticed by looking.
    stub.member = { ...CONNECTED };
    await sync(1);
    expect((await ada.connections.get(connection.id)).status).toBe('active');
  });

  test('UCW defect: DISCONTINUED is known by its name and by its number', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.member = { ...CONNECTED, connection_status: 11 };
    await sync();
    expect((await ada.connections.get(connection.id)).status).toBe('revoked');
  });

  test('trap: a bad status while a job runs may be that of the job before', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.member = { ...CONNECTED, connection_status: 'DENIED', is_being_aggregated: true };
    await sync();
    expect((await ada.connections.get(connection.id)).status).toBe('active');
  });

  test('trap: without any data yet a broken login is an error that says what to do', async () => {
    const stub = new MxStub();
    stub.member = {
      ...CONNECTED,
      connection_status: 'LOCKED',
      successfully_aggregated_at: null,
      has_processed_accounts: false,
      has_processed_transactions: false,
    };
    const { sync } = await linked();
    await expect(sync()).rejects.toMatchObject({ code: 'action_required', action: 'act_at_bank' });
  });

  test('trap: aggregated_at is the start of a job; only a success makes data fresh', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.member = { ...CONNECTED, successfully_aggregated_at: '2026-11-15T10:00:00Z' };
    await sync();
    expect((await ada.connections.get(connection.id)).health.freshness).toBe('stale');
  });

  test('credentials that MX wants anew ask the person, whatever the status', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.member = { ...CONNECTED, needs_updated_credentials: true };
    await sync();
    expect((await ada.connections.get(connection.id)).status).toBe('action_required');
  });
});

describe('jobs', () => {
  const attended = { ip: '203.0.113.7' };
  const old: Json = { ...CONNECTED, successfully_aggregated_at: '2026-11-20T06:00:00Z' };
  const aggregate = `POST ${HERE}/aggregate`;

  test('trap: a sync without the person starts no job', async () => {
    const stub = new MxStub();
    stub.member = { ...old };
    await (await linked()).sync();
    expect(stub.to(aggregate)).toEqual([]);
  });

  test('with the person there MX is asked to fetch, and its end is waited for', async () => {
    const stub = new MxStub();
    stub.member = { ...old };
    const { bank, connection } = await linked();
    let polls = 0;
    stub.on(aggregate, [202, { member: old }]);
    stub.on(
      STATUS,
      () => {
        polls++;
        const running = polls > 1 && polls < 5;
        const aggregated_at = polls === 1 ? old['aggregated_at'] : '2026-11-20T12:00:00Z';
        return [200, { member: { ...old, aggregated_at, is_being_aggregated: running } }];
      },
      { always: true },
    );
    await bank.sync(connection.id, { attended });
    expect(stub.to(aggregate)).toHaveLength(1);
    expect(polls).toBeGreaterThan(5);
    expect(stub.to(aggregate)[0]?.query.get('include_holdings')).toBe('false');
  });

  test('trap: 202 where nothing starts is not waited for', async () => {
    const stub = new MxStub();
    stub.member = { ...old };
    const { bank, connection, clock } = await linked();
    stub.on(aggregate, [202, { member: old }]);
    const before = clock.now();
    await bank.sync(connection.id, { attended });
    expect(clock.now() - before).toBeLessThan(10_000);
  });

  test('trap: within three hours of a success MX starts nothing, so it is not asked', async () => {
    const stub = new MxStub();
    const { bank, connection } = await linked();
    await bank.sync(connection.id, { attended });
    expect(stub.to(aggregate)).toEqual([]);
  });

  test('trap: a wrong password is not tried again: three times, and the bank locks the login', async () => {
    const stub = new MxStub();
    const { bank, connection } = await linked();
    for (const connection_status of ['DENIED', 'PREVENTED', 'IMPAIRED', 'CLOSED']) {
      stub.member = { ...old, connection_status };
      await bank.sync(connection.id, { attended }).catch(() => undefined);
    }
    expect(stub.to(aggregate)).toEqual([]);
  });

  test('what the person has done at the bank is looked at once they are back', async () => {
    const stub = new MxStub();
    stub.member = { ...old, connection_status: 'LOCKED' };
    const { bank, connection } = await linked();
    stub.on(aggregate, () => {
      stub.member = { ...CONNECTED, aggregated_at: '2026-11-20T12:00:01Z' };
      return [202, { member: stub.member }];
    });
    expect((await bank.sync(connection.id, { attended })).status).toBe('complete');
  });

  test('trap: 409 is another job under way, and no error of the sync', async () => {
    const stub = new MxStub();
    stub.member = { ...old };
    const { bank, connection } = await linked();
    stub.on(aggregate, [409, {}]);
    expect((await bank.sync(connection.id, { attended })).status).toBe('complete');
  });

  test('trap: a bad status ends a job only when it is seen twice at rest', async () => {
    const stub = new MxStub();
    stub.member = { ...old };
    const { bank, connection } = await linked();
    stub.on(aggregate, [202, { member: old }]);
    const seen: Json[] = [
      old,
      { ...old, aggregated_at: 'x', is_being_aggregated: true, connection_status: 'FAILED' },
      { ...old, aggregated_at: 'x', connection_status: 'FAILED' },
      { ...old, aggregated_at: 'x' },
    ];
    let polls = 0;
    stub.on(STATUS, () => [200, { member: seen[Math.min(polls++, seen.length - 1)] }], { always: true });
    expect((await bank.sync(connection.id, { attended })).status).toBe('complete');
  });

  test('more history is asked for once, and only with the person there', async () => {
    const stub = new MxStub();
    stub.transactions = [transaction('TRN-1', '2026-11-10')];
    const { bank, connection, sync } = await linked({ extendHistory: true });
    const extend = `POST ${HERE}/extend_history`;
    stub.on(extend, [202, { member: CONNECTED }]);
    await sync();
    expect(stub.to(extend)).toEqual([]);
    for (let day = 0; day < 9; day++) {
      await sync(1);
      stub.member = { ...CONNECTED, successfully_aggregated_at: '2026-12-31T00:00:00Z' };
      await bank.sync(connection.id, { attended });
    }
    expect(stub.to(extend)).toHaveLength(1);
  });

  test('history that the contract does not cover (403) is asked for once, and is no error', async () => {
    const stub = new MxStub();
    stub.transactions = [transaction('TRN-1', '2026-11-10')];
    const { bank, connection } = await linked({ extendHistory: true });
    stub.on(`POST ${HERE}/extend_history`, [403, {}]);
    expect((await bank.sync(connection.id, { attended })).status).toBe('complete');
  });
});

describe('currency', () => {
  test('trap: an account without one has that of its rows, where they agree', async () => {
    const stub = new MxStub();
    stub.accounts[0] = { ...stub.accounts[0], currency_code: null };
    stub.transactions = [transaction('TRN-1', '2026-11-10', { currency_code: 'CAD' })];
    const { sync, ada } = await linked();
    await sync();
    expect((await ada.accounts.list()).items[0]).toMatchObject({
      currency: 'CAD',
      balances: { current: { currency: 'CAD' } },
    });
  });

  test('trap: otherwise it stays unknown, unless the app says what it is', async () => {
    const stub = new MxStub();
    stub.accounts[0] = { ...stub.accounts[0], currency_code: null };
    stub.transactions = [transaction('TRN-1', '2026-11-10', { currency_code: null })];
    const unknown = await linked();
    await unknown.sync();
    expect((await unknown.ada.accounts.list()).items[0]?.currency).toBe('XXX');
    const told = await linked({ missingCurrency: 'USD' });
    await told.sync();
    expect((await told.ada.accounts.list()).items[0]?.currency).toBe('USD');
    expect((await told.rows())[0]?.amount.currency).toBe('USD');
  });
});
