// One of several processes on one file: replayer.ts <file> <key as JWK> <origin> <seconds> <events as JSON> <repeat>.
// Time runs ten times as fast, from the same origin in all of them.
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { createBankweave } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { fastClock } from './fast-clock.ts';
import { acme, HEADER, Signer } from './signed-adapter.ts';

const [file = '', jwk = '{}', origin = '0', seconds = '0', events = '[]', repeat = '1'] =
  process.argv.slice(2);

const clock = fastClock(Number(origin));
const signer = new Signer();
signer.jwks.set(
  signer.kid,
  createPublicKey({ key: JSON.parse(jwk) as JsonWebKey, format: 'jwk' }).export({ format: 'jwk' }),
);
const { adapter } = acme(signer);
const bank = createBankweave({
  adapters: [adapter],
  store: sqliteStore(file, { synchronous: 'normal' }),
  clock,
});
const until = clock.now() + Number(seconds) * 1_000;
const statuses = new Map<number, number>();
const sent = JSON.parse(events) as { body: string; token: string }[];
const replay = async (): Promise<void> => {
  for (let round = 0; round < Number(repeat); round++) {
    for (const { body, token } of sent) {
      const { status } = await bank.webhooks.receive('acme', {
        headers: { [HEADER]: token },
        body: Buffer.from(body),
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    await clock.sleep((Number(seconds) * 1_000) / Number(repeat) / 2);
  }
};
const serve = async (): Promise<void> => {
  while (clock.now() < until) {
    await bank.runDue();
    await clock.sleep(500);
  }
};
await Promise.all([replay(), serve()]);
process.send?.({ statuses: Object.fromEntries(statuses), counts: bank.webhooks.counts('acme') });
await bank.close();
process.disconnect?.();
