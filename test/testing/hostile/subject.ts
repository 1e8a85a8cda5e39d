import type { Base } from './bases.ts';
import type { Spoil } from './spoil.ts';

/** An adapter with one fault. The kit has to find it, by these laws and no others; the first is the one it is there for. */
export type HostileAdapter = readonly [fault: string, breaks: readonly string[], over: Base, spoil: Spoil];
