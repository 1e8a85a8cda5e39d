import { type Call, type CalendarDate, isBankweaveError } from 'bankweave/adapter-kit';
import { filterDay, filterEnd, versionHeaders } from './api-version.ts';
import type { MxAnswer, MxClient } from './client.ts';
import type { Settings } from './options.ts';
import { sdkFor } from './sdk.ts';
import { foreignError } from './to-error.ts';

/** A person's login at one institution, by MX's two guids. */
export interface Member {
  readonly user: string;
  readonly member: string;
}

/** Days of `date`, and days of `updated_at` where only changes are wanted; all inclusive. */
interface Slice {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly updated?: { readonly from: CalendarDate; readonly to: CalendarDate };
}

/**
 * MX as this adapter speaks to it: the only file that knows the vendor's positional arguments. Answers with bodies that
 * nobody has looked at yet.
 */
export interface Transport {
  users(id: string, page: number): Promise<unknown>;
  createUser(user: object): Promise<unknown>;
  user(guid: string): Promise<unknown>;
  deleteUser(guid: string): Promise<unknown>;
  members(user: string, page: number): Promise<unknown>;
  member(of: Member): Promise<unknown>;
  status(of: Member): Promise<unknown>;
  createMember(user: string, body: object, callbackPayload?: string): Promise<unknown>;
  updateMember(of: Member, member: object): Promise<unknown>;
  deleteMember(of: Member): Promise<unknown>;
  aggregate(of: Member): Promise<unknown>;
  checkBalance(of: Member): Promise<unknown>;
  extendHistory(of: Member): Promise<unknown>;
  challenges(of: Member, page: number): Promise<unknown>;
  resume(of: Member, challenges: readonly object[]): Promise<unknown>;
  accounts(of: Member, page: number): Promise<unknown>;
  transactions(of: Member, slice: Slice, page: number): Promise<unknown>;
  transaction(user: string, guid: string): Promise<unknown>;
  widget(
    user: string,
    body: object,
    extras: { language?: string; callbackPayload?: string },
  ): Promise<unknown>;
  oauthWindow(of: Member, input: { redirectUrl?: string; isApp: boolean; scheme?: string }): Promise<unknown>;
  institutions(name: string, country: string | undefined, page: number): Promise<unknown>;
  institution(code: string): Promise<unknown>;
  loginFields(code: string, page: number): Promise<unknown>;
}

/** Opens MX for one call. */
export type OpenTransport = (call: Call) => Promise<Transport>;

// Above the maximum MX silently falls back to 25 a page, and institutions allow fewer than the others.
const MOST = { lists: 1000, institutions: 100 } as const;
const INCLUDES = 'merchants,classifications,geolocations';
const OWN_TIMEOUT = 30_000;

/** How to open MX with these settings. */
export function openTransport(settings: Settings): OpenTransport {
  const { apiVersion, client, accept } = settings;
  // Learnt once for all calls: this MX takes the version only beside plain JSON.
  let plain = false;
  const headers = (): Record<string, string> =>
    versionHeaders(apiVersion, accept ?? (plain ? 'application/json' : undefined));

  return async (call) => {
    const api = client ?? (await sdkFor(settings, call));
    const once = async (send: (api: MxClient, options: object) => Promise<MxAnswer>, idempotent: boolean) => {
      const own = client ? { signal: call.signal, timeout: OWN_TIMEOUT, maxRedirects: 0 } : {};
      try {
        const answer = await send(api, { ...own, headers: headers(), bankweave: { idempotent } });
        return answer.data;
      } catch (error) {
        call.signal.throwIfAborted();
        throw isBankweaveError(error) ? error : foreignError(error);
      }
    };
    const ask = async (
      send: (api: MxClient, options: object) => Promise<MxAnswer>,
      idempotent = true,
    ): Promise<unknown> => {
      try {
        return await once(send, idempotent);
      } catch (error) {
        const refused = isBankweaveError(error) && error.status === 406;
        if (!refused || plain || accept !== undefined) throw error;
        plain = true;
        return once(send, idempotent);
      }
    };
    return transportOver(ask, settings, headers);
  };
}

