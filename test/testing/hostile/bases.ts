import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AnyAdapter, InvalidInputError, type RawRequest } from 'bankweave/adapter-kit';
import { faker } from 'bankweave/adapters/faker';
import { adapterConformance, type SandboxWorld, sandboxWorld, type TestFunction } from 'bankweave/testing';
import { pebble } from '../../../examples/custom-adapter/adapter.ts';
import { pebbleWorld } from '../../../examples/custom-adapter/pebble-world.ts';
import type { Spoil } from './spoil.ts';

/** Runs the kit over a good adapter, after something was done to it. */
export type Base = (test: TestFunction, spoil: Spoil) => void;

const SECRET = 'the secret that notices are signed with';
const HEADER = 'x-notice-signature';

function signed(body: Uint8Array): string {
  return createHmac('sha256', SECRET).update(body).digest('hex');
}

/** Faker with webhooks, which it has none of. */
function withHooks(adapter: AnyAdapter): AnyAdapter {
  return {
    ...adapter,
    webhooks: {
      async verify({ headers, body }: RawRequest) {
        const [given, right] = [Buffer.from(headers[HEADER] ?? ''), Buffer.from(signed(body))];
        if (given.length !== right.length || !timingSafeEqual(given, right))
          throw new InvalidInputError('the notice is not genuine');
      },
      parse({ body }: RawRequest) {
        let read: { login?: unknown; event?: unknown } | null;
        try {
          read = JSON.parse(Buffer.from(body).toString('utf8'));
        } catch {
          throw new InvalidInputError('the notice is no JSON');
        }
        const { login, event } = read ?? {};
        if (typeof login !== 'string' || typeof event !== 'string') return [];
        return [{ providerConnectionId: login, type: 'sync', dedupeKey: event }];
      },
    },
  };
}

function sandbox(): SandboxWorld {
  let events = 0;
  return sandboxWorld({
    // Old enough for a history that has to be collected, and no older: the kit runs often here.
    epoch: '2026-10-12',
    linkInput: { username: 'ada' },
    async notify({ bank, institution, username }) {
      const login = bank.loginId(institution, username);
      const body = Buffer.from(JSON.stringify({ login, event: `event ${++events}` }));
      return { method: 'POST', path: '/', headers: { [HEADER]: signed(body) }, body };
    },
  });
}

/** Rows with links and removals, in a feed with a cursor; no requests. */
export const overFaker: Base = (test, spoil) =>
  adapterConformance({
    test,
    world: sandbox,
    pageSizes: [7, 200],
    adapter: ({ bank }, pageSize = 25) =>
      spoil(withHooks(faker({ world: bank, historyDays: 36, pageSize }) as unknown as AnyAdapter)),
  });

/** Rows by account and day over HTTP, whole pending sets, tokens that end. */
export const overHttp: Base = (test, spoil) =>
  adapterConformance({
    test,
    world: pebbleWorld,
    pageSizes: [1, 200],
    adapter(world, pageSize = 3) {
      world.pageSize = pageSize;
      return spoil(pebble({ redirectUri: 'https://app.example/callback/pebble' }) as unknown as AnyAdapter);
    },
  });
