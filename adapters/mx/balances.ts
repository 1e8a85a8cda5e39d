import { type BalancesFacet, RateLimitError } from 'bankweave/adapter-kit';
import { listAccounts } from './accounts.ts';
import { runJob } from './jobs.ts';
import type { Settings } from './options.ts';
import { today } from './today.ts';
import type { OpenTransport } from './transport.ts';
import { withMember } from './unknown-member.ts';

const MINUTE = 60_000;

/** Live balances: a job that fetches those alone. */
export function createBalances(settings: Settings, open: OpenTransport): BalancesFacet {
  return {
    refresh: (call) =>
      withMember(open, call, async (mx, of) => {
        const outcome = await runJob(mx, of, () => mx.checkBalance(of), call);
        if (outcome === 'busy' || outcome === 'not_started')
          throw new RateLimitError(
            'MX did not start a check of balances; one or another job ran a moment ago.',
            {
              provider: 'mx',
              providerCode: outcome,
              scope: 'connection',
              retryAfterMs: outcome === 'busy' ? MINUTE : 15 * MINUTE,
            },
          );
        return (await listAccounts(mx, settings, of, today(call))).accounts;
      }),
  };
}
