import { type Clock, createBankweave } from 'bankweave';
import type { Store } from 'bankweave/store';
import { benchAdapter } from './adapter.ts';

/** Everything between a feed and the ledger, as an application has it. */
export class Ours {
  /** Whether the next syncs read all history again. */
  replay = false;
  readonly #options: { readonly url: string; readonly store: Store; readonly clock?: Clock };
  #bank: ReturnType<typeof this.make> | undefined;

  constructor(options: { readonly url: string; readonly store: Store; readonly clock?: Clock }) {
    this.#options = options;
  }

  private make() {
    const { url, ...rest } = this.#options;
    return createBankweave({ adapters: [benchAdapter({ url, replay: () => this.replay })], ...rest });
  }

  get bank() {
    return (this.#bank ??= this.make());
  }

  /** Links a login; answers with the id of its connection. */
  async link(token: string): Promise<string> {
    const { links } = this.bank.user('ada');
    const { id } = await links.start('bench');
    return (await links.complete('bench', id, { token })).id;
  }

  close(): Promise<void> {
    return this.bank.close();
  }
}
