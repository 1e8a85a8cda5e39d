import type { FaultKind } from 'bankweave/sandbox';
import type { Backend } from './backend.ts';
import type { TrueLayerCode } from './codes.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusal.ts';

// How TrueLayer tells what goes wrong in the world. A revoked consent and an ended one look the same to the app.
const codes = {
  outage: 'provider_error',
  provider_error: 'internal_server_error',
  throttled: 'provider_too_many_requests',
  login_required: 'wrong_credentials',
  mfa: 'mfa_required',
  act_at_bank: 'account_temporarily_locked',
  consent_expired: 'access_denied',
  revoked: 'access_denied',
  account_error: 'provider_error',
} as const satisfies Partial<Record<FaultKind, TrueLayerCode>>;

// What ends a call before the bank hears of it, so that it costs no quota; it strikes `/me` too.
const doorCodes = {
  provider_error: 'internal_server_error',
  keys_refused: 'unauthorized_client',
  unauthorized: 'invalid_token',
} as const satisfies Partial<Record<FaultKind, TrueLayerCode>>;

const tokenCodes = {
  keys_refused: 'invalid_client',
  consent_expired: 'invalid_grant',
  revoked: 'invalid_grant',
  provider_error: 'internal_server_error',
} as const satisfies Partial<Record<FaultKind, TrueLayerCode>>;

type Codes = Readonly<Partial<Record<FaultKind, TrueLayerCode>>>;

/** Ends a data request at TrueLayer's door with the world's fault, where there is one. */
export function takeDoorFault(backend: Backend, connection: Connection): void {
  take(backend, backend.loginOf(connection), doorCodes);
}

/** Ends a data request about a login or an account with the world's fault, where there is one. */
export function takeDataFault(backend: Backend, id: string): void {
  take(backend, id, codes);
}

/** Ends a token request with the world's fault, where there is one that tokens know of. */
export function takeTokenFault(backend: Backend, connection: Connection): void {
  take(backend, backend.loginOf(connection), tokenCodes);
}

/** Whether the login's consent is over, for the world. */
export function consentOver({ world }: Backend, loginId: string): boolean {
  return world.peekFault(loginId, ['consent_expired', 'revoked']) !== undefined;
}

function take(backend: Backend, id: string, table: Codes): void {
  const fault = backend.world.takeFault(id, Object.keys(table) as FaultKind[]);
  const code = fault && table[fault.kind];
  if (!code) return;
  const { retryAfterMs } = fault;
  throw new Refusal(code, {
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  });
}
