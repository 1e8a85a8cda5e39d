import type { World } from 'bankweave/sandbox';
import type { Connection } from './connection.ts';
import { digest, uuidOf } from './digest.ts';
import { Faults } from './faults.ts';
import type { LinkRequest } from './link-request.ts';
import type { SentWebhook } from './log.ts';
import type { Settings } from './options.ts';
import { type Provider, Providers } from './providers.ts';
import { Quota } from './quota.ts';
import { Refusal } from './refusal.ts';
import type { Task } from './task.ts';

/** A code on its way from the bank to the app. */
export interface Code {
  readonly connectionId: string;
  readonly redirectUri: string;
  readonly expiresAt: number;
  readonly challenge: LinkRequest['challenge'];
}

/** Everything a wire holds between two requests. */
export class Backend {
  readonly world: World;
  readonly settings: Settings;
  readonly providers: Providers;
  readonly quota: Quota;
  readonly faults = new Faults();
  readonly connections = new Map<string, Connection>();
  readonly codes = new Map<string, Code>();
  /** Links to authenticate again, by their ticket. */
  readonly tickets = new Map<string, LinkRequest>();
  readonly usedLinks = new Set<string>();
  readonly tasks = new Map<string, Task>();
  /** Which connection each token was given out for, dead ones included. */
  readonly accessTokens = new Map<string, string>();
  readonly refreshTokens = new Map<string, string>();
  /** Access tokens that were shown at least once. */
  readonly seenTokens = new Set<string>();
  readonly #webhooks: SentWebhook[];
  #made = 0;

  constructor(world: World, settings: Settings, webhooks: SentWebhook[]) {
    this.#webhooks = webhooks;
    this.world = world;
    this.settings = settings;
    this.providers = new Providers(world, settings);
    this.quota = new Quota(settings);
  }

  /** A fresh name of a kind. */
  fresh(kind: string): string {
    return digest(this.world.seed, kind, ++this.#made);
  }

  freshUuid(kind: string): string {
    return uuidOf(this.world.seed, kind, ++this.#made);
  }

  providerOf({ providerId }: Connection): Provider {
    const provider = this.providers.find(providerId);
    if (!provider) throw new Refusal('deprecated_provider');
    return provider;
  }

  loginOf(connection: Connection): string {
    return this.world.loginId(this.providerOf(connection).institution.id, connection.username);
  }

  /** Sends a webhook, and writes it down whether or not somebody was there. */
  async send(request: Request): Promise<Response> {
    const { url } = request;
    const body = await request.clone().text();
    const headers = Object.fromEntries(request.headers);
    const sent = { at: this.world.now(), url, headers, body };
    try {
      const response = await this.settings.deliver(request);
      this.#webhooks.push({ ...sent, status: response.status });
      return response;
    } catch (error) {
      this.#webhooks.push({ ...sent, status: null });
      throw error;
    }
  }
}
