import type { TrueLayerRoute } from './routes.ts';

/** A request that came in. It holds what the app sent, secrets included: that is what tests look for. */
export interface LoggedRequest {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `null` for a path or method that is not served. */
  readonly route: TrueLayerRoute | null;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
}

/** A webhook that went out. */
export interface SentWebhook {
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The app's answer; `null` where there was none. */
  readonly status: number | null;
}
