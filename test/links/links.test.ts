import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Bankweave,
  createBankweave,
  InstitutionUnavailableError,
  InvalidInputError,
  memoryStore,
  ProviderUnavailableError,
} from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { all, codeOf, errorOf, jumpingClock, STORES } from '../client/banks.ts';
import { plain, type PlainAdapter } from '../client/plain-adapter.ts';

const HALF_HOUR = 30 * 60_000;

function stage(store: Store = memoryStore()) {
  const clock = jumpingClock();
  const { adapter, script } = plain();
  const bank: Bankweave<readonly [PlainAdapter]> = createBankweave({ adapters: [adapter], store, clock });
  onTestFinished(() => bank.close());
  // Those in use, and those that wait to end a connection at its provider.
  const credentials = async (): Promise<number> => {
    const kept = ['credentials', 'revoke-tickets'].map((name) =>
      store.records.list(EVERY_USER, name, { limit: 10 }),
    );
    return (await Promise.all(kept)).flat().length;
  };
  return { bank, ada: bank.user('ada'), store, clock, script, adapter, credentials };
}

describe.each(STORES)('link sessions on $name', ({ open }) => {
  test('one exchange, one connection, however often and by how many it is completed', async () => {
    const { ada, script, bank } = stage(open());
    const { id } = await ada.links.start('plain');
    const made = await Promise.all(
      Array.from({ length: 8 }, () => ada.links.complete('plain', id, { code: 'x' })),
    );
    made.push(await ada.links.complete('plain', id));
    expect(new Set(made.map((connection) => connection.id)).size).toBe(1);
    expect(script.calls.filter((call) => call === 'link.exchange')).toHaveLength(1);
    expect(await all(ada.connections.list())).toHaveLength(1);
    expect((await bank.changes()).items.filter(({ type }) => type === 'connection.added')).toHaveLength(1);
    expect((await bank.runDue()).map(({ run }) => run?.status)).toEqual(['complete']);
  });

  test('two processes completing one session make one connection', async () => {
    const store = open();
    const { ada, script, adapter } = stage(store);
    const other = createBankweave({ adapters: [adapter], store });
    const { id } = await ada.links.start('plain');
    const [a, b] = await Promise.all([
      ada.links.complete('plain', id, { code: 'x' }),
      other.user('ada').links.complete('plain', id, { code: 'x' }),
    ]);
    expect(a.id).toBe(b.id);
    expect(script.calls.filter((call) => call === 'link.exchange')).toHaveLength(1);
  });

  test('belongs to its user and provider, and ends', async () => {
    const { ada, bank, clock } = stage(open());
    const link = await ada.links.start('plain');
    expect(Date.parse(link.expiresAt) - clock.now()).toBeLessThanOrEqual(HALF_HOUR);
    expect(await codeOf(() => bank.user('eve').links.complete('plain', link.id, { code: 'x' }))).toBe(
      'not_found',
    );
    clock.jump(HALF_HOUR + 1);
    expect(await errorOf(() => ada.links.complete('plain', link.id, { code: 'x' }))).toMatchObject({
      code: 'conflict',
      field: 'linkId',
    });
    await bank.runDue();
    expect(await codeOf(() => ada.links.complete('plain', link.id, { code: 'x' }))).toBe('not_found');
  });

  test('an exchange that failed may be tried again with what is right', async () => {
    const { ada, script } = stage(open());
    const { id } = await ada.links.start('plain');
    script.before = (method) => {
      if (method === 'link.exchange')
        throw new InvalidInputError('Not the state of this session.', { field: 'state' });
    };
    expect(await codeOf(() => ada.links.complete('plain', id, { code: 'x' }))).toBe('invalid_input');
    script.before = () => {};
    expect((await ada.links.complete('plain', id, { code: 'x' })).status).toBe('active');
  });

  test('a crash between exchange and connection goes on without a second exchange', async () => {
    const store = open();
    const first = stage(store);
    const { id } = await first.ada.links.start('plain');
    first.script.before = (method) => {
      if (method === 'connection.inspect') throw new ProviderUnavailableError('Down.');
    };
    expect(await codeOf(() => first.ada.links.complete('plain', id, { code: 'x' }))).toBe(
      'provider_unavailable',
    );
    expect(await first.credentials()).toBe(1);
    const second = stage(store);
    second.clock.jump(HALF_HOUR * 2);
    const { id: connection } = await second.ada.links.complete('plain', id);
    expect(second.script.calls).not.toContain('link.exchange');
    expect((await second.bank.sync(connection)).status).toBe('complete');
  });

  test('an exchange whose process died is taken over after a while, not at once', async () => {
    const store = open();
    const first = stage(store);
    const { id } = await first.ada.links.start('plain');
    first.script.before = () => new Promise(() => {});
    void first.ada.links.complete('plain', id, { code: 'x' }).catch(() => {});
    await expect.poll(() => first.script.calls).toContain('link.exchange');
    const second = stage(store);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 300);
    const waiting = second.ada.links.complete('plain', id, { code: 'x' }, { signal: stop.signal });
    await expect(waiting).rejects.toThrow('enough');
    expect(second.script.calls).toEqual([]);
    second.clock.jump(3 * 60_000);
    expect((await second.ada.links.complete('plain', id, { code: 'x' })).status).toBe('active');
  });

  test('credentials of a link that nobody finished are ended at the provider and forgotten', async () => {
    const { ada, bank, script, clock, credentials } = stage(open());
    const { id } = await ada.links.start('plain');
    script.before = (method) => {
      if (method === 'connection.inspect') throw new ProviderUnavailableError('Down.');
    };
    await codeOf(() => ada.links.complete('plain', id, { code: 'x' }));
    clock.jump(HALF_HOUR + 1);
    await bank.runDue();
    expect(script.calls).toContain('connection.revoke');
    expect(await credentials()).toBe(0);
    expect(await codeOf(() => ada.links.complete('plain', id))).toBe('not_found');
  });

  test('row 26: the same login twice is the same connection with the new credentials, and nothing is doubled', async () => {
    const { ada, bank, credentials } = stage(open());
    const connect = async (code: string) =>
      ada.links.complete('plain', (await ada.links.start('plain')).id, { code });
    const first = await connect('x');
    await bank.sync(first.id);
    const rows = (await ada.accounts.list()).items.length;
    expect((await connect('x')).id).toBe(first.id);
    expect(await credentials()).toBe(1);
    await bank.sync(first.id);
    expect(await all(ada.connections.list())).toHaveLength(1);
    expect((await ada.accounts.list()).items).toHaveLength(rows);
    await connect('y');
    expect(await all(ada.connections.list())).toHaveLength(2);
  });

  test('a repair renews the credentials of the same login and refuses another', async () => {
    const { ada, bank, script } = stage(open());
    const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
    const wrong = await ada.links.repair(id, { mode: 'renew_consent' });
    expect(await codeOf(() => ada.links.complete('plain', wrong.id, { code: 'other' }))).toBe('conflict');
    const right = await ada.links.repair(id);
    const given: unknown[] = [];
    script.link.exchange = async ({ connection, params }) => {
      given.push(connection?.credentials);
      return { credentials: { token: 'new' }, providerConnectionId: `login-${params?.code ?? ''}` };
    };
    expect((await ada.links.complete('plain', right.id, { code: 'x' })).id).toBe(id);
    expect(await all(ada.connections.list())).toHaveLength(1);
    // A provider may keep them through a repair: the adapter is told what they are.
    expect(given).toEqual([expect.objectContaining({ token: expect.any(String) })]);
    expect(script.calls.filter((call) => call === 'link.start')).toHaveLength(3);
    expect((await bank.sync(id)).status).toBe('complete');
    expect(await errorOf(() => ada.links.repair(id, { mode: 'connect' as never }))).toMatchObject({
      code: 'invalid_input',
      field: 'options.mode',
    });
  });

  test('a connection is removed here at once, and at a provider that was down as soon as it answers', async () => {
    const { ada, bank, script, clock, credentials } = stage(open());
    const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
    await bank.sync(id);
    script.before = (method) => {
      if (method === 'connection.revoke') throw new InstitutionUnavailableError('Down.');
    };
    expect((await ada.connections.remove(id)).status).toBe('removed');
    expect(await credentials()).toBe(1);
    expect(await codeOf(() => bank.sync(id))).toBe('conflict');
    const asked = (): number => script.calls.filter((call) => call === 'connection.revoke').length;
    await bank.runDue();
    expect(asked()).toBe(1);
    clock.jump(61_000);
    await bank.runDue();
    expect(asked()).toBe(2);
    script.before = () => {};
    clock.jump(3_600_000);
    await bank.runDue();
    expect(asked()).toBe(3);
    expect(await credentials()).toBe(0);
    clock.jump(HALF_HOUR * 100);
    await bank.runDue();
    expect(asked()).toBe(3);
  });

  test('a provider that never answers again costs three days, then the credentials are gone', async () => {
    const { ada, bank, script, clock, credentials } = stage(open());
    const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
    script.before = (method) => {
      if (method === 'connection.revoke') throw new InstitutionUnavailableError('Down.');
    };
    await ada.connections.remove(id);
    for (let hours = 0; hours <= 90; hours += 6) {
      expect(await credentials(), `${hours} h`).toBe(hours < 72 ? 1 : hours > 78 ? 0 : await credentials());
      clock.jump(6 * 3_600_000);
      await bank.runDue();
    }
    expect(await credentials()).toBe(0);
  });
});

test('what an adapter throws of its own becomes an error of this library, without its message', async () => {
  const { ada, script } = stage();
  script.before = () => {
    throw new TypeError('secret-token-123');
  };
  const error = await errorOf(() => ada.links.start('plain'));
  expect(error).toMatchObject({ code: 'adapter_contract', provider: 'plain' });
  expect(JSON.stringify(error) + String((error as unknown as Error).stack)).not.toContain('secret');
});
