import { describe, expect, test } from 'vitest';
import { describeHealth } from 'bankweave';
import { all, codeOf, errorOf, STORES } from '../client/banks.ts';
import { consenting, DAY } from './consenting.ts';

const TERMS = { purpose: 'budgeting', textVersion: '3', textHash: 'sha256:abc' };

describe.each(STORES)('consent on $name', ({ open }) => {
  test('each version is kept as it was, in one chain', async () => {
    const { ada, bank, link, repair, clock } = consenting(90, open());
    const { id } = await link(TERMS);
    await bank.sync(id);
    clock.jump(80 * DAY);
    await repair(id);
    await ada.connections.remove(id);
    const chain = await all(ada.consents.list());
    expect(chain.map(({ event }) => event)).toEqual(['granted', 'updated', 'renewed', 'revoked']);
    expect(chain.map(({ parent }) => parent)).toEqual([null, ...chain.slice(0, -1).map((one) => one.id)]);
    for (const one of chain) expect(one).toMatchObject({ ...TERMS, connectionId: id, scopes: ['accounts'] });
    expect(chain[0]).toMatchObject({ accounts: [], revokedAt: null, revokedBy: null });
    expect(chain[1]?.accounts).toHaveLength(1);
    expect(Date.parse(chain[2]?.expiresAt ?? '') - Date.parse(chain[0]?.expiresAt ?? '')).toBeGreaterThan(
      79 * DAY,
    );
    expect(chain[3]).toMatchObject({ revokedBy: 'user' });
    expect(await all(bank.user('eve').consents.list())).toEqual([]);
  });

  test('row 62: reminders at 30, 14, 7 and 1 days, each once, over several processes and restarts', async () => {
    const store = open();
    const scene = consenting(90, store);
    const { id } = await scene.link();
    const others = [scene.open(), scene.open()];
    for (let day = 0; day < 92; day++) {
      scene.clock.jump(DAY);
      await Promise.all([scene.bank, ...others].map((bank) => bank.runDue()));
      if (day === 61) {
        const connection = await scene.ada.connections.get(id);
        expect(connection.health.consent).toBe('expiring');
        expect(describeHealth(connection)).toMatchObject({ tone: 'notice', repair: 'renew_consent' });
      }
    }
    const told = scene.heard.filter(({ type }) => type === 'consent.expiring');
    expect(told.map(({ days }) => days)).toEqual([30, 14, 7, 1]);
  });

  test('row 62: a renewal begun and abandoned changes nothing; a finished one goes on from the old end', async () => {
    const { ada, bank, link, repair, clock, heard } = consenting(90, open());
    const { id } = await link();
    await bank.sync(id);
    clock.jump(85 * DAY);
    await bank.sync(id);
    const before = await ada.connections.get(id);
    await ada.links.repair(id, { mode: 'renew_consent' });
    clock.jump(DAY);
    await bank.runDue();
    const after = await ada.connections.get(id);
    expect(after.consent).toEqual(before.consent);
    expect(after.status).toBe(before.status);
    await repair(id);
    expect((await ada.connections.get(id)).health.consent).toBe('live');
    clock.jump(20 * DAY);
    await bank.runDue();
    expect(heard.filter(({ type }) => type !== 'consent.expiring')).toEqual([]);
    expect((await bank.sync(id)).status).toBe('complete');
  });

  test('no provider call without a live consent: it ran out, one event, then only looks; row 64: recovery is told', async () => {
    const { ada, bank, link, repair, clock, heard, script } = consenting(90, open());
    const { id } = await link();
    await bank.sync(id);
    clock.jump(91 * DAY);
    script.calls.length = 0;
    expect(await errorOf(() => bank.sync(id))).toMatchObject({
      code: 'action_required',
      action: 'renew_consent',
    });
    for (let day = 0; day < 10; day++) {
      clock.jump(DAY);
      await bank.runDue();
    }
    expect(await codeOf(() => bank.sync(id))).toBe('action_required');
    expect(script.calls).toEqual([]);
    expect(heard.filter(({ type }) => type === 'connection.action_required')).toHaveLength(1);
    expect(heard.filter(({ type }) => type === 'sync.failed')).toHaveLength(1);
    const expired = await ada.connections.get(id);
    expect(expired.status).toBe('expired');
    expect(describeHealth(expired)).toMatchObject({ tone: 'act', repair: 'renew_consent' });
    await repair(id);
    expect(heard.filter(({ type }) => type === 'connection.recovered')).toHaveLength(1);
    expect((await bank.sync(id)).status).toBe('complete');
    expect(describeHealth(await ada.connections.get(id))).toMatchObject({ tone: 'good', todo: null });
  });

  test('taken back at the provider: written down with its source, and not called again', async () => {
    const { ada, bank, link, repair, clock, says, script } = consenting(90, open());
    const { id } = await link();
    await bank.sync(id);
    says.auth = 'revoked';
    await bank.sync(id).catch(() => {});
    expect((await all(ada.consents.list())).at(-1)).toMatchObject({
      event: 'revoked',
      revokedBy: 'provider',
    });
    script.calls.length = 0;
    clock.jump(2 * DAY);
    await bank.runDue();
    expect(await codeOf(() => bank.sync(id))).toBe('action_required');
    expect(script.calls).toEqual([]);
    says.auth = 'ok';
    await repair(id);
    expect((await bank.sync(id)).status).toBe('complete');
  });
});

test('what an app says about a consent is checked', async () => {
  const { ada } = consenting(90);
  const wrong = { purpose: 'x', textVersion: 1 as never, textHash: 'y' };
  expect(await errorOf(() => ada.links.start('plain', {}, { consent: wrong }))).toMatchObject({
    code: 'invalid_input',
    field: 'options.consent.textVersion',
  });
});
