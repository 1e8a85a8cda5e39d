import type { BankQuirks } from './quirks.ts';
import { sendToLoopback } from './send-to-loopback.ts';

/** What a TrueLayer sandbox is made of. */
export interface TrueLayerWireOptions {
  /** Default: `sandbox-client`. */
  readonly clientId?: string;
  /** Default: `sandbox-secret`. */
  readonly secret?: string;
  /** The registered return addresses, compared byte for byte. Default: every http(s) address. */
  readonly redirectUris?: readonly string[];
  /**
   * What a refresh answers: the `constant` token again, a `rotating` one that ends the last, or none at all. Public
   * sources contradict each other; the sandbox was measured to be constant. Default: `constant`.
   */
  readonly refreshTokens?: 'constant' | 'rotating' | 'omitted';
  /** How a refresh token that was never issued is refused; the sandbox was measured at the default. Default: `invalid_client`. */
  readonly unknownRefreshToken?: 'invalid_client' | 'invalid_grant';
  /** Whether a code is bound to the challenge of its link, where it had one; uncertain for v1. Default: `enforced`. */
  readonly pkce?: 'enforced' | 'ignored';
  /** Calls without `X-PSU-IP` for each account, endpoint and 24 hours, failed ones included; `null` for no limit. Default: 4. */
  readonly unattendedCalls?: number | null;
  /** Whether a used-up quota comes with `Retry-After`; uncertain. Default: false. */
  readonly quotaRetryAfter?: boolean;
  /** Whether each access token is refused the first time it is used. Default: false. */
  readonly refuseFirstUse?: boolean;
  /** How every bank behaves, unless `banks` says otherwise. */
  readonly everyBank?: BankQuirks;
  /** How single banks behave, by the world's institution id, or `mock`. */
  readonly banks?: Readonly<Record<string, BankQuirks>>;
  /** The world's bank behind TrueLayer's mock provider. Default: `thames-bank`. */
  readonly mockBank?: string;
  /** How often an asynchronous result is `Running` when asked for before it is final. Default: 1. */
  readonly asyncPolls?: number;
  /** After how many seconds an asynchronous request with a `webhook_uri` is final. Default: 5. */
  readonly asyncSeconds?: number;
  /** The origin in `results_uri`, to play one that an attacker wrote. Default: where the request went. */
  readonly resultsOrigin?: string;
  /** The address of the keys in signed webhooks. Default: TrueLayer's own for its sandbox; the keys are also served here at `/.well-known/jwks`. */
  readonly jku?: string;
  /** Sends webhooks. Default: real HTTP, to loopback addresses only. */
  readonly deliver?: (request: Request) => Promise<Response>;
}

/** Options with nothing left open. */
export type Settings = Required<Omit<TrueLayerWireOptions, 'redirectUris' | 'resultsOrigin'>> &
  Pick<TrueLayerWireOptions, 'redirectUris' | 'resultsOrigin'>;

/** Fills in what was left open. */
export function settingsFrom(options: TrueLayerWireOptions): Settings {
  return {
    clientId: 'sandbox-client',
    secret: 'sandbox-secret',
    refreshTokens: 'constant',
    unknownRefreshToken: 'invalid_client',
    pkce: 'enforced',
    unattendedCalls: 4,
    quotaRetryAfter: false,
    refuseFirstUse: false,
    everyBank: {},
    banks: {},
    mockBank: 'thames-bank',
    asyncPolls: 1,
    asyncSeconds: 5,
    jku: 'https://webhooks.truelayer-sandbox.com/.well-known/jwks',
    deliver: sendToLoopback,
    ...options,
  };
}
