import { ConfigurationError, strictOptions } from 'bankweave/adapter-kit';

/** How a Plaid sandbox behaves. Everything has a default. */
export interface PlaidWireOptions {
  /** Default: `sandbox-client`. */
  readonly clientId?: string;
  /** Default: `sandbox-secret`. */
  readonly secret?: string;
  /**
   * Milliseconds of the world's time from when an Item gets Transactions until its first thirty days are in; until
   * then `/transactions/sync` says `NOT_READY`. Default: 0.
   */
  readonly initialAfterMs?: number;
  /** The same until the whole history is in. Default: `initialAfterMs`. */
  readonly historicalAfterMs?: number;
  /**
   * Whether cached data can still be read while an Item needs its person or its bank is down. Which endpoints fail
   * at Plaid is not documented. Default: false, everything but `/item/get` fails.
   */
  readonly cachedReads?: boolean;
  /** The taxonomy of personal finance categories where a request names none. Default: `v2`. */
  readonly categories?: 'v1' | 'v2';
  /**
   * Whether sessions without Hosted Link report too, by webhook and `/link/token/get`, as Plaid does for clients with
   * Link events. Default: false.
   */
  readonly linkEvents?: boolean;
  /** Takes a webhook on its way out. Default: HTTP, to loopback addresses only; what goes elsewhere is not sent. */
  readonly deliver?: (request: Request) => Promise<Response>;
}

/** Options with their defaults. */
export type Settings = Required<Omit<PlaidWireOptions, 'deliver'>> & Pick<PlaidWireOptions, 'deliver'>;

const known = [
  'clientId',
  'secret',
  'initialAfterMs',
  'historicalAfterMs',
  'cachedReads',
  'categories',
  'linkEvents',
  'deliver',
] as const satisfies readonly (keyof PlaidWireOptions)[];

/** Reads the options. */
export function readOptions(options: PlaidWireOptions): Settings {
  strictOptions('plaidWire', options, known);
  const initialAfterMs = options.initialAfterMs ?? 0;
  const historicalAfterMs = options.historicalAfterMs ?? initialAfterMs;
  if (!(initialAfterMs >= 0 && historicalAfterMs >= initialAfterMs)) {
    const expected = 'milliseconds, the history not before the first days';
    throw new ConfigurationError('plaidWire: initialAfterMs and historicalAfterMs do not fit', {
      field: 'historicalAfterMs',
      expected,
    });
  }
  return {
    clientId: options.clientId ?? 'sandbox-client',
    secret: options.secret ?? 'sandbox-secret',
    initialAfterMs,
    historicalAfterMs,
    cachedReads: options.cachedReads ?? false,
    categories: options.categories ?? 'v2',
    linkEvents: options.linkEvents ?? false,
    ...(options.deliver ? { deliver: options.deliver } : {}),
  };
}
