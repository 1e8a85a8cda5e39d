import { createWorld, type World } from 'bankweave/sandbox';
import {
  type LinkPerson,
  type TrueLayerWire,
  type TrueLayerWireOptions,
  trueLayerWire,
} from 'bankweave/adapters/truelayer/sandbox';
import { stoppedClock } from '../../../sandbox/stopped-clock.ts';

const origin = 'http://truelayer.test';
const redirectUri = 'https://app.example/back';
const allScopes = 'info accounts balance cards transactions direct_debits standing_orders offline_access';

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** What the answers of TrueLayer are looked at for. */
interface Body {
  readonly results: readonly Row[];
  readonly status?: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly [field: string]: unknown;
}

export interface Row {
  readonly [field: string]: unknown;
}

/** Tokens as they come. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** A wire over a world, with the calls that an app makes. */
export class Bench {
  readonly world: World;
  readonly wire: TrueLayerWire;

  constructor(options: TrueLayerWireOptions = {}, epoch: '2024-01-01' | '2026-06-01' = '2026-06-01') {
    this.world = createWorld({ seed: 7, clock: stoppedClock(), epoch });
    this.wire = trueLayerWire(options);
    this.wire.bind(this.world);
  }

  get control() {
    return this.wire.control;
  }

  link(extra: Readonly<Record<string, string>> = {}): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'sandbox-client',
      redirect_uri: redirectUri,
      scope: allScopes,
      state: `state-${this.control.requests.length}-${this.control.connections().length}`,
      ...extra,
    });
    return `${origin}/?${query.toString()}`;
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await this.wire.handle(new Request(`${origin}${path}`, { method, ...init }));
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      body: json ? (JSON.parse(text) as Body) : noBody,
    };
  }

  async token(form: Readonly<Record<string, string>>): Promise<Answer> {
    const keys = { client_id: 'sandbox-client', client_secret: 'sandbox-secret' };
    return this.send('POST', '/connect/token', { body: new URLSearchParams({ ...keys, ...form }) });
  }

  json(path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.send('POST', path, { headers, body: JSON.stringify(body) });
  }

  async exchange(code: string): Promise<Tokens> {
    const { body } = await this.token({ grant_type: 'authorization_code', redirect_uri: redirectUri, code });
    return body as unknown as Tokens;
  }

  refresh(token: string): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }

  /** Links a person all the way. */
  async linked(
    person: LinkPerson = { institution: 'thames-bank', username: 'ada' },
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Linked> {
    const { params } = this.control.completeLink(this.link(extra), person);
    const tokens = await this.exchange(params['code'] ?? '');
    return new Linked(this, tokens, this.control.connections().at(-1)?.id ?? '');
  }
}

const noBody: Body = { results: [] };

/** A connection and its data calls. */
export class Linked {
  readonly bench: Bench;
  readonly id: string;
  tokens: Tokens;

  constructor(bench: Bench, tokens: Tokens, id: string) {
    this.bench = bench;
    this.tokens = tokens;
    this.id = id;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.bench.send('GET', `/data/v1${path}`, {
      headers: { authorization: `Bearer ${this.tokens.access_token}`, ...headers },
    });
  }

  async results(path: string): Promise<readonly Row[]> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${body.error}`);
    return body.results;
  }

  async refresh(): Promise<void> {
    const { body } = await this.bench.refresh(this.tokens.refresh_token);
    const next = body as unknown as Tokens;
    this.tokens = { ...this.tokens, ...next };
  }

  /** TrueLayer's id of an account of the world. */
  account(slug: string): string {
    const { providerId, username } = this.bench.control.connections().find(({ id }) => id === this.id) ?? {
      providerId: '',
      username: '',
    };
    const bank = providerId.replace(/^ob-/, '').replace(/^mock$/, 'thames-bank');
    return this.bench.control.accountId(this.id, `${bank}.${username}.${slug}`);
  }

  worldAccount(slug: string): string {
    return `thames-bank.ada.${slug}`;
  }
}
