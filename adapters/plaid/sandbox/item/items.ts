import { Problem } from '../problem.ts';
import type { Item } from './item.ts';

/** The Items that were made, by id and by access token. */
export class Items {
  readonly #byId = new Map<string, Item>();
  readonly #byToken = new Map<string, Item>();

  add(item: Item): void {
    this.#byId.set(item.id, item);
  }

  /** Gives an Item an access token; the one before is dead. */
  setToken(item: Item, token: string): void {
    this.#byToken.delete(item.token);
    item.token = token;
    this.#byToken.set(token, item);
  }

  find(id: string): Item | undefined {
    return this.#byId.get(id);
  }

  withToken(token: string): Item | undefined {
    return this.#byToken.get(token);
  }

  /** The Item of a token that an endpoint was given. */
  of(token: string): Item {
    const item = this.#byToken.get(token);
    if (!item) {
      const expected =
        'provided access token is in an invalid format. expected format: access-<environment>-<identifier>';
      const wrong = /^access-sandbox-[0-9a-f-]{36}$/.test(token)
        ? 'could not find matching access token'
        : expected;
      throw new Problem('INVALID_ACCESS_TOKEN', wrong);
    }
    if (item.removed) throw new Problem('ITEM_NOT_FOUND', 'the Item you requested cannot be found');
    return item;
  }

  all(): readonly Item[] {
    return [...this.#byId.values()];
  }
}
