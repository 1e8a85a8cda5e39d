import type { Batch, Upsert } from 'bankweave/adapter-kit';
import { account, row } from '../client/plain-adapter.ts';
import type { GrantBank } from '../privacy/stage.ts';
import type { HostScene } from './host-scene.ts';

/** What a person, the app or the provider asks for once, whatever happens. */
export interface HostStory {
  readonly name: string;
  /** What was so before. */
  readonly before?: (scene: HostScene) => unknown;
  /** Asked for at the bank that something happens to, and then at another one until it is done. */
  readonly ask: (bank: GrantBank, scene: HostScene) => Promise<unknown>;
  /** Codes of errors that say it had been done. */
  readonly done?: readonly string[];
}

const LOGIN = 'login-of-ada';
const first = async ({ ada }: HostScene): Promise<string> =>
  (await ada.transactions.list({ status: ['posted', 'pending'] })).items.find(
    ({ providerTransactionId }) => providerTransactionId === 'r1',
  )?.id ?? '';
const accountOf = async ({ ada }: HostScene): Promise<string> =>
  (await ada.accounts.list()).items[0]?.id ?? '';
const repaired = async (
  bank: GrantBank,
  { id }: HostScene,
  mode: 'reauthenticate' | 'renew_consent' | 'add_accounts',
): Promise<unknown> => {
  const { links } = bank.user('ada');
  const { id: session } = await links.repair(id, { mode });
  return links.complete('grants', session, { code: LOGIN });
};
const changed = ({ provider }: HostScene): Upsert[] =>
  (provider.rows = [...provider.rows, row('r3', '-7.00', '2026-11-12')]);
const webhook = (bank: GrantBank): Promise<{ status: number }> =>
  bank.webhooks.receive('grants' as never, { headers: {}, body: Buffer.from(LOGIN) });

export const HOST_STORIES: readonly HostStory[] = [
  {
    name: 'a sync by hand',
    before: changed,
    ask: (bank, { id }) => bank.sync(id),
  },
  {
    name: 'a sync whose token has to be renewed first',
    before: ({ provider }) => provider.stale.add(provider.open.get(LOGIN) ?? ''),
    ask: (bank, { id }) => bank.sync(id),
  },
  {
    name: 'a repair',
    before: ({ provider }) => provider.open.set(LOGIN, 'somebody signed out'),
    ask: (bank, scene) => repaired(bank, scene, 'reauthenticate'),
  },
  {
    name: 'a consent that is renewed',
    ask: (bank, scene) => repaired(bank, scene, 'renew_consent'),
  },
  {
    name: 'access to one more account',
    before: ({ provider }) => (provider.accounts = [...provider.accounts, account('a2', '7.00')]),
    ask: async (bank, scene) => {
      await repaired(bank, scene, 'add_accounts');
      return bank.sync(scene.id);
    },
  },
  {
    name: 'the same login, linked once more',
    ask: async (bank) => {
      const { links } = bank.user('ada');
      return links.complete('grants', (await links.start('grants')).id, { code: LOGIN });
    },
  },
  {
    name: 'credentials that are replaced',
    ask: (bank, { id }) => bank.user('ada').connections.rotate(id),
  },
  {
    name: 'live balances',
    before: ({ provider }) => (provider.accounts = [account('a1', '123.45')]),
    ask: (bank, { id }) => bank.user('ada').balances.refresh(id),
  },
  {
    name: 'another address for webhooks',
    ask: (bank, { id }) => bank.user('ada').connections.sendWebhooksTo(id, 'https://app.example/hooks'),
  },
  {
    name: 'a webhook, and the sync that it leads to',
    before: changed,
    ask: async (bank, { clock }) => {
      if ((await webhook(bank)).status !== 200) throw new Error('not taken');
      clock.advance(70_000);
      const runs = await bank.runDue();
      for (const { error } of runs) if (error) throw error as Error;
    },
  },
  {
    name: 'an account that is switched off',
    ask: async (bank, scene) => bank.user('ada').accounts.update(await accountOf(scene), { enabled: false }),
  },
  {
    name: 'an account that is switched on again, and read',
    before: async (scene) => {
      await scene.ada.accounts.update(await accountOf(scene), { enabled: false });
      changed(scene);
    },
    ask: async (bank, scene) => {
      await bank.user('ada').accounts.update(await accountOf(scene), { enabled: true });
      return bank.sync(scene.id);
    },
  },
  {
    name: 'notes and a category of one’s own',
    ask: async (bank, scene) =>
      bank.user('ada').transactions.update(await first(scene), { notes: 'With Zelda' }),
  },
  {
    name: 'a row that is deleted',
    ask: async (bank, scene) => {
      const id = await first(scene);
      if (id !== '') await bank.user('ada').transactions.remove(id);
    },
  },
  {
    name: 'a deleted row that is restored',
    before: async (scene) => {
      scene.row = await first(scene);
      await scene.ada.transactions.remove(scene.row);
    },
    ask: (bank, { row: id }) => bank.user('ada').transactions.restore(id),
    done: ['conflict'],
  },
  {
    name: 'a join that is taken back',
    before: async (scene) => {
      const { provider, bank, id } = scene;
      const pending: Upsert = {
        ...row('p1', '-9.00', '2026-11-13', { description: 'Cafe', originalDescription: 'CAFE' }),
        status: 'pending',
      };
      provider.rows = [pending];
      await bank.sync(id);
      const posted: Upsert = {
        ...pending,
        ids: [{ scheme: 'id', value: 't1', stable: true }],
        status: 'posted',
        date: '2026-11-14',
        pendingId: 'p1',
      };
      provider.rows = [posted];
      provider.removals = [{ account: 'a1', id: { scheme: 'id', value: 'p1' } }] as NonNullable<
        Batch['removals']
      >;
      await bank.sync(id);
      const joined = (await scene.ada.transactions.list({ status: ['posted', 'pending'] })).items.find(
        ({ amount }) => amount.value === '-9.00',
      );
      const reasons = await scene.ada.transactions.explain(joined?.id ?? '');
      scene.row = reasons[0]?.id ?? '';
    },
    ask: (bank, { row: decision }) => bank.user('ada').transactions.undo(decision),
    done: ['conflict'],
  },
  {
    name: 'the end of a connection',
    ask: (bank, { id }) => bank.user('ada').connections.remove(id),
  },
  {
    name: 'a permission that was ended at the bank, and a sync that finds out',
    before: ({ provider }) => (provider.revoked = true),
    ask: (bank, { id }) => bank.sync(id),
  },
];
