import type { World } from './world.ts';

/**
 * One provider's API, served from a {@link World}: the server and an in-process simulation share it.
 */
export interface Wire {
  /** The adapter's id, such as `plaid`; also its place in `serveSandbox(...).urls`. */
  readonly id: string;
  /** Gives the wire the bank it speaks for; called once, before the first request. */
  bind(world: World): void;
  handle(request: Request): Promise<Response>;
}
