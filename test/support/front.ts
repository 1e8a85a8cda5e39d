import { type Bankweave, createBankweave, type User } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { memoryStore, type Store } from 'bankweave/store';
import { ManualClock } from './manual-clock.ts';
import type { ScriptedProvider } from './scripted-adapter.ts';

/** A bank with one user and one linked connection, as an app holds it. */
export interface Front {
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly ada: User;
  readonly connectionId: string;
  readonly store: Store;
  readonly clock: ManualClock;
  /** Lets days pass, then syncs. */
  readonly later: (days?: number) => ReturnType<Bankweave<readonly AnyAdapter[]>['sync']>;
}

/** The front door over a scripted provider, linked and ready to sync. */
export async function front(provider: ScriptedProvider): Promise<Front> {
  const [clock, store] = [new ManualClock(), memoryStore()];
  const bank = createBankweave({ adapters: [provider.adapter as AnyAdapter], store, clock });
  const ada = bank.user('ada') as User;
  const link = await ada.links.start('scripted' as never);
  const { id: connectionId } = await ada.links.complete('scripted' as never, link.id);
  const later: Front['later'] = (days = 1) => {
    clock.advance(days * 86_400_000);
    return bank.sync(connectionId);
  };
  return { bank: bank as Bankweave<readonly AnyAdapter[]>, ada, connectionId, store, clock, later };
}
