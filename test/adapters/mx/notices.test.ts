import { createBankweave } from 'bankweave';
import { mx } from 'bankweave/adapters/mx';
import { mxWire } from 'bankweave/adapters/mx/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { expect, onTestFinished, test } from 'vitest';
import { PollingClock } from '../../support/polling-clock.ts';

// The whole way: jobs and logins of a bank behind MX, its webhooks, and the syncs they lead to.

const HOUR = 3_600_000;
const password = { username: 'mx', password: 'p4ss' };

async function scene() {
  const clock = new PollingClock(Date.UTC(2026, 10, 20, 15));
  const world = createWorld({ seed: 'mx notices', epoch: '2026-10-01', clock });
  const wire = mxWire({
    webhooks: {
      url: 'https://app.example/hooks/mx',
      basic: password,
      automatic: false,
      deliver: async (request) => {
        const { status } = await bank.webhooks.receive('mx', request);
        return new Response(null, { status });
      },
    },
  });
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(close);
  const adapter = mx({
    clientId: 'sandbox-client',
    apiKey: 'sandbox-key',
    baseUrl: urls['mx'] ?? '',
    webhookUsername: password.username,
    webhookPassword: password.password,
  });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const visit = { institutionCode: 'river-bank', username: 'ada' };
  const start = async () => {
    const link = await ada.links.start('mx');
    const { memberGuid } = wire.control.completeLink(link.url ?? '', visit);
    wire.control.finishJobs();
    return { memberGuid, connection: await ada.links.complete('mx', link.id, { memberGuid }) };
  };
  const { memberGuid, connection } = await start();
  await bank.runDue();
  await wire.control.webhooks.flush();
  clock.advance(HOUR);
  await bank.runDue();
  const counts = () => bank.webhooks.counts('mx');
  return { clock, wire, bank, ada, visit, start, memberGuid, connection, counts };
}

test('a member that took the place of a purged one is the connection to webhooks, too', async () => {
  const { clock, wire, bank, ada, visit, memberGuid, connection, counts } = await scene();
  const rows = async () => (await ada.transactions.list({ limit: 500 })).items.length;
  const before = await rows();
  wire.control.purge(memberGuid);
  await expect(bank.sync(connection.id)).rejects.toMatchObject({ code: 'connection_revoked' });
  const link = await ada.links.repair(connection.id);
  const next = wire.control.completeLink(link.url ?? '', visit).memberGuid;
  expect(next).not.toBe(memberGuid);
  wire.control.finishJobs();
  expect((await ada.links.complete('mx', link.id, { memberGuid: next })).id).toBe(connection.id);
  await wire.control.webhooks.flush();
  await bank.runDue();
  expect(await rows()).toBe(before);
  clock.advance(24 * HOUR);
  await bank.runDue();
  const { accepted, unknown } = counts();
  wire.control.refresh(next);
  await wire.control.webhooks.flush();
  expect(counts().accepted).toBeGreaterThan(accepted);
  expect(counts().unknown).toBe(unknown);
  clock.advance(60_000);
  expect(await bank.runDue()).toHaveLength(1);
  // And it can be repaired again, as itself.
  const again = await ada.links.repair(connection.id);
  expect((await ada.links.complete('mx', again.id)).id).toBe(connection.id);
});

test("a login that came back as another connection of the person takes nobody's place", async () => {
  const { wire, ada, bank, start, memberGuid, connection } = await scene();
  wire.control.purge(memberGuid);
  await expect(bank.sync(connection.id)).rejects.toMatchObject({ code: 'connection_revoked' });
  const second = await start();
  expect(second.connection.id).not.toBe(connection.id);
  const link = await ada.links.repair(connection.id);
  await expect(ada.links.complete('mx', link.id, { memberGuid: second.memberGuid })).rejects.toMatchObject({
    code: 'conflict',
    existingConnectionId: second.connection.id,
  });
});

test('a login that breaks, is mended and breaks again within days is told twice, though the bytes are the same', async () => {
  const { clock, wire, bank, ada, memberGuid, connection, counts } = await scene();
  const statusAfter = async (): Promise<string> => {
    await wire.control.webhooks.flush();
    clock.advance(60_000);
    await bank.runDue();
    return (await ada.connections.get(connection.id)).status;
  };
  const { accepted } = counts();
  wire.control.setStatus(memberGuid, 'DENIED');
  expect(await statusAfter()).toBe('action_required');
  // Nothing tells of the recovery.
  wire.control.setStatus(memberGuid, 'CONNECTED');
  await bank.sync(connection.id);
  clock.advance(HOUR);
  wire.control.setStatus(memberGuid, 'DENIED');
  expect(await statusAfter()).toBe('action_required');
  expect(counts()).toMatchObject({ accepted: accepted + 2, duplicates: 0 });
});
