// From within, as a child should be up soon.
import { isBankweaveError, UnauthorizedError } from '../../../src/errors/catalog.ts';
import { type Clock, systemClock } from '../../../src/internal/clock.ts';
import { EVERY_USER, type Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { rewrap, vault } from 'bankweave/vault';
import { CredentialStore, CREDENTIALS, TOKEN_REFRESH } from '../../../src/vault/credentials.ts';
import { refreshTokens } from '../../../src/vault/refresh/refresh-tokens.ts';
import type { Job, Point } from './job.ts';

const job = JSON.parse(process.argv[2] ?? '') as Job;
const owner = { userId: 'ada', connectionId: job.connectionId ?? 'con_1' };
const sealing = vault({ keys: job.keys, ...(job.primary !== undefined && { primary: job.primary }) });
const inner = sqliteStore(job.file);

/** A clock on which a minute takes a second or so, for waiting out the lease of the dead. */
const SPEED = 50;
const fastClock: Clock = {
  now: () => Date.now(),
  monotonic: () => systemClock.monotonic() * SPEED,
  sleep: (ms, options) => systemClock.sleep(ms / SPEED, options),
};

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment to arrive.
  for (;;);
};
const dieAt = (point: Point): void => {
  if (job.role === 'die' && job.point === point) die();
};

let renewed = 0;
const store: Store = {
  ...inner,
  records: {
    ...inner.records,
    async write(writes) {
      const [write] = writes;
      const isSave = job.role === 'die' && write?.namespace === CREDENTIALS;
      const isSlot = job.role === 'die' && write?.namespace === TOKEN_REFRESH;
      const opens = isSlot && (write.value as { holder: unknown }).holder !== null;
      if (isSave) dieAt('before-save');
      if (isSlot) dieAt(opens ? 'before-intent' : 'before-close');
      const held = await inner.records.write(writes);
      if (isSave) dieAt('after-save');
      if (isSlot) dieAt(opens ? 'after-intent' : 'after-close');
      if (job.role === 'rewrap' && write?.namespace === CREDENTIALS && ++renewed === job.dieAfter) die();
      return held;
    },
  },
};
const credentials = new CredentialStore(store.records, sealing);

async function renew(held: Readonly<Record<string, string>>, signal: AbortSignal) {
  const answering = fetch(`${job.url}/token`, { method: 'POST', body: held['refreshToken'] ?? '', signal });
  if (job.role === 'die' && job.point === 'sent') {
    // Until the server has replaced the token; its answer is never read.
    while ((await (await fetch(`${job.url}/count`)).text()) === '0');
    die();
  }
  const response = await answering;
  if (response.status !== 200) throw new UnauthorizedError('invalid_grant', { status: response.status });
  const answer = (await response.json()) as Record<string, string>;
  dieAt('answered');
  return answer;
}

const refresh = (clock: Clock, attempt: string, held: Awaited<ReturnType<typeof credentials.read>>) =>
  refreshTokens({
    records: store.records,
    credentials,
    clock,
    owner,
    provider: 'acme',
    attempt,
    held,
    signal: AbortSignal.timeout(100_000),
    renew,
  });

const told = (word: string): Promise<void> =>
  new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if (message !== word) return;
      process.off('message', onMessage);
      resolve();
    };
    process.on('message', onMessage);
  });
const tell = (message: unknown): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });

const roles: Record<Job['role'], () => Promise<unknown>> = {
  async callers() {
    const held = await credentials.read(owner.connectionId);
    await tell('ready');
    await told('go');
    const results = await Promise.all(
      Array.from({ length: job.count ?? 1 }, (_, at) => refresh(systemClock, `${process.pid}-${at}`, held)),
    );
    return results.map((result) => result.credentials['accessToken']);
  },
  async die() {
    await refresh(systemClock, 'attempt-of-the-dead', await credentials.read(owner.connectionId));
    throw new Error(`nobody died at ${job.point}`);
  },
  async recover() {
    const held = await credentials.read(owner.connectionId);
    const trying = await fetch(`${job.url}/api`, {
      headers: { authorization: held.credentials['accessToken'] ?? '' },
    });
    if (trying.status === 200) return { outcome: 'stored' };
    try {
      await refresh(fastClock, 'attempt-of-the-heir', held);
      return { outcome: 'renewed' };
    } catch (error) {
      if (!isBankweaveError(error)) throw error;
      return { outcome: error.code, message: error.message };
    }
  },
  async worker() {
    const counts = { reads: 0, writes: 0, failures: [] as string[] };
    let stopped = false;
    const stopping = told('stop').then(() => {
      stopped = true;
    });
    const rows = await store.records.list(EVERY_USER, CREDENTIALS, { limit: 1_000 });
    await tell('ready');
    for (let at = process.pid; !stopped; at += 7) {
      const { userId, key } = rows[at % rows.length] ?? { userId: '', key: '' };
      try {
        const { credentials: read } = await credentials.read(key);
        if (!read['token']?.endsWith(key)) throw new Error(`${key} has the token of another`);
        counts.reads++;
        if (counts.reads % 5 === 0 && (await credentials.put({ userId, connectionId: key }, read)))
          counts.writes++;
      } catch (error) {
        counts.failures.push(String(error));
      }
      await systemClock.sleep(1);
    }
    await stopping;
    return counts;
  },
  rewrap: () => rewrap({ store, vault: sealing }),
};

await store.open({ clock: systemClock });
const result = await roles[job.role]();
await store.close();
await tell({ result });
process.disconnect?.();
