import type { Item } from '../item/item.ts';
import { Problem } from '../problem.ts';
import type { LinkRequest } from './link-request.ts';

/** An Item that a session brought. */
export interface LinkResult {
  readonly publicToken: string;
  readonly item: Item;
}

/** What is behind a link token. */
export interface LinkSession {
  readonly token: string;
  /** Plaid's id of the session. */
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly request: LinkRequest;
  /** The last part of the address of its page. */
  readonly pageId: string;
  /** The Item to be repaired; `null` where a new one is wanted. */
  readonly repairs: Item | null;
  startedAt: number | null;
  finishedAt: number | null;
  readonly results: LinkResult[];
  /** How it ended without a result. */
  exit: { readonly problem: Problem | null } | null;
}

interface PublicToken {
  readonly item: Item;
  readonly expiresAt: number;
}

/** Sessions and public tokens. Only the newest are held. */
export class Links {
  readonly #sessions = new Map<string, LinkSession>();
  readonly #pages = new Map<string, LinkSession>();
  readonly #publicTokens = new Map<string, PublicToken>();

  open(session: LinkSession): void {
    this.#sessions.set(session.token, session);
    this.#pages.set(session.pageId, session);
    const [oldest] = this.#sessions.size > SESSIONS_HELD ? this.#sessions.values() : [];
    if (!oldest) return;
    this.#sessions.delete(oldest.token);
    this.#pages.delete(oldest.pageId);
  }

  find(token: string): LinkSession | undefined {
    return this.#sessions.get(token);
  }

  onPage(pageId: string): LinkSession | undefined {
    return this.#pages.get(pageId);
  }

  givePublicToken(token: string, item: Item, now: number): void {
    this.#publicTokens.set(token, { item, expiresAt: now + PUBLIC_TOKEN_MS });
    const [oldest] = this.#publicTokens.size > SESSIONS_HELD ? this.#publicTokens.keys() : [];
    if (oldest !== undefined) this.#publicTokens.delete(oldest);
  }

  /** The Item of a public token, which works once. */
  spend(token: string, now: number): Item {
    const held = this.#publicTokens.get(token);
    this.#publicTokens.delete(token);
    if (!held || held.expiresAt <= now || held.item.removed)
      throw new Problem('INVALID_PUBLIC_TOKEN', 'could not find matching public token');
    return held.item;
  }
}

const SESSIONS_HELD = 5000;
const PUBLIC_TOKEN_MS = 30 * 60_000;
