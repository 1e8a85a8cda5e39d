import { ADAPTER_LAWS, adapterConformance } from 'bankweave/testing';
import { expect, test } from 'vitest';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { trueLayerAdapter, trueLayerWorld } from '../conformance/truelayer-world.ts';
import { hostileHttpAdapters } from './hostile/http-adapters.ts';
import { honest, hostileAdapters, world } from './hostile/adapters.ts';
import { brokenLaws } from './hostile/run-kit.ts';

test('every law of an adapter has an id of its own and a reason', () => {
  expect(new Set(ADAPTER_LAWS.map(({ id }) => id)).size).toBe(ADAPTER_LAWS.length);
  for (const { id, reason } of ADAPTER_LAWS) {
    expect(id).toMatch(/^[A-Z]+-\d\d$/);
    expect(reason.length).toBeGreaterThan(10);
  }
});

test.each(hostileAdapters.map((subject) => [subject.fault, subject] as const))(
  'the kit finds an adapter where %s',
  async (_fault, { spoil, breaks }) => {
    const failed = await brokenLaws((run) =>
      adapterConformance({ test: run, world, adapter: (own) => spoil(honest(own)) }),
    );
    expect(Object.keys(failed), JSON.stringify(failed, null, 1)).toEqual(breaks);
  },
  120_000,
);

test.each(hostileHttpAdapters.map((subject) => [subject.fault, subject] as const))(
  'the kit finds an adapter over HTTP where %s',
  async (_fault, { spoil, breaks }) => {
    const adapter = (): AnyAdapter => spoil(trueLayerAdapter() as unknown as AnyAdapter);
    const failed = await brokenLaws((run) =>
      adapterConformance({ test: run, world: trueLayerWorld, adapter }),
    );
    expect(Object.keys(failed), JSON.stringify(failed, null, 1)).toEqual(breaks);
  },
  120_000,
);
