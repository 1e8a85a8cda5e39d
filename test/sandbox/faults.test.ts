import { expect, test } from 'vitest';
import { createWorld, FAULT_KINDS } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const fresh = () => createWorld({ seed: 1, clock: stoppedClock(), epoch: '2026-10-01' });

test('a fault reaches what belongs to its target, and nothing else', () => {
  const world = fresh();
  world.fail('river-bank', { kind: 'outage' });
  world.fail('thames-bank.ada', { kind: 'mfa' });
  world.fail('rhine-bank.ada.credit', { kind: 'account_error' });
  const at = (id: string) => world.peekFault(id, FAULT_KINDS)?.kind;
  expect([at('river-bank'), at('river-bank.bob'), at('river-bank.bob.credit')]).toEqual([
    'outage',
    'outage',
    'outage',
  ]);
  expect([at('thames-bank'), at('thames-bank.bob'), at('thames-bank.ada.savings')]).toEqual([
    undefined,
    undefined,
    'mfa',
  ]);
  expect([at('rhine-bank.ada'), at('rhine-bank.ada.savings'), at('rhine-bank.ada.credit')]).toEqual([
    undefined,
    undefined,
    'account_error',
  ]);
  world.heal('river-bank');
  expect(at('river-bank.bob')).toBeUndefined();
});

test('a fault ends after its calls, after its time, or when healed', () => {
  const world = fresh();
  const take = () => world.takeFault('river-bank.ada', ['throttled'])?.retryAfterMs;
  world.fail('river-bank.ada', { kind: 'throttled', times: 2, retryAfterMs: 5 });
  expect([world.peekFault('river-bank.ada', ['throttled'])?.retryAfterMs, take(), take(), take()]).toEqual([
    5,
    5,
    5,
    undefined,
  ]);
  world.fail('river-bank.ada', { kind: 'throttled', until: world.now() + 60_000, retryAfterMs: 7 });
  expect(take()).toBe(7);
  world.advance({ minutes: 1 });
  expect(take()).toBeUndefined();
  world.fail('river-bank.ada', { kind: 'throttled' });
  world.fail('river-bank.ada', { kind: 'outage' });
  world.heal('river-bank.ada', 'throttled');
  expect(world.peekFault('river-bank.ada', FAULT_KINDS)?.kind).toBe('outage');
  expect(() => world.fail('nowhere', { kind: 'outage' })).toThrow(/institution/);
});

test('a stale login is known as of when it went stale; consents end where banks say so', () => {
  const world = fresh();
  const then = world.now();
  world.fail('river-bank.ada', { kind: 'stale' });
  world.advance({ days: 3 });
  expect(world.dataAsOf('river-bank.ada')).toBe(then);
  expect(world.dataAsOf('river-bank.bob')).toBe(world.now());
  world.heal('river-bank.ada');
  expect(world.dataAsOf('river-bank.ada')).toBe(world.now());
  expect(world.consentEnds('river-bank', then)).toBeNull();
  expect(world.consentEnds('thames-bank', then)).toBe(then + 90 * 86_400_000);
});
