import type { Wire } from 'bankweave/sandbox';
import { banksOf } from './sandbox/banks.ts';
import { createControl, type MxControl } from './sandbox/control.ts';
import { FaultBook } from './sandbox/faults.ts';
import type { MxWireOptions } from './sandbox/options.ts';
import { Outbox } from './sandbox/outbox.ts';
import { answerPage } from './sandbox/pages.ts';
import { answerCall, type MxRequest } from './sandbox/serve-request.ts';
import { settingsFrom } from './sandbox/settings.ts';
import type { Mx } from './sandbox/state.ts';

export type { MxControl, MxMember, MxUser, MxVisit } from './sandbox/control.ts';
export type { MxFault } from './sandbox/faults.ts';
export type {
  MxQuirks,
  MxUncertain,
  MxWebhookOptions,
  MxWireOptions,
  MxPendingStory,
} from './sandbox/options.ts';
export type { MxNotice } from './sandbox/outbox.ts';
export type { MxSignIn } from './sandbox/person.ts';
export type { MxRoute } from './sandbox/routes.ts';
export type { MxRequest } from './sandbox/serve-request.ts';

/** The sandbox's MX, with the strings to pull. */
export interface MxWire extends Wire {
  readonly id: 'mx';
  readonly control: MxControl;
}

/**
 * MX's Platform API over a sandbox world: users, members with their states and jobs, challenges, accounts, transactions,
 * institutions and the widget, in the versions `v20111101` and `v20250224`. The world's banks are institutions by their
 * ids (`river-bank`); `mxbank` and `mx_bank_oauth` are MX's own test banks.
 *
 * @example
 * ```ts
 * const wire = mxWire()
 * const { urls } = await serveSandbox({ world, wires: [wire] })
 * const { memberGuid } = wire.control.completeLink(widgetUrl, { institutionCode: 'river-bank', username: 'ada' })
 * wire.control.finishJobs()
 * ```
 */
export function mxWire(options: MxWireOptions = {}): MxWire {
  const settings = settingsFrom(options);
  const requests: MxRequest[] = [];
  let mx: Mx | undefined;
  const bound = (): Mx => {
    if (!mx) throw new TypeError('bind the wire to a world first');
    return mx;
  };
  return {
    id: 'mx',
    control: createControl(bound, requests),
    bind(world) {
      let count = 0;
      mx = {
        world,
        settings,
        banks: banksOf(world),
        users: new Map(),
        tickets: new Map(),
        merchants: new Map(),
        faults: new FaultBook(),
        outbox: new Outbox(settings.webhooks),
        lastStarts: new Map(),
        count: () => ++count,
      };
    },
    async handle(request) {
      const response = (await answerPage(bound(), request)) ?? (await answerCall(bound(), request, requests));
      // Not waited for: the receiver may be the caller itself.
      if (settings.webhooks?.automatic !== false) void bound().outbox.flush(bound().world.now());
      return response;
    },
  };
}
