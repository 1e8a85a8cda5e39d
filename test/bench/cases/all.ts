import type { Case } from '../case.ts';
import { again } from './again.ts';
import { delta } from './delta.ts';
import { fleet } from './fleet.ts';
import { history } from './history.ts';
import { latency } from './latency.ts';
import { mapping } from './mapping.ts';
import { memory, memoryOverPlaid } from './memory.ts';
import { mxCase } from './mx.ts';
import { packageCost } from './package.ts';
import { plaidCase } from './plaid.ts';
import { plaidAgain } from './plaid-again.ts';
import { reconcile } from './reconcile.ts';
import { trueLayerCase } from './truelayer.ts';
import { vault } from './vault.ts';
import { webhooks } from './webhooks.ts';

/** Every case, in the order of the report. */
export const cases: readonly Case[] = [
  mapping,
  history,
  delta,
  memory,
  latency,
  reconcile,
  fleet,
  packageCost,
  plaidCase,
  plaidAgain,
  memoryOverPlaid,
  trueLayerCase,
  mxCase,
  vault,
  webhooks,
  again,
];
