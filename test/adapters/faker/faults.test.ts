import { expect, test } from 'vitest';
import { type Upsert, isBankweaveError } from 'bankweave/adapter-kit';
import type { Fault } from 'bankweave/sandbox';
import { apply, linked, pull } from './harness.ts';

const failures: readonly (readonly [Fault, Record<string, unknown>])[] = [
  [
    { kind: 'outage', retryAfterMs: 9000 },
    { code: 'institution_unavailable', scope: 'institution', retryAfterMs: 9000 },
  ],
  [{ kind: 'provider_error' }, { code: 'provider_unavailable', remedy: 'retry' }],
  [
    { kind: 'throttled', retryAfterMs: 1500 },
    { code: 'rate_limited', retryAfterMs: 1500 },
  ],
  [{ kind: 'keys_refused' }, { code: 'provider_authentication', remedy: 'fix_keys' }],
  [{ kind: 'unauthorized' }, { code: 'unauthorized' }],
  [{ kind: 'login_required' }, { code: 'action_required', action: 'reauthenticate' }],
  [{ kind: 'mfa' }, { code: 'action_required', action: 'answer_challenge' }],
  [{ kind: 'act_at_bank' }, { code: 'action_required', action: 'act_at_bank' }],
  [{ kind: 'consent_expired' }, { code: 'action_required', action: 'renew_consent' }],
  [{ kind: 'revoked' }, { code: 'connection_revoked' }],
  [
    { kind: 'mutation', times: 1 },
    { code: 'update_restarted', remedy: 'restart' },
  ],
];

test.each(failures)(
  '%o fails a pull with its own error, and is over when healed',
  async (fault, expected) => {
    const { world, adapter, call } = await linked();
    world.fail('river-bank.ada', fault);
    const error: unknown = await pull(adapter, call, null).catch((caught: unknown) => caught);
    expect(isBankweaveError(error)).toBe(true);
    expect(error).toMatchObject({ ...expected, provider: 'faker', providerCode: fault.kind });
    if (fault.kind !== 'mutation') await expect(adapter.accounts.list(call)).rejects.toMatchObject(expected);
    world.heal('river-bank.ada');
    expect((await pull(adapter, call, null)).checkpoint).toBeTypeOf('string');
  },
);

test('an inspection tells what the person has to do instead of failing', async () => {
  const { world, adapter, call } = await linked();
  const auth = async () => {
    const { auth: state, action } = await adapter.connection.inspect(call);
    return [state, action];
  };
  expect(await auth()).toEqual(['ok', undefined]);
  world.fail('river-bank', { kind: 'mfa' });
  expect(await auth()).toEqual(['action_required', 'answer_challenge']);
  world.heal('river-bank');
  world.fail('river-bank.ada', { kind: 'revoked' });
  expect(await auth()).toEqual(['revoked', undefined]);
  world.heal('river-bank.ada');
  world.fail('river-bank', { kind: 'outage' });
  await expect(auth()).rejects.toMatchObject({ code: 'institution_unavailable' });
});

test('a consent ends by itself where the bank says so', async () => {
  const { world, adapter, call, clock } = await linked({ institution: 'thames-bank' });
  const granted = clock.at;
  const { consent, institution } = await adapter.connection.inspect(call);
  expect(institution).toEqual({
    id: 'thames-bank',
    name: 'Thames & Vale Bank',
    countries: ['GB'],
    url: 'https://thames-bank.example',
  });
  expect(consent).toMatchObject({
    grantedAt: new Date(granted).toISOString(),
    expiresAt: new Date(granted + 90 * 86_400_000).toISOString(),
  });
  world.advance({ days: 84 });
  expect((await adapter.connection.inspect(call)).auth).toBe('expiring');
  await pull(adapter, call, null);
  world.advance({ days: 6 });
  expect(await adapter.connection.inspect(call)).toMatchObject({
    auth: 'action_required',
    action: 'renew_consent',
  });
  await expect(pull(adapter, call, null)).rejects.toMatchObject({
    code: 'action_required',
    action: 'renew_consent',
  });
});

test('one broken account does not stop the others, and misses nothing once it is back', async () => {
  const { world, adapter, call } = await linked();
  const card = 'river-bank.ada.credit';
  const first = await pull(adapter, call, null);
  const rows = apply(new Map<string, Upsert>(), first.batches);
  world.fail(card, { kind: 'account_error' });
  world.advance({ days: 12 });
  const second = await pull(adapter, call, first.checkpoint ?? null);
  const touched = second.batches.flatMap((batch) => batch.upserts ?? []).map((row) => row.account);
  expect(touched).toContain('river-bank.ada.checking');
  expect(touched).not.toContain(card);
  expect(second.batches.flatMap((batch) => batch.failures ?? [])).toMatchObject([
    { account: card, error: { scope: 'account', code: 'provider_unavailable' } },
  ]);
  const listed = await adapter.accounts.list(call);
  expect([listed.accounts.map(({ id }) => id), listed.complete]).toEqual([
    ['river-bank.ada.checking', 'river-bank.ada.savings'],
    false,
  ]);
  world.heal(card);
  world.advance({ days: 3 });
  const third = await pull(adapter, call, second.checkpoint ?? null);
  apply(apply(rows, second.batches), third.batches);
  const { from } = JSON.parse(third.checkpoint ?? '{}') as { from: `${number}-${number}-${number}` };
  const shown = ['checking', 'savings', 'credit'].flatMap((slug) =>
    world.ledger(`river-bank.ada.${slug}`, undefined, { from }),
  );
  expect([...rows.keys()].sort()).toEqual(shown.map((row) => row.id).sort());
});

