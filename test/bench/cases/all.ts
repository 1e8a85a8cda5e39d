import type { Case } from '../case.ts';
import { history } from './history.ts';
import { vault } from './vault.ts';

/** Every case, in the order of the report. */
export const cases: readonly Case[] = [history, vault];
