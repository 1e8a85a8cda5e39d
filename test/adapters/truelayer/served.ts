import { type Connection, createBankweave, systemClock } from 'bankweave';
import { trueLayer, type TrueLayerOptions } from 'bankweave/adapters/truelayer';
import { type TrueLayerWireOptions, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { memoryStore, type Store } from 'bankweave/store';
import type { Vault } from 'bankweave/vault';
import { onTestFinished } from 'vitest';

const keys = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
const redirectUri = 'https://app.example/back';

/** An app with the adapter over real HTTP to the sandbox, all on the world's clock. */
export async function served(
  given: {
    wire?: TrueLayerWireOptions;
    adapter?: TrueLayerOptions;
    store?: Store;
    vault?: Vault;
    seed?: number;
  } = {},
) {
  // It begins at the same moment in every run, and goes with the machine's clock from there.
  let shift = Date.UTC(2026, 10, 20, 15) - systemClock.now();
  const world = createWorld({
    seed: given.seed ?? 7,
    epoch: '2026-06-01',
    clock: { ...systemClock, now: () => systemClock.now() + shift },
  });
  const wire = trueLayerWire(given.wire);
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(close);
  const url = urls['truelayer'] ?? '';
  const jwksUrl = `${url}/.well-known/jwks`;
  const adapter = trueLayer({
    ...keys,
    redirectUri,
    authUrl: url,
    baseUrl: url,
    webhookJwksUrl: jwksUrl,
    providers: ['uk-ob-all'],
    ...given.adapter,
  });
  const { store = memoryStore() } = given;
  const bank = createBankweave({
    adapters: [adapter],
    clock: world.clock,
    store,
    ...(given.vault && { vault: given.vault }),
  });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const link = async (institution = 'thames-bank', username = 'ada'): Promise<Connection> => {
    const started = await ada.links.start('truelayer', { providerId: wire.control.providerId(institution) });
    const { params } = wire.control.completeLink(started.url ?? '', { institution, username });
    return ada.links.complete('truelayer', started.id, params);
  };
  /** The person goes through the repair that was begun, and comes back. */
  const repair = async (
    id: string,
    mode: 'reauthenticate' | 'renew_consent' = 'reauthenticate',
    username = 'ada',
  ): Promise<Connection> => {
    const started = await ada.links.repair(id, { mode });
    if (started.url === undefined) return ada.links.complete('truelayer', started.id);
    const { params } = wire.control.completeLink(started.url, { username, institution: 'thames-bank' });
    return ada.links.complete('truelayer', started.id, params);
  };
  const wait = (ms: number): void => void (shift += ms);
  return { world, wire, url, jwksUrl, store, bank, ada, link, repair, wait };
}
