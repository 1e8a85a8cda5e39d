import type { Store } from '../../store/contract.ts';
import type { Law } from '../law.ts';
import { explained } from '../expect.ts';
import { Bench } from './bench.ts';
import { CallTrace } from './call-trace.ts';

/** What a law may use: new stores, second handles and the raw bytes, all of them tidied up after it. */
export interface Lab {
  /** A new store, opened, with one connection of the user `ada`. */
  readonly open: () => Promise<Bench>;
  /** Another handle on what a bench works on, opened. */
  readonly join: (bench: Bench) => Promise<Bench>;
  /** Everything that is physically kept, as text. */
  readonly inspect: (bench: Bench) => Promise<string>;
}

/** What a law needs beside `create`. */
export type Need = 'durable' | 'shared' | 'join' | 'inspect';

export interface StoreLaw extends Law {
  readonly needs: readonly Need[];
  readonly check: (lab: Lab) => Promise<void>;
}

export function law(
  id: string,
  reason: string,
  check: StoreLaw['check'],
  ...needs: readonly Need[]
): StoreLaw {
  return { id, reason, needs, check };
}

/** How a store is made and looked at. */
export interface LabOptions {
  readonly create: () => Store;
  readonly join?: ((store: Store) => Store) | undefined;
  readonly inspect?: ((store: Store) => Promise<string | Uint8Array> | string | Uint8Array) | undefined;
}

/** Does something with a lab, and closes every store that it opened. */
export async function inLab(options: LabOptions, work: (lab: Lab) => Promise<void>): Promise<void> {
  const opened: Store[] = [];
  const trace = new CallTrace();
  const begin = async (store: Store, clock?: Bench['clock']): Promise<Bench> => {
    opened.push(store);
    return Bench.over(store, clock, trace);
  };
  try {
    await work({
      async open() {
        const bench = await begin(options.create());
        await bench.connect('c1', 'ada');
        return bench;
      },
      join: (bench) => begin((options.join ?? missing)(bench.store), bench.clock),
      async inspect({ store }) {
        const found = await (options.inspect ?? missing)(store);
        // Latin-1 keeps every byte, so that text is found wherever it stands.
        return typeof found === 'string' ? found : Buffer.from(found).toString('latin1');
      },
    });
  } catch (error) {
    throw explained(error, `The last calls were\n${trace.story()}`);
  } finally {
    await Promise.all(opened.map((store) => store.close()));
  }
}

function missing(): never {
  throw new Error('A law uses what it does not say it needs.');
}
