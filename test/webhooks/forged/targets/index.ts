import type { World } from 'bankweave/sandbox';
import type { Target } from '../target.ts';
import { acmeTarget } from './acme.ts';
import { mxTarget } from './mx.ts';
import { plaidTarget } from './plaid.ts';
import { trueLayerTarget } from './truelayer.ts';

interface Named {
  readonly id: string;
  readonly open: (options?: { clock: World['clock'] }) => Promise<Target>;
}

const acme: Named = { id: 'acme', open: acmeTarget };
export const PROVIDERS: readonly Named[] = [
  { id: 'plaid', open: plaidTarget },
  { id: 'truelayer', open: trueLayerTarget },
  { id: 'mx', open: mxTarget },
];
/** The providers, and an adapter that knows no more than the documentation. */
export const TARGETS: readonly Named[] = [...PROVIDERS, acme];
/** Those that sign. */
export const SIGNING = TARGETS.filter(({ id }) => id !== 'mx');
