import type { Bankweave } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { EVERY_USER, type Store, type StoredRecord } from 'bankweave/store';
import type { Basic, Sent, Signed } from './sent.ts';

/** How the provider answers when it is asked for its keys. */
export type KeyAnswer = 'right' | 'missing' | 'broken' | 'never';

/** A bank with one connection that somebody tries to tell lies about. */
export interface Target {
  readonly id: string;
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly store: Store;
  readonly connectionId: string;
  /** Requests to the provider for anything but its keys. */
  readonly calls: string[];
  /** Requests for keys. */
  readonly keyCalls: string[];
  keys: KeyAnswer;
  /** Lets time pass. */
  jump(ms: number): void;
  readonly signed?: Signed;
  readonly basic?: Basic;
}

/** Everything that a webhook could have left behind. */
export async function traces(target: Target): Promise<{ rows: readonly StoredRecord[]; wanted: number }> {
  const { records, ledger } = target.store;
  const lists = ['notice-windows', 'webhook-dead-letters', 'webhook-bodies'].map((name) =>
    records.list(EVERY_USER, name, { limit: 10_000 }),
  );
  const rows = (await Promise.all(lists)).flat();
  return { rows, wanted: await ledger.wanted(target.connectionId) };
}

/** As a server sees it. Characters that no header can hold come as their bytes. */
export function requestOf({ path, headers, body }: Sent): Request {
  const request = new Request(`https://app.example${path}`, { method: 'POST', body: Buffer.from(body) });
  request.headers.delete('content-type');
  for (const [name, value] of headers)
    request.headers.append(name, Buffer.from(value, 'utf8').toString('latin1'));
  return request;
}

/** The genuine request of a target. */
export function genuine({ signed, basic }: Target): Sent {
  if (signed) return signed.sent();
  if (basic) return basic.sent(basic.credentials);
  throw new Error('nobody to send it');
}
