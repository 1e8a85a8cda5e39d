import type { Wire } from 'bankweave/sandbox';
import { answer } from './sandbox/answer.ts';
import { Bills } from './sandbox/bills.ts';
import { createControl, type PlaidControl } from './sandbox/control.ts';
import { Switchboard } from './sandbox/faults/switchboard.ts';
import { Items } from './sandbox/item/items.ts';
import { Links } from './sandbox/link/links.ts';
import { type PlaidWireOptions, readOptions } from './sandbox/options.ts';
import { RequestLog } from './sandbox/request-log.ts';
import { isPage, visit } from './sandbox/pages/visit.ts';
import type { State } from './sandbox/state.ts';
import { ordinarySwitches } from './sandbox/sync/switches.ts';
import { UpdateCache } from './sandbox/sync/update-cache.ts';
import { Outbox } from './sandbox/webhooks/outbox.ts';
import { SigningKeys } from './sandbox/webhooks/signing-keys.ts';

export type { BillingEvent } from './sandbox/bills.ts';
export type { ItemView, LinkAnswers, LinkOutcome, PlaidControl, WebhookControl } from './sandbox/control.ts';
export type {
  AnswerFault,
  ErrorFault,
  FaultTiming,
  RedirectFault,
  RouteFault,
  TwistFault,
} from './sandbox/faults/route-fault.ts';
export type { PlaidWireOptions } from './sandbox/options.ts';
export type { LoggedRequest } from './sandbox/request-log.ts';
export type { SyncSwitches } from './sandbox/sync/switches.ts';
export type { SentWebhook } from './sandbox/webhooks/outbox.ts';
export type { Forgery } from './sandbox/webhooks/signing-keys.ts';

/** Plaid's API over a bank world, with hands for tests. */
export interface PlaidWire extends Wire {
  readonly id: 'plaid';
  readonly control: PlaidControl;
}

/**
 * Plaid's API, as far as bankweave uses it, served from a bank world: Link, Items, accounts, transactions, liabilities,
 * investments, institutions and signed webhooks, with Plaid's signs, ids, errors and habits. The `plaid` SDK runs
 * against it as it does against Plaid.
 *
 * @throws `ConfigurationError` for an option that it does not have.
 * @example
 * ```ts
 * const wire = plaidWire()
 * const { urls } = await serveSandbox({ world, wires: [wire] })
 * const bank = createBankweave({ adapters: [plaid({ baseUrl: urls.plaid, clientId: 'sandbox-client', secret: 'sandbox-secret' })] })
 * // ... after links.start:
 * await wire.control.completeLink(linkToken, { institution: 'river-bank', username: 'ada' })
 * ```
 */
export function plaidWire(options: PlaidWireOptions = {}): PlaidWire {
  const settings = readOptions(options);
  const switchboard = new Switchboard();
  const switches = ordinarySwitches();
  let bound: { readonly state: State; readonly log: RequestLog } | undefined;
  const now = () => {
    if (!bound) throw new TypeError('bind the wire to a world first');
    return bound;
  };
  return {
    id: 'plaid',
    control: createControl(now, switchboard, switches),
    bind(world) {
      let counted = 0;
      const keys = new SigningKeys(() => world.now());
      const state: State = {
        world,
        settings,
        items: new Items(),
        links: new Links(),
        bills: new Bills(),
        outbox: new Outbox(() => world.now(), keys, settings.deliver),
        keys,
        switches,
        updates: new UpdateCache(),
        count: () => {
          counted += 1;
          return counted;
        },
      };
      bound = { state, log: new RequestLog() };
    },
    async handle(request) {
      const { state, log } = now();
      if (isPage(new URL(request.url).pathname)) return visit(state, request);
      return answer(state, log, switchboard, request);
    },
  };
}
