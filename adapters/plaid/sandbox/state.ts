import type { World } from 'bankweave/sandbox';
import type { Bills } from './bills.ts';
import { uuidOf } from './ids.ts';
import type { Items } from './item/items.ts';
import type { Links } from './link/links.ts';
import type { Settings } from './options.ts';
import type { SyncSwitches } from './sync/switches.ts';
import type { UpdateCache } from './sync/update-cache.ts';
import type { Outbox } from './webhooks/outbox.ts';
import type { SigningKeys } from './webhooks/signing-keys.ts';

/** Everything that a sandbox holds while it is served. */
export interface State {
  readonly world: World;
  readonly settings: Settings;
  readonly items: Items;
  readonly links: Links;
  readonly bills: Bills;
  readonly outbox: Outbox;
  readonly keys: SigningKeys;
  readonly switches: SyncSwitches;
  readonly updates: UpdateCache;
  /** Counts what is named by a number, so that no name comes twice. */
  readonly count: () => number;
}

/** A fresh token of a kind. It names the moment too: another run gives other tokens. */
export function freshToken({ world, count }: State, kind: 'link' | 'public' | 'access'): string {
  return `${kind}-sandbox-${freshUuid({ world, count }, kind)}`;
}

/** A fresh UUID. */
export function freshUuid({ world, count }: Pick<State, 'world' | 'count'>, kind: string): string {
  return uuidOf(world.seed, kind, String(world.now()), String(count()));
}
