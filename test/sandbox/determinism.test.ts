import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createWorld } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const script = fileURLToPath(new URL('print-world.ts', import.meta.url));
const flags = ['--conditions=@bankweave/source', '--experimental-strip-types', '--no-warnings'];

async function printedIn(TZ: string, LANG: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script], {
    env: { ...process.env, TZ, LANG },
  });
  return stdout;
}

test('the same seed and moment give the same bytes in every zone and language', async () => {
  const [first, ...others] = await Promise.all([
    printedIn('UTC', 'C'),
    printedIn('America/St_Johns', 'tr_TR.UTF-8'),
    printedIn('Pacific/Apia', 'ja_JP.UTF-8'),
  ]);
  expect(first).toMatch(/^[0-9a-f]{64}\n[0-9a-f]{64}\n$/);
  for (const other of others) expect(other).toBe(first);
}, 60_000);

test('what a world shows does not depend on what was asked for before', () => {
  const ids = ['river-bank.ada.checking', 'river-bank.ada.savings', 'river-bank.ada.credit'] as const;
  const asked = createWorld({ seed: 3, clock: stoppedClock(), epoch: '2025-12-01' });
  for (const id of ids) asked.ledger(id, Date.UTC(2026, 3, 4), { from: '2026-02-01', to: '2026-03-01' });
  const fresh = createWorld({ seed: '3', clock: stoppedClock(), epoch: '2025-12-01' });
  for (const id of ids.toReversed()) {
    expect(fresh.ledger(id)).toEqual(asked.ledger(id));
    expect(fresh.account(id)).toEqual(asked.account(id));
  }
});

test('seeds, people and banks differ', () => {
  const of = (seed: number, id: string) =>
    JSON.stringify(
      createWorld({ seed, clock: stoppedClock(), epoch: '2026-08-01' })
        .ledger(id)
        .map((row) => [row.date, row.amount]),
    );
  const shown = [
    of(1, 'river-bank.ada.credit'),
    of(2, 'river-bank.ada.credit'),
    of(1, 'river-bank.bob.credit'),
    of(1, 'summit-card.ada.credit'),
  ];
  expect(new Set(shown).size).toBe(4);
});
