import type { Attended } from '../adapter-kit/call.ts';
import { ConflictError } from '../errors/catalog.ts';
import type { ScheduledPayment } from '../model/scheduled-payment.ts';
import { accountOf } from './accounts.ts';
import { attendedOf } from './attended.ts';
import { connectionIn } from './connection-in.ts';
import { type CallOptions, fieldsOf, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** How scheduled payments are asked for. */
export interface ScheduledPaymentsOptions extends CallOptions {
  /** The person is present: their own address, so that limits on unattended access do not apply. Never invent it. */
  readonly attended?: Attended | undefined;
}

/** Standing orders and direct debits. */
export interface UserScheduledPayments {
  /**
   * An account's scheduled payments as the provider tells them now. Nothing is stored, and each call may be one of the
   * few that a bank allows in a day: ask seldom.
   *
   * @throws NotFoundError; UnsupportedError where the provider or the bank knows none; the provider's errors
   * @example
   * ```ts
   * const payments = await ada.scheduledPayments.list(account.id, { attended: { ip } })
   * ```
   */
  list(accountId: string, options?: ScheduledPaymentsOptions): Promise<readonly ScheduledPayment[]>;
}

export function userScheduledPayments(kernel: Kernel, userId: string): UserScheduledPayments {
  return {
    async list(id, options) {
      const accountId = textOf(id, 'accountId');
      const given = fieldsOf<ScheduledPaymentsOptions>(options, ['attended', 'signal'], 'options');
      const attended = await attendedOf(given.attended);
      return kernel.call(signalOf(given.signal), async (ports, signal) => {
        const row = await accountOf(ports, userId, accountId);
        const { connectionId } = row.account;
        const { connection } = await connectionIn(ports, { userId }, connectionId);
        if (connection.status === 'removed')
          throw new ConflictError('The connection of this account was removed.', { connectionId });
        const { readScheduledPayments } = await engine();
        return readScheduledPayments(ports, row, { signal, attended });
      });
    },
  };
}