type Ask = (
  send: (api: MxClient, options: object) => Promise<MxAnswer>,
  idempotent?: boolean,
) => Promise<unknown>;

function transportOver(ask: Ask, { apiVersion }: Settings, headers: () => Record<string, string>): Transport {
  const none = undefined;
  return {
    users: (id, page) => ask(({ users }, o) => users.listUsers(page, MOST.lists, id, none, none, o)),
    createUser: (user) => ask(({ users }, o) => users.createUser({ user }, o), false),
    user: (guid) => ask(({ users }, o) => users.readUser(guid, o)),
    deleteUser: (guid) => ask(({ users }, o) => users.deleteUser(headers()['Accept'] ?? '', guid, o)),
    members: (user, page) => ask(({ members }, o) => members.listMembers(user, page, MOST.lists, none, o)),
    member: (of) => ask(({ members }, o) => members.readMember(of.member, of.user, o)),
    status: (of) => ask(({ members }, o) => members.readMemberStatus(of.member, of.user, o)),
    createMember: (user, body, payload) =>
      ask(({ members }, o) => members.createMember(user, body as never, payload, o), false),
    updateMember: (of, member) =>
      ask(({ members }, o) => members.updateMember(of.member, of.user, { member }, none, o)),
    deleteMember: (of) => ask(({ members }, o) => members.deleteMember(of.member, of.user, o)),
    // Never with holdings: listing those enrols the person in a billable product.
    aggregate: (of) =>
      ask(({ members }, o) => members.aggregateMember(of.member, of.user, none, false, true, o)),
    checkBalance: (of) => ask(({ members }, o) => members.checkBalances(of.member, of.user, o)),
    extendHistory: (of) => ask(({ transactions }, o) => transactions.extendHistory(of.member, of.user, o)),
    challenges: (of, page) =>
      ask(({ members }, o) => members.listMemberChallenges(of.member, of.user, page, MOST.lists, o)),
    resume: (of, challenges) =>
      ask(
        ({ members }, o) =>
          members.resumeAggregation(of.member, of.user, { member: { challenges } } as never, o),
        false,
      ),
    accounts: (of, page) =>
      ask(({ accounts }, o) => accounts.listMemberAccounts(of.user, of.member, none, page, MOST.lists, o)),
    transactions: (of, { from, to, updated }, page) =>
      ask(({ transactions }, o) =>
        transactions.listTransactionsByMember(
          of.member,
          of.user,
          page,
          MOST.lists,
          filterDay(from, apiVersion),
          filterEnd(to, apiVersion),
          none,
          none,
          updated && filterDay(updated.from, apiVersion),
          updated && filterEnd(updated.to, apiVersion),
          none,
          none,
          none,
          none,
          INCLUDES,
          o,
        ),
      ),
    transaction: (user, guid) =>
      ask(({ transactions }, o) => transactions.readTransaction(user, guid, none, o)),
    widget: (user, body, { language, callbackPayload }) =>
      ask(({ widgets }, o) => widgets.requestWidgetURL(user, body as never, language, callbackPayload, o)),
    oauthWindow: (of, { redirectUrl, isApp, scheme }) =>
      ask(({ widgets }, o) => {
        const source = isApp ? 'APP' : 'BROWSER';
        return widgets.requestOAuthWindowURI(of.member, of.user, redirectUrl, none, source, none, scheme, o);
      }),
    institutions: (name, country, page) =>
      ask(({ institutions }, o) => {
        const countries = (country === undefined ? none : [country]) as never;
        const most = MOST.institutions;
        return institutions.listInstitutions(name, countries, page, most, none, none, none, none, o);
      }),
    institution: (code) => ask(({ institutions }, o) => institutions.readInstitution(code, o)),
    loginFields: (code, page) =>
      ask(({ institutions }, o) => institutions.listInstitutionCredentials(code, page, MOST.lists, o)),
  };
}
