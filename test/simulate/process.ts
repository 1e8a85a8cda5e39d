import { type Bankweave, createBankweave, isBankweaveError } from 'bankweave';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import type { Wire, World } from 'bankweave/sandbox';
import type { Store } from 'bankweave/store';
import type { Vault } from 'bankweave/vault';
import { Chance } from './chance.ts';
import type { Face } from '../faces/face.ts';
import type { InProcess } from '../support/in-process.ts';
import { adapterAt, type Harbour, storeAt, transportAt, type Weather } from './ports.ts';
import { Actor, type Scheduler } from './scheduler.ts';

/** What all processes share: the machine room, the store, the world behind the providers. */
export interface Surroundings {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly store: Store;
  readonly world: World;
  readonly network: InProcess;
  readonly wires: ReadonlyMap<string, Wire>;
  readonly faces: readonly Face[];
  readonly weather: Weather;
  /** The vault of a process that starts now. */
  readonly vault: () => Vault;
  /** How far the change of keys has come. */
  ring: number;
  /** What should not have been, in plain words. */
  readonly problems: string[];
}

/** A process of the app: a bank with everything it reaches behind its own harbour. */
export class Process {
  readonly actor: Actor;
  readonly bank: Bankweave<readonly AnyAdapter[]>;
  readonly store: Store;
  readonly vault: Vault;
  readonly #around: Surroundings;
  readonly #died = Promise.withResolvers<undefined>();
  readonly underWay = new Set<Promise<unknown>>();

  constructor(around: Surroundings, name: string) {
    const { scheduler, seed, weather, store, world, network, faces, vault } = around;
    this.#around = around;
    this.actor = new Actor(name);
    const harbour: Harbour = {
      scheduler,
      actor: this.actor,
      chance: new Chance(seed, `weather of ${name}`),
      weather,
    };
    this.store = storeAt(harbour, store);
    this.vault = vault();
    this.bank = createBankweave({
      adapters: faces.map(({ id, wire, adapter }) =>
        wire ? adapter(world, network.urls[id]) : adapterAt(harbour, adapter(world, undefined)),
      ),
      store: this.store,
      vault: this.vault,
      clock: scheduler.clockOf(this.actor),
      random: new Chance(seed, `chance of ${name}`).port(),
      transport: transportAt(harbour, network.transport),
    });
  }

  /** Begins something. What it throws has to be an error of the library, or what its signal was aborted with. */
  begin<T>(
    what: string,
    work: (bank: Process['bank']) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    const { scheduler, problems } = this.#around;
    scheduler.note(`${this.actor.name} begins ${what}`);
    const ended = work(this.bank).then(
      (result) => {
        scheduler.note(`${this.actor.name} has done ${what}`);
        return result;
      },
      (error: unknown) => {
        if (signal?.aborted && error === signal.reason) return undefined;
        if (!isBankweaveError(error))
          problems.push(`${what} threw ${error instanceof Error ? error.stack : 'no error'}`);
        else if (error.code === 'adapter_contract') problems.push(`${what}: ${error.message}`);
        scheduler.note(
          `${this.actor.name} ends ${what} with ${isBankweaveError(error) ? error.code : 'a stranger'}`,
        );
        return undefined;
      },
    );
    const either = Promise.race([ended, this.#died.promise]);
    this.underWay.add(either);
    void either.then(() => this.underWay.delete(either));
    return either;
  }

  /** The machine loses power: nothing of it gets on any more. */
  crash(): void {
    this.#around.scheduler.note(`${this.actor.name} crashes`);
    this.actor.dead = true;
    this.#died.resolve(undefined);
  }

  /** The machine stops it for a while; it does not know. */
  stop(ms: number): void {
    const { scheduler } = this.#around;
    scheduler.note(`${this.actor.name} is stopped for ${ms} ms`);
    this.actor.stoppedUntil = scheduler.now() + ms;
  }
}
