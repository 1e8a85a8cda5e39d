import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { all, codeOf } from '../client/banks.ts';
import { connect, folder, runningClock, stage, tracesOf } from './stage.ts';

const ADA = 'ada-3f9a1c77';
const BOB = 'bob-88e2b0d1';

/** A bank with two people, a copy of its file, and then ada's erasure. */
async function restored() {
  const clock = runningClock();
  const { bank, file, provider, store } = stage({ clock });
  await bank.sync((await connect(bank.user(ADA))).id);
  await bank.sync((await connect(bank.user(BOB))).id);
  // Everything into the file itself, as a backup tool does.
  await store.ledger.erase({ userId: 'nobody' });
  const backup = join(folder(), 'restored.db');
  copyFileSync(file, backup);
  clock.advance(1_000);
  await bank.user(ADA).erase();
  const kept = JSON.parse(JSON.stringify(await all(bank.erasures.list()))) as never[];
  clock.advance(1_000);
  return { clock, backup, provider, kept, bank };
}

test('a restored backup brings nobody back once the erasures kept elsewhere are replayed', async () => {
  const { backup, clock, provider, kept } = await restored();
  const { bank, store } = stage({ file: backup, clock, provider });
  expect(await all(bank.user(ADA).transactions.list())).toHaveLength(2);
  expect(await bank.erasures.replay()).toMatchObject({ users: 2, erased: [] });
  const { users, erased } = await bank.erasures.replay({ erasures: kept });
  expect(users).toBe(2);
  expect(erased).toMatchObject([{ counts: { transactions: 2 } }]);
  expect(tracesOf(backup, ADA)).toEqual([]);
  expect(await all(bank.user(BOB).transactions.list())).toHaveLength(2);
  expect((await bank.erasures.replay({ erasures: kept })).erased).toEqual([]);
  expect(store).toBeDefined();
});

test('somebody who came back by themselves stays', async () => {
  const { bank, kept, clock } = await restored();
  await bank.sync((await connect(bank.user(ADA))).id);
  clock.advance(1_000);
  expect((await bank.erasures.replay({ erasures: kept })).erased).toEqual([]);
  expect((await bank.erasures.replay()).erased).toEqual([]);
  expect(await all(bank.user(ADA).transactions.list())).toHaveLength(2);
});

test('what is no erasure is refused', async () => {
  const { bank } = stage();
  for (const erasures of ['x', 5, {}, [null], [{}], [{ subject: 1, at: 2 }]])
    expect(await codeOf(() => bank.erasures.replay({ erasures: erasures as never }))).toBe('invalid_input');
});
