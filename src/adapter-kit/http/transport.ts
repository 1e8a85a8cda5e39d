/** One attempt, ready to be sent as it stands. */
export interface TransportRequest {
  readonly method: string;
  /** The whole address with its query. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
  /** `false` asks for a socket of its own: one that was kept alive may die just as the request leaves. */
  readonly reuse: boolean;
  /** Told when a new connection is being made and when it stands, for their time-outs. */
  readonly phase: (phase: 'connecting' | 'connected') => void;
}

/** What came back: the head, and the body as it is on the wire. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array> | Uint8Array;
}

/**
 * What puts requests on the wire; the only part of the client that a test or a simulation replaces. It follows no
 * redirect, retries nothing and decodes nothing.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** A transport that keeps connections alive until it is closed. */
export interface KeepAliveTransport extends Transport {
  /** Closes the idle connections. */
  close(): void;
}
