import { createBankweave, memoryStore } from 'bankweave';
import type { AnyAdapter, Transport } from 'bankweave/adapter-kit';
import { createWorld, type Wire, type World } from 'bankweave/sandbox';
import { EVERY_USER } from 'bankweave/store';
import { onTestFinished } from 'vitest';
import type { Face } from '../../../faces/face.ts';
import { inProcess } from '../../../support/in-process.ts';
import { leapingClock } from '../leaping-clock.ts';
import type { Basic, Signed } from '../sent.ts';
import type { KeyAnswer, Target } from '../target.ts';

/** Who sends, once it is known what about. */
export type Sender = (
  login: string,
  now: () => number,
) => { readonly signed: Signed } | { readonly basic: Basic };

/** A request for a key, or for the set of them: its answer when all is well. */
type KeyRoute = (url: URL, body: Uint8Array | undefined, signed: Signed) => object | undefined;

/** A provider's face whose keys a test holds. */
export async function wired<W extends Wire>(
  face: Face<W>,
  sender: Sender,
  keyRoute: KeyRoute,
  { clock = leapingClock() }: { clock?: World['clock'] & { jump?(ms: number): void } } = {},
): Promise<Target> {
  const world = createWorld({ seed: 11, clock });
  const wire = face.wire?.() as W;
  const { urls, transport } = inProcess(world, [wire]);
  const calls: string[] = [];
  const keyCalls: string[] = [];
  let keys: KeyAnswer = 'right';
  let from: ReturnType<Sender> | undefined;
  const watched: Transport = async (request) => {
    const url = new URL(request.url);
    const signed = from && 'signed' in from ? from.signed : undefined;
    const right = signed && keyRoute(url, request.body, signed);
    if (!right) {
      calls.push(`${request.method} ${url.pathname}`);
      return transport(request);
    }
    keyCalls.push(`${url.pathname} ${Buffer.from(request.body ?? []).toString()}`);
    if (keys === 'never')
      return new Promise((_, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
      );
    const status = { right: 200, missing: 404, broken: 500 }[keys];
    const body = keys === 'right' ? right : { error: 'secret-of-the-key-server' };
    return {
      status: 'status' in body ? Number(body.status) : status,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    };
  };
  const store = memoryStore();
  const adapter: AnyAdapter = face.adapter(world, urls[face.id]);
  const bank = createBankweave({ adapters: [adapter], store, clock, transport: watched });
  onTestFinished(() => bank.close());
  const person = { userId: 'ada', institution: face.institutions[0] ?? '', username: 'ada' };
  const connectionId = await face.link(bank, person, wire);
  await bank.runDue();
  const row = await store.ledger.connection(EVERY_USER, connectionId);
  from = sender(row?.providerConnectionId ?? '', () => clock.now());
  calls.length = 0;
  return {
    id: face.id,
    bank,
    store,
    connectionId,
    calls,
    keyCalls,
    get keys() {
      return keys;
    },
    set keys(answer) {
      keys = answer;
    },
    jump: (ms) => clock.jump?.(ms),
    ...from,
  };
}
