import { nearest } from '../internal/nearest.ts';
import { refuse } from './input.ts';
import type { Kernel } from './kernel.ts';

/** The id of a registered adapter. */
export function providerOf({ providers }: Kernel, provider: unknown): string {
  if (typeof provider === 'string' && providers.includes(provider)) return provider;
  const meant = typeof provider === 'string' ? nearest(provider, providers) : undefined;
  return refuse(
    'provider',
    meant === undefined ? `the id of a registered adapter: ${providers.join(', ')}` : `'${meant}'`,
  );
}
