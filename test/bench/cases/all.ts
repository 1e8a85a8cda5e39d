import type { Case } from '../case.ts';
import { delta } from './delta.ts';
import { history } from './history.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { reconcile } from './reconcile.ts';
import { vault } from './vault.ts';

/** Every case, in the order of the report. */
export const cases: readonly Case[] = [history, delta, memory, latency, reconcile, vault];