test('a disabled account waits, and is read from where it was once it is enabled', async () => {
  const { world, adapter, call } = await linked();
  const card = 'river-bank.ada.credit';
  const first = await pull(adapter, call, null, [card]);
  const rows = apply(new Map<string, Upsert>(), first.batches);
  expect([...rows.values()].some((row) => row.account === card)).toBe(false);
  world.advance({ days: 5 });
  const second = await pull(adapter, call, first.checkpoint ?? null);
  apply(rows, second.batches);
  const { from } = JSON.parse(second.checkpoint ?? '{}') as { from: `${number}-${number}-${number}` };
  const expected = world.ledger(card, undefined, { from }).map((row) => row.id);
  expect(
    [...rows.values()]
      .filter((row) => row.account === card)
      .map((row) => row.ids[0]?.value ?? '')
      .sort(),
  ).toEqual(expected.sort());
});

test('history that is not ready is said to be, and nothing is committed', async () => {
  const { world, adapter, call } = await linked();
  world.fail('river-bank.ada', { kind: 'not_ready', times: 1 });
  const { batches } = await pull(adapter, call, null);
  expect(batches).toMatchObject([{ readiness: 'not_ready' }]);
  expect(batches[0]).not.toHaveProperty('checkpoint');
  expect((await pull(adapter, call, null)).batches.at(-1)).toMatchObject({ readiness: 'complete' });
});

test('a stale bank gives what it gave, and says of when it is', async () => {
  const { world, adapter, call } = await linked();
  const first = await pull(adapter, call, null);
  world.fail('river-bank.ada', { kind: 'stale' });
  const asOf = new Date(world.now()).toISOString();
  world.advance({ days: 8 });
  const second = await pull(adapter, call, first.checkpoint ?? null);
  expect(second.batches).toMatchObject([{ dataAsOf: asOf, checkpoint: first.checkpoint }]);
  expect((await adapter.connection.inspect(call)).dataAsOf).toBe(asOf);
  expect((await adapter.accounts.list(call)).accounts[0]?.balances.asOf).toBe(asOf);
  world.heal('river-bank.ada');
  expect((await pull(adapter, call, second.checkpoint ?? null)).batches.length).toBeGreaterThan(1);
});

test('a mutation strikes between pages; a second read from the same checkpoint is whole', async () => {
  const { world, adapter, call } = await linked({ pageSize: 50 });
  world.fail('river-bank.ada', { kind: 'mutation', times: 1 });
  const seen: number[] = [];
  const window = { from: '2000-01-01', to: '2100-01-01' } as const;
  const reading = (async () => {
    for await (const batch of adapter.feed.pull({ checkpoint: null, window, disabledAccounts: [] }, call)) {
      seen.push(batch.upserts?.length ?? 0);
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'update_restarted' });
  expect(seen).toEqual([50]);
  expect((await pull(adapter, call, null)).checkpoint).toBeTypeOf('string');
});

test('an abort ends a pull with the reason of the caller', async () => {
  const { adapter, call } = await linked({ pageSize: 10 });
  const stop = new AbortController();
  const reason = new Error('enough');
  const window = { from: '2000-01-01', to: '2100-01-01' } as const;
  const reading = (async () => {
    for await (const _ of adapter.feed.pull(
      { checkpoint: null, window, disabledAccounts: [] },
      { ...call, signal: stop.signal },
    )) {
      stop.abort(reason);
    }
  })();
  await expect(reading).rejects.toBe(reason);
});

test('history that is still being collected comes later, and each row once', async () => {
  const { world, adapter, call } = await linked();
  const upserts = (batches: readonly { readonly upserts?: readonly Upsert[] }[]) =>
    batches.flatMap((batch) => batch.upserts ?? []);
  world.fail('river-bank.ada', { kind: 'history_pending', times: 2 });
  const first = await pull(adapter, call, null);
  expect(first.batches.at(-1)).toMatchObject({ readiness: 'initial' });
  expect(
    upserts(first.batches)
      .map((row) => row.date)
      .sort()[0],
  ).toBe('2026-10-21');
  world.advance({ hours: 5 });
  const second = await pull(adapter, call, first.checkpoint ?? null);
  expect(second.batches.at(-1)).toMatchObject({ readiness: 'initial' });
  world.advance({ days: 3 });
  const third = await pull(adapter, call, second.checkpoint ?? null);
  expect(third.batches.at(-1)).toMatchObject({ readiness: 'complete' });
  const ids = upserts(third.batches).map((row) => row.ids[0]?.value);
  expect(new Set(ids).size).toBe(ids.length);
  const rows = apply(apply(apply(new Map<string, Upsert>(), first.batches), second.batches), third.batches);
  const { from } = JSON.parse(third.checkpoint ?? '{}') as { from: `${number}-${number}-${number}` };
  expect(from).toBe('2026-05-24');
  const shown = ['checking', 'savings', 'credit'].flatMap((slug) =>
    world.ledger(`river-bank.ada.${slug}`, undefined, { from }),
  );
  expect([...rows.keys()].sort()).toEqual(shown.map((row) => row.id).sort());
});
