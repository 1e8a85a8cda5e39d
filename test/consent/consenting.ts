import { onTestFinished } from 'vitest';
import { type Bankweave, createBankweave, memoryStore, type BankEventType } from 'bankweave';
import type { Inspection } from 'bankweave/adapter-kit';
import type { Store } from 'bankweave/store';
import { jumpingClock } from '../client/banks.ts';
import { plain, type PlainAdapter } from '../client/plain-adapter.ts';

export const DAY = 86_400_000;
type Bank = Bankweave<readonly [PlainAdapter]>;

/** A provider whose consents end, and banks on one store. */
export function consenting(days: number | null, store: Store = memoryStore()) {
  const clock = jumpingClock();
  const { adapter, script } = plain();
  const says: { days: number | null; auth: Inspection['auth'] } = { days, auth: 'ok' };
  let grantedAt = clock.now();
  const { inspect, revoke } = adapter.connection;
  const limited: PlainAdapter = {
    ...adapter,
    link: {
      ...adapter.link,
      async exchange(input, call) {
        grantedAt = clock.now();
        return adapter.link.exchange(input, call);
      },
    },
    connection: {
      revoke,
      async inspect(call) {
        const inspection = await inspect(call);
        const at = (ms: number) => new Date(ms).toISOString() as `${string}T${string}Z`;
        const expiresAt = says.days === null ? null : at(grantedAt + says.days * DAY);
        return {
          ...inspection,
          auth: says.auth,
          consent: { scopes: ['accounts'], grantedAt: at(grantedAt), expiresAt },
        };
      },
    },
  };
  const heard: { type: BankEventType; days?: number }[] = [];
  const open = (): Bank => {
    const bank = createBankweave({ adapters: [limited], store, clock });
    onTestFinished(() => bank.close());
    bank.on('consent.expiring', ({ type, days: left }) => void heard.push({ type, days: left }));
    for (const type of ['connection.action_required', 'connection.recovered', 'sync.failed'] as const)
      bank.on(type, () => void heard.push({ type }));
    return bank;
  };
  const bank = open();
  const ada = bank.user('ada');
  const link = async (terms?: { purpose: string; textVersion: string; textHash: string }) => {
    const { id } = await ada.links.start('plain', {}, terms && { consent: terms });
    return ada.links.complete('plain', id, { code: 'x' });
  };
  const repair = async (id: string) =>
    ada.links.complete('plain', (await ada.links.repair(id, { mode: 'renew_consent' })).id, { code: 'x' });
  return { bank, ada, store, clock, script, says, heard, open, link, repair };
}
