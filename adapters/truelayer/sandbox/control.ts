import { type AvailabilityNotice, availabilityRequest } from './availability.ts';
import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';
import { accountIdOf } from './data-call.ts';
import type { TrueLayerFault } from './faults.ts';
import { allowLink, type LinkEnd, refuseLink, signIn } from './finish-link.ts';
import { offered } from './link-flow.ts';
import type { LinkRequest } from './link-request.ts';
import type { LoggedRequest, SentWebhook } from './log.ts';
import type { Provider } from './providers.ts';
import { readLink } from './read-link.ts';
import type { BankQuirks } from './quirks.ts';
import type { QuotaCount } from './quota.ts';
import type { TrueLayerRoute } from './routes.ts';
import type { Signer } from './signature.ts';
import { finishTask } from './tasks.ts';

/** Who goes through a link. */
export interface LinkPerson {
  readonly username: string;
  /** The world's institution id, or `mock`. Default: the link's only bank. */
  readonly institution?: string;
  /** Default: one that is right. */
  readonly password?: string;
  /** The world's ids of the accounts to share. Default: all. */
  readonly accounts?: readonly string[];
}

/** A connection as the sandbox knows it, without its tokens. Times are epoch milliseconds. */
export type ConnectionView = Pick<
  Connection,
  | 'id'
  | 'providerId'
  | 'username'
  | 'accounts'
  | 'scopes'
  | 'consentCreatedAt'
  | 'consentExpiresAt'
  | 'authenticatedAt'
  | 'deleted'
>;

/** The other side of the sandbox: what the person, the bank and TrueLayer do, and what was seen. */
export interface TrueLayerControl {
  /**
   * Goes through an auth link as the person would, also one that `reauthuri` or `connections/extend` gave out.
   *
   * @returns Where the person is sent; hand `params` to `links.complete`.
   * @throws RangeError when the link does not work, the bank is none of its banks or the words are wrong.
   */
  completeLink(url: string, person: LinkPerson): LinkEnd;
  /** Leaves a link. `error` defaults to `access_denied`. */
  exitLink(url: string, error?: string, description?: string): LinkEnd;
  /** Changes how a bank behaves from now on: by the world's institution id, `mock`, or `*` for every bank. */
  bank(institution: string, quirks: BankQuirks): void;
  /** Arms a fault on a route, or on every route with `*`. Several wait in line. */
  fail(route: TrueLayerRoute | '*', fault: TrueLayerFault): void;
  /** Takes armed faults back; those of one route, or all. */
  clearFaults(route?: TrueLayerRoute | '*'): void;
  /** Finishes every asynchronous request now and sends its webhook. */
  finishTasks(): Promise<void>;
  /** A signed webhook about a bank's availability, to be handed over by hand. */
  availability(notice: AvailabilityNotice): Request;
  /** The same, sent. */
  fireAvailability(notice: AvailabilityNotice): Promise<Response>;
  /** Ends the consent of a connection, now or at a moment. */
  endConsent(credentialsId: string, at?: number): void;
  /** Ends the access token of a connection, as after an hour. */
  endAccessToken(credentialsId: string): void;
  /** Every connection, in the order of consent. */
  connections(): readonly ConnectionView[];
  /** TrueLayer's name for a bank of the world. */
  providerId(institution: string): string;
  /** TrueLayer's id of an account of the world, in a connection. */
  accountId(credentialsId: string, worldAccountId: string): string;
  /** What was counted against the quota of unattended calls. */
  counters(): readonly QuotaCount[];
  /** The requests since the last `forgetCalls`, the oldest first; the newest 20 000 of them. */
  readonly requests: readonly LoggedRequest[];
  /** Every webhook sent since the last `forgetCalls`. */
  readonly webhooks: readonly SentWebhook[];
  /** Forgets `requests` and `webhooks`. */
  forgetCalls(): void;
}

/** Makes the control of a wire; `backend` throws as long as the wire is not bound. */
export function createControl(
  backend: () => Backend,
  signer: () => Signer,
  log: { readonly requests: LoggedRequest[]; readonly webhooks: SentWebhook[] },
): TrueLayerControl {
  const connectionOf = (id: string): Connection => {
    const found = backend().connections.get(id);
    if (!found) throw new RangeError(`there is no connection ${JSON.stringify(id)}`);
    return found;
  };
  const bankOf = (id: string): Provider => {
    const found = backend().providers.ofInstitution(id);
    if (!found) throw new RangeError(`there is no bank ${JSON.stringify(id)} here`);
    return found;
  };
  return {
    completeLink(url, person) {
      const link = linkOf(backend(), url);
      const provider = chosen(link, person.institution);
      const { username, password = provider.mock ? mockPassword(username) : 'right' } = person;
      const user = signIn(provider, username, password);
      if (!user) throw new RangeError('the bank does not know these words');
      const ids = offered(backend(), provider, username).map(({ id }) => id);
      const strange = person.accounts?.find((id) => !ids.includes(id));
      if (strange !== undefined) throw new RangeError(`${JSON.stringify(strange)} cannot be shared here`);
      return allowLink(backend(), link, { provider, username, user, accounts: person.accounts ?? null });
    },
    exitLink: (url, error = 'access_denied', description) =>
      refuseLink(backend(), linkOf(backend(), url), error, description),
    bank(institution, quirks) {
      if (institution !== '*') bankOf(institution);
      backend().providers.change(institution, quirks);
    },
    fail: (route, fault) => backend().faults.arm(route, fault),
    clearFaults: (route) => backend().faults.clear(route),
    async finishTasks() {
      for (const task of backend().tasks.values()) await finishTask(backend(), task);
    },
    availability: (notice) => availabilityRequest(backend(), signer(), notice),
    fireAvailability: async (notice) => backend().send(availabilityRequest(backend(), signer(), notice)),
    endConsent(id, at = backend().world.now()) {
      connectionOf(id).consentExpiresAt = at;
    },
    endAccessToken(id) {
      connectionOf(id).accessExpiresAt = backend().world.now();
    },
    connections: () => [...backend().connections.values()].map(viewOf),
    providerId: (institution) => bankOf(institution).id,
    accountId(id, worldAccountId) {
      const connection = connectionOf(id);
      return accountIdOf(backend().providerOf(connection), connection, worldAccountId);
    },
    counters: () => backend().quota.counts(backend().world.now()),
    requests: log.requests,
    webhooks: log.webhooks,
    forgetCalls() {
      log.requests.length = 0;
      log.webhooks.length = 0;
    },
  };
}

function linkOf(backend: Backend, url: string): LinkRequest {
  const link = readLink(new URL(url).searchParams, backend);
  if ('query' in link) return link;
  throw new RangeError(`the link does not work: ${link.text}`);
}

function chosen(link: LinkRequest, institution: string | undefined): Provider {
  const fits = link.providers.filter((provider) =>
    institution === undefined
      ? link.providers.length === 1
      : institution === (provider.mock ? 'mock' : provider.institution.id),
  );
  if (!fits[0]) throw new RangeError('say which `institution` of the link is meant');
  return fits[0];
}

function mockPassword(username: string): string {
  return username.startsWith('error.') ? 'error' : username.replace('john', 'doe');
}

function viewOf(connection: Connection): ConnectionView {
  const { id, providerId, username, accounts, scopes } = connection;
  const { consentCreatedAt, consentExpiresAt, authenticatedAt, deleted } = connection;
  return {
    id,
    providerId,
    username,
    accounts,
    scopes,
    consentCreatedAt,
    consentExpiresAt,
    authenticatedAt,
    deleted,
  };
}
