import type { Bug, Unplantable } from '../bug.ts';
import { client } from './client.ts';
import { found } from './found.ts';
import { http } from './http.ts';
import { mx } from './mx.ts';
import { plaid } from './plaid.ts';
import { privacy } from './privacy.ts';
import { reading } from './reading.ts';
import { sqlite } from './sqlite.ts';
import { store } from './store.ts';
import { sync } from './sync.ts';
import { truelayer } from './truelayer.ts';
import { vault } from './vault.ts';
import { webhooks } from './webhooks.ts';

/** Mistakes that code like this one has been seen to make, this one among it, and the tests that have to catch each. */
export const BUGS: readonly Bug[] = [
  ...sync,
  ...store,
  ...sqlite,
  ...vault,
  ...http,
  ...reading,
  ...webhooks,
  ...plaid,
  ...truelayer,
  ...mx,
  ...privacy,
  ...client,
  ...found,
].toSorted((a, b) => a.number - b.number);

/** Mistakes that there is no code for here. */
export const UNPLANTABLE: readonly Unplantable[] = [
  {
    number: 14,
    name: 'a circuit breaker for each process',
    reason:
      'there is no circuit breaker: failing connections are put off by their next due time, which is in the store',
  },
];
