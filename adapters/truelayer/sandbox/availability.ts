import type { Backend } from './backend.ts';
import type { Signer } from './signature.ts';

/** What a webhook about a bank's availability says, and what a forger would change. */
export interface AvailabilityNotice {
  /** The app's address. */
  readonly to: string;
  /** The world's institution id, or `mock`. */
  readonly institution: string;
  readonly healthy: boolean;
  /** Default: a fresh one. Give the same one twice to send an event twice. */
  readonly eventId?: string;
  /** What `X-Tl-Webhook-Timestamp` says. Epoch milliseconds. Default: now. */
  readonly at?: number;
  /** Default: the option `jku`. */
  readonly jku?: string;
  readonly kid?: string;
  /** Leaves `X-Tl-Webhook-Timestamp` out of what is signed. Default: false. */
  readonly unstamped?: boolean;
  /** Another body under the signature of the right one. */
  readonly forgedBody?: string;
}

/** The request of an availability webhook, signed as TrueLayer signs. */
export function availabilityRequest(backend: Backend, signer: Signer, notice: AvailabilityNotice): Request {
  const provider = backend.providers.ofInstitution(notice.institution);
  if (!provider) throw new RangeError(`there is no bank ${JSON.stringify(notice.institution)} here`);
  const at = notice.at ?? backend.world.now();
  const body = JSON.stringify({
    event_id: notice.eventId ?? backend.freshUuid('event'),
    event_version: 1,
    type: notice.healthy ? 'provider_healthy' : 'provider_unhealthy',
    provider_id: provider.id,
    capability_type: 'data',
    updated_at: new Date(at).toISOString(),
  });
  const stamped = ['X-Tl-Webhook-Timestamp', new Date(at).toISOString()] as const;
  const signature = signer.sign({
    path: new URL(notice.to).pathname,
    headers: notice.unstamped ? [] : [stamped],
    body,
    jku: notice.jku ?? backend.settings.jku,
    ...(notice.kid !== undefined && { kid: notice.kid }),
  });
  return new Request(notice.to, {
    method: 'POST',
    headers: [stamped, ['Tl-Signature', signature], ['Content-Type', 'application/json']] as [
      string,
      string,
    ][],
    body: notice.forgedBody ?? body,
  });
}
