import type { Item } from '../item/item.ts';
import type { State } from '../state.ts';
import type { Forgery } from './signing-keys.ts';

/** Sends a webhook about an Item, where its app wants any. */
export function tell(
  { outbox, world }: State,
  item: Item,
  type: string,
  code: string,
  fields: Readonly<Record<string, unknown>> = {},
  forge?: Forgery,
): Promise<void> {
  if (item.webhook === null) return Promise.resolve();
  item.lastWebhook = { at: world.now(), code };
  return outbox.post({ url: item.webhook, type, code, itemId: item.id, fields, ...(forge ? { forge } : {}) });
}
