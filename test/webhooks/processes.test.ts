import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createBankweave, systemClock, type WebhookCounts } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { all, tempFile } from '../client/banks.ts';
import { fastClock } from './fast-clock.ts';
import { acme, Signer } from './signed-adapter.ts';

const script = fileURLToPath(new URL('replayer.ts', import.meta.url));

interface Answer {
  readonly statuses: Record<string, number>;
  readonly counts: WebhookCounts;
}

/** Several processes that send the same events over and over and serve what is due; how many syncs began. */
async function replayed(
  events: number,
  { processes, seconds, repeat }: { processes: number; seconds: number; repeat: number },
) {
  const file = tempFile();
  const origin = systemClock.now();
  const clock = fastClock(origin);
  const signer = new Signer();
  const bank = createBankweave({ adapters: [acme(signer).adapter], store: sqliteStore(file), clock });
  onTestFinished(() => bank.close());
  const { links } = bank.user('ada');
  await links.complete('acme', (await links.start('acme')).id, { code: '1' });
  await bank.runDue();
  const before = (await all(bank.runs.list())).length;
  const second = Math.floor(clock.now() / 1_000);
  const sent = Array.from({ length: events }, (_, n) => {
    const body = JSON.stringify({ id: `event-${n}`, login: 'login-1' });
    return { body, token: signer.token(body, second) };
  });
  const args = [
    file,
    JSON.stringify(signer.jwks.get(signer.kid)),
    `${origin}`,
    `${seconds}`,
    JSON.stringify(sent),
    `${repeat}`,
  ];
  const answers = await Promise.all(
    Array.from({ length: processes }, async () => {
      const child = fork(script, args, { execArgv: ['--conditions=@bankweave/source'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const [answer] = (await once(child, 'message')) as [Answer];
      return answer;
    }),
  );
  const count = (read: (answer: Answer) => number): number =>
    answers.reduce((sum, answer) => sum + read(answer), 0);
  return {
    runs: (await all(bank.runs.list())).length - before,
    taken: count(({ statuses }) => statuses['200'] ?? 0),
    refused: count(
      ({ statuses }) => Object.values(statuses).reduce((a, b) => a + b, 0) - (statuses['200'] ?? 0),
    ),
    accepted: count(({ counts }) => counts.accepted),
  };
}

test('one notice, a thousand times in four processes, begins one sync', async () => {
  const found = await replayed(1, { processes: 4, seconds: 40, repeat: 250 });
  expect(found).toEqual({ runs: 1, taken: 1_000, refused: 0, accepted: 1 });
}, 60_000);

test('fifty notices at once in four processes are each new once, and begin no sync for each', async () => {
  const { runs, ...found } = await replayed(50, { processes: 4, seconds: 40, repeat: 5 });
  expect(found).toEqual({ taken: 1_000, refused: 0, accepted: 50 });
  // One, unless the machine is so slow that they fill more than one window.
  expect([1, 2, 3]).toContain(runs);
}, 60_000);
