import type { World } from '../world.ts';
import type { ScenarioResult } from './names.ts';

/** One story: it plays its first step and gives the others. */
export type Scenario = (world: World, accountId: string) => ScenarioResult;
