// One of several processes of an app, on one file: child.ts <job as JSON>. Says when it is up, and waits for the word.
import { once } from 'node:events';
import { createBankweave, isBankweaveError, systemClock } from 'bankweave';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { sqliteStore } from 'bankweave/store/sqlite';
import { vault } from 'bankweave/vault';
import type { Job, Outcome } from './job.ts';

const job = JSON.parse(process.argv[2] ?? '') as Job;
const { url, connectionId, accountId } = job;
const bank = createBankweave({
  adapters: [
    trueLayer({
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      redirectUri: 'https://app.example/back',
      authUrl: url,
      baseUrl: url,
    }),
  ],
  store: sqliteStore(job.file),
  vault: vault({ keys: job.keys }),
  clock: { ...systemClock, now: () => systemClock.now() + job.shift },
});
const attended = job.attended ? { attended: { ip: '203.0.113.7' } } : {};

const roles: Record<Job['role'], () => Promise<Outcome>> = {
  async ask() {
    const payments = await bank.user('ada').scheduledPayments.list(accountId, attended);
    return `${payments.length} payments`;
  },
  async sync() {
    const { status, error } = await bank.sync(connectionId, attended);
    return error ? `${status}: ${error.code}` : status;
  },
};

// The file and everything else is there before the word is given.
await bank.user('ada').connections.get(connectionId);
process.send?.('ready');
await once(process, 'message');
const outcomes = await Promise.all(
  Array.from({ length: job.callers }, () =>
    roles[job.role]().catch((error: unknown) => {
      if (isBankweaveError(error)) return error.code;
      throw error;
    }),
  ),
);
await bank.close();
process.send?.({ outcomes });
process.disconnect?.();
