import { type Bankweave, createBankweave, memoryStore, type User } from 'bankweave';
import { plaid, type PlaidAdapter, type PlaidOptions } from 'bankweave/adapters/plaid';
import { plaidWire, type PlaidWireOptions } from 'bankweave/adapters/plaid/sandbox';
import { createWorld, serveSandbox, type World } from 'bankweave/sandbox';
import { expect, onTestFinished } from 'vitest';
import { testClock } from './harness.ts';

// The whole way: the engine, this adapter and the real SDK over a socket to a Plaid that serves a bank world.

export interface Scene {
  readonly world: World;
  readonly control: ReturnType<typeof plaidWire>['control'];
  readonly bank: Bankweave<readonly [PlaidAdapter]>;
  readonly ada: User<readonly [PlaidAdapter]>;
  readonly connectionId: string;
  readonly itemId: string;
  /** What each webhook was answered with. */
  readonly answers: number[];
}

/** A bank with one linked login, and Plaid behind it. */
export async function scene(options: PlaidOptions = {}, wireOptions: PlaidWireOptions = {}): Promise<Scene> {
  const answers: number[] = [];
  const world = createWorld({ seed: 7, clock: testClock(), epoch: '2026-09-20' });
  const deliver = async (request: Request): Promise<Response> => {
    const { status } = await bank.webhooks.receive('plaid', request);
    answers.push(status);
    return new Response(null, { status });
  };
  const wire = plaidWire({ deliver, ...wireOptions });
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(() => close());
  const adapter = plaid({
    clientId: 'sandbox-client',
    secret: 'sandbox-secret',
    environment: 'sandbox',
    baseUrl: urls['plaid'] ?? '',
    webhookUrl: 'https://app.example/hooks/plaid',
    ...options,
  });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock: world.clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const link = await ada.links.start('plaid');
  const { publicToken, itemId } = await wire.control.completeLink(link.token ?? '', {
    institution: 'river-bank',
    username: 'ada',
  });
  const { id: connectionId } = await ada.links.complete('plaid', link.id, { publicToken: publicToken ?? '' });
  return { world, control: wire.control, bank, ada, connectionId, itemId, answers };
}

/** The ledger beside the world's own: amounts and days of every row that counts. */
export async function bothSides({ ada, world }: Scene): Promise<readonly [string[], string[]]> {
  const [ours, theirs]: [string[], string[]] = [[], []];
  for await (const { amount, date, status } of ada.transactions.list())
    ours.push(`${status} ${date} ${amount.value} ${amount.currency}`);
  for (const { id } of world.login('river-bank', 'ada').accounts)
    for (const { amount, date, status } of world.ledger(id))
      theirs.push(`${status} ${date} ${amount.value} ${amount.currency}`);
  return [ours.sort(), theirs.sort()];
}

/** Holds the ledger against the world's own. */
export async function expectSame(there: Scene): Promise<void> {
  const [ours, theirs] = await bothSides(there);
  expect(ours).toEqual(theirs);
  expect(ours.length).toBeGreaterThan(50);
}
