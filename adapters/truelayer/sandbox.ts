import type { Wire } from 'bankweave/sandbox';
import { Backend } from './sandbox/backend.ts';
import { createControl, type TrueLayerControl } from './sandbox/control.ts';
import type { LoggedRequest, SentWebhook } from './sandbox/log.ts';
import { settingsFrom, type TrueLayerWireOptions } from './sandbox/options.ts';
import { Refusal } from './sandbox/refusal.ts';
import { type Match, routeOf } from './sandbox/routes.ts';
import { serve } from './sandbox/serve.ts';
import { createSigner, type Signer } from './sandbox/signature.ts';

export type { AvailabilityNotice } from './sandbox/availability.ts';
export type { TrueLayerCode } from './sandbox/codes.ts';
export type { ConnectionView, LinkPerson, TrueLayerControl } from './sandbox/control.ts';
export type { TrueLayerFault } from './sandbox/faults.ts';
export type { LinkEnd } from './sandbox/finish-link.ts';
export type { LoggedRequest, SentWebhook } from './sandbox/log.ts';
export type { TrueLayerWireOptions } from './sandbox/options.ts';
export type { BankQuirks } from './sandbox/quirks.ts';
export type { QuotaCount } from './sandbox/quota.ts';
export type { TrueLayerRoute } from './sandbox/routes.ts';

// So that a sandbox that is served for weeks does not fill the memory.
const REQUESTS_HELD = 20_000;

/** A TrueLayer sandbox; see {@link trueLayerWire}. */
export interface TrueLayerWire extends Wire {
  readonly control: TrueLayerControl;
}

/**
 * TrueLayer's auth dialog and Data API v1, served from a world: auth, token and data hosts in one place, for their paths
 * do not collide. It speaks as far as TrueLayer's documentation and public measurements go; what is uncertain there is an
 * option here.
 *
 * Every bank of the world with an account or a card is served, also outside of the countries that TrueLayer covers, as
 * `ob-<institution id>`, and the mock bank as `mock`. Loans and investments are not shown, as TrueLayer shows none.
 *
 * @example
 * ```ts
 * const wire = trueLayerWire()
 * const { urls } = await serveSandbox({ world, wires: [wire] })
 * const { params } = wire.control.completeLink(started.url, { institution: 'thames-bank', username: 'ada' })
 * ```
 */
export function trueLayerWire(options: TrueLayerWireOptions = {}): TrueLayerWire {
  const settings = settingsFrom(options);
  const requests: LoggedRequest[] = [];
  const webhooks: SentWebhook[] = [];
  let bound: Backend | undefined;
  let keys: Signer | undefined;
  let answered = 0;
  const backend = (): Backend => {
    if (!bound) throw new TypeError('bind the wire to a world first');
    return bound;
  };
  const signer = (): Signer => (keys ??= createSigner());
  return {
    id: 'truelayer',
    control: createControl(backend, signer, { requests, webhooks }),
    bind(world) {
      bound = new Backend(world, settings, webhooks);
    },
    async handle(request) {
      const at = backend().world.now();
      const url = new URL(request.url);
      const match = routeOf(request.method, url.pathname);
      const body = await request.clone().text();
      const response = await answer(backend(), signer, request, match);
      response.headers.set('x-tl-correlation-id', `sandbox-${++answered}`);
      if (requests.length >= REQUESTS_HELD) requests.shift();
      requests.push({
        at,
        route: typeof match === 'object' ? match.route : null,
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: Object.fromEntries(request.headers),
        body,
        status: response.status,
      });
      return response;
    },
  };
}

async function answer(
  backend: Backend,
  signer: () => Signer,
  request: Request,
  match: Match | 'wrong_method' | undefined,
): Promise<Response> {
  if (match === undefined) return new Refusal('not_found').response();
  if (match === 'wrong_method') return new Refusal('invalid_request', { status: 405 }).response();
  return serve(backend, signer, request, match);
}
