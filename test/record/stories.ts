import type { Link } from 'bankweave';
import type { Wire } from 'bankweave/sandbox';
import { type App, createApp, synced, told } from './app.ts';
import { bookGolden } from './golden.ts';
import { onlyWire } from './only-wire.ts';
import type { Recording, Stage } from './recording.ts';

const DAY = 86_400_000;

/** What a provider does in its own way in the stories that all providers tell. */
interface Ways<W extends Wire> {
  readonly provider: string;
  readonly country: string;
  /** The bank whose rows are written by hand. */
  readonly bank: string;
  /** Part of a bank's name: of one in the wire's world, and of one in the provider's own sandbox. */
  readonly query: readonly [wire: string, sandbox: string];
  /** Why the provider's own sandbox cannot be asked for rows, and for a login that breaks. */
  readonly onlyWire: string;
  adapter(stage: Stage<W>): unknown;
  /** Links a bank; gives the id of the connection. `meanwhile` happens before it is complete. */
  link(app: App, stage: Stage<W>, meanwhile?: Parameters<Stage<W>['outside']>): Promise<string>;
  /** What the provider does by itself in two days. */
  daysPass?(stage: Stage<W>): Promise<unknown>;
  /** The bank lets the application in no longer. */
  shut(wire: W): void;
  /** What the person does with a link that repairs, and what comes back. */
  signInAgain(stage: Stage<W>, link: Link): Promise<unknown>;
}

/** The stories that are recorded of every provider. */
export function storiesOf<W extends Wire>(ways: Ways<W>): Recording<W>['stories'] {
  const provider = ways.provider as never;
  const appOn = (stage: Stage<W>): App => createApp(ways.adapter(stage), stage);
  const linked = async (
    stage: Stage<W>,
    meanwhile?: Parameters<Stage<W>['outside']>,
  ): Promise<{ app: App; connectionId: string }> => {
    const app = appOn(stage);
    return { app, connectionId: await ways.link(app, stage, meanwhile) };
  };
  return {
    async first_sync(stage) {
      const { app, connectionId } = await linked(stage);
      const { counts, anomalies } = await synced(app, stage, connectionId);
      return { counts, anomalies, ...(await told(app)) };
    },

    async later_sync(stage) {
      const { app, connectionId } = await linked(stage);
      const first = await synced(app, stage, connectionId);
      stage.clock.advance(2 * DAY);
      await ways.daysPass?.(stage);
      const second = await synced(app, stage, connectionId);
      return { counts: [first.counts, second.counts], ...(await told(app)) };
    },

    async signs(stage) {
      const { app, connectionId } = await linked(stage, [
        'golden rows',
        (_, world) => bookGolden(onlyWire(world, ways.onlyWire), ways.bank),
      ]);
      await synced(app, stage, connectionId);
      return told(app);
    },

    async institutions(stage) {
      const { ada } = appOn(stage);
      const query = await stage.outside('query', async (wire) => ways.query[wire ? 0 : 1]);
      return [
        await ada.institutions.search(provider, { query, country: ways.country }),
        await ada.institutions.search(provider, { query: 'there is no such bank' }),
      ];
    },

    async repair(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      await stage.outside('the bank wants the person', async (wire) => {
        ways.shut(onlyWire(wire, ways.onlyWire));
        return 'shut';
      });
      const run = await app.bank.sync(connectionId).catch(({ code }: { code: string }) => ({ status: code }));
      const { connections } = await told(app);
      const link = await app.ada.links.repair(connectionId);
      const params = await ways.signInAgain(stage, link);
      const { status } = await app.ada.links.complete(provider, link.id, params as never);
      const again = await synced(app, stage, connectionId);
      return { refused: run.status, connections, status, again: again.status, counts: again.counts };
    },

    async removal(stage) {
      const { app, connectionId } = await linked(stage);
      await synced(app, stage, connectionId);
      const { status } = await app.ada.connections.remove(connectionId);
      const { connections, accounts } = await told(app);
      return { status, connections, accounts };
    },
  };
}
