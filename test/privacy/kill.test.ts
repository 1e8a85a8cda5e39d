import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from 'bankweave';
import { all } from '../client/banks.ts';
import { connect, rowsOf, stage, tracesOf } from './stage.ts';

const ADA = 'ada-3f9a1c77';
const BOB = 'bob-88e2b0d1';
const script = fileURLToPath(new URL('eraser.ts', import.meta.url));

/** The machine's clock, as in the process that is killed; it can be moved on. */
function clockFromNow() {
  let offset = 0;
  return {
    now: () => systemClock.now() + offset,
    monotonic: () => systemClock.monotonic(),
    sleep: (ms: number, options?: { signal?: AbortSignal | undefined }) => systemClock.sleep(ms, options),
    advance: (ms: number) => void (offset += ms),
  };
}

test('an eraser that is killed at any point of its work is followed by another one, which ends it', async () => {
  let kills = 0;
  for (let call = 2; ; call += 4) {
    const { bank, file, clock } = stage({ clock: clockFromNow() });
    const [ada, bob] = [bank.user(ADA), bank.user(BOB)];
    const { id } = await connect(ada);
    await bank.sync(id);
    await bank.sync((await connect(bob)).id);
    const before = JSON.stringify(rowsOf(file, BOB));
    const child = fork(script, [file, ADA, String(call)], {
      execArgv: ['--conditions=@bankweave/source'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal !== 'SIGKILL') break;
    kills++;
    clock.advance(31_000);
    await bank.runDue();
    // Killed before its wish was durable, there is nothing to go on with.
    if ((await all(bank.erasures.list())).length === 0) await ada.erase();
    expect(tracesOf(file, ADA, id), `killed at call ${call}`).toEqual([]);
    expect(JSON.stringify(rowsOf(file, BOB))).toBe(before);
    expect(await all(bank.erasures.list())).toMatchObject([{ counts: { transactions: 2, connections: 1 } }]);
    expect(await bank.audit.verify()).toMatchObject({ ok: true });
    await bank.close();
  }
  expect(kills).toBeGreaterThan(5);
}, 120_000);
