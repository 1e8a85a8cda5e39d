import type { FakerBank } from './banks.ts';

/** Ids of one user's things, for calls that take one. */
export interface Ids {
  readonly connection: string;
  readonly account: string;
  readonly transaction: string;
  readonly decision: string;
  readonly suggestion: string;
  readonly link: string;
}

/** How to make one call: with an id of the named kind, and with a last argument. */
export interface Row {
  readonly id?: keyof Ids;
  /** The field that an error about the id names. */
  readonly field?: string;
  readonly call: (user: ReturnType<FakerBank['user']>, id: never, options?: never) => unknown;
}

/** A query with an id in it; with anything odd in the place of a query, just that. */
function withId(query: unknown, key: string, id: unknown): never {
  const whole = query === undefined || (typeof query === 'object' && query !== null && !Array.isArray(query));
  return (whole ? { ...query, ...(id !== undefined && { [key]: id }) } : query) as never;
}

/** Every call of a user's handle. A method without a row here fails the matrix. */
export const USER_CALLS: Readonly<Record<string, Row>> = {
  'links.start': { call: (user, _, options) => user.links.start('faker', undefined, options) },
  'links.complete': {
    id: 'link',
    field: 'linkId',
    call: (user, id, options) => user.links.complete('faker', id, undefined, options),
  },
  'links.repair': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.links.repair(id, options),
  },
  'connections.list': { call: (user, _, query) => user.connections.list(query) },
  'connections.get': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.connections.get(id, options),
  },
  'connections.remove': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.connections.remove(id, options),
  },
  'challenges.list': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.challenges.list(id, options),
  },
  'challenges.answer': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.challenges.answer(id, [{ id: 'q1', value: 'a1' }], options),
  },
  'connections.rotate': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.connections.rotate(id, options),
  },
  'connections.sendWebhooksTo': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.connections.sendWebhooksTo(id, 'https://app.example/', options),
  },
  'consents.list': { call: (user, _, query) => user.consents.list(query) },
  'accounts.list': {
    id: 'connection',
    field: 'query.connectionId',
    call: (user, id, query) => user.accounts.list(withId(query, 'connectionId', id)),
  },
  'accounts.get': {
    id: 'account',
    field: 'accountId',
    call: (user, id, options) => user.accounts.get(id, options),
  },
  'accounts.update': {
    id: 'account',
    field: 'accountId',
    call: (user, id, options) => user.accounts.update(id, { enabled: false }, options),
  },
  'transactions.list': {
    id: 'account',
    field: 'query.accountId',
    call: (user, id, query) => user.transactions.list(withId(query, 'accountId', id)),
  },
  'transactions.get': {
    id: 'transaction',
    field: 'transactionId',
    call: (user, id, options) => user.transactions.get(id, options),
  },
  'transactions.explain': {
    id: 'transaction',
    field: 'transactionId',
    call: (user, id, options) => user.transactions.explain(id, options),
  },
  'transactions.undo': {
    id: 'decision',
    field: 'decisionId',
    call: (user, id, options) => user.transactions.undo(id, options),
  },
  'transactions.update': {
    id: 'transaction',
    field: 'transactionId',
    call: (user, id, options) => user.transactions.update(id, { notes: 'stolen' }, options),
  },
  'transactions.remove': {
    id: 'transaction',
    field: 'transactionId',
    call: (user, id, options) => user.transactions.remove(id, options),
  },
  'transactions.restore': {
    id: 'transaction',
    field: 'transactionId',
    call: (user, id, options) => user.transactions.restore(id, options),
  },
  'balances.history': {
    id: 'account',
    field: 'accountId',
    call: (user, id, query) => user.balances.history(id, query),
  },
  'balances.refresh': {
    id: 'connection',
    field: 'connectionId',
    call: (user, id, options) => user.balances.refresh(id, options),
  },
  'institutions.search': {
    call: (user, _, query?: object) => user.institutions.search('faker', { query: 'bank', ...(query ?? {}) }),
  },
  'institutions.get': {
    call: (user, _, options) => user.institutions.get('faker', 'river-bank', options),
  },
  'scheduledPayments.list': {
    id: 'account',
    field: 'accountId',
    call: (user, id, options) => user.scheduledPayments.list(id, options),
  },
  'transfers.list': { call: (user, _, query) => user.transfers.list(query) },
  'suggestions.list': { call: (user, _, query) => user.suggestions.list(query) },
  'suggestions.accept': {
    id: 'suggestion',
    field: 'suggestionId',
    call: (user, id, options) => user.suggestions.accept(id, options),
  },
  'suggestions.dismiss': {
    id: 'suggestion',
    field: 'suggestionId',
    call: (user, id, options) => user.suggestions.dismiss(id, options),
  },
  'quarantine.list': { call: (user, _, query) => user.quarantine.list(query) },
  changes: { call: (user, _, query) => user.changes(query) },
  'audit.list': { call: (user, _, query) => user.audit.list(query) },
  export: { call: (user, _, options) => user.export(options)[Symbol.asyncIterator]().next() },
  erase: { call: (user, _, options) => user.erase(options) },
};

/** Every asynchronous call of the bank itself, and which id it takes. */
export const BANK_CALLS: Readonly<
  Record<
    string,
    { readonly id?: keyof Ids; readonly call: (bank: FakerBank, id: never, options?: never) => unknown }
  >
> = {
  sync: { id: 'connection', call: (bank, id, options) => bank.sync(id, options) },
  runDue: { call: (bank, _, options) => bank.runDue(options) },
  work: { call: (bank, _, options) => bank.work(options) },
  changes: { call: (bank, _, query) => bank.changes(query) },
  check: {
    id: 'connection',
    call: (bank, id, query) => bank.check(withId(query, 'connectionId', id)),
  },
  'audit.list': { call: (bank, _, query) => bank.audit.list(query) },
  'audit.verify': { call: (bank, _, options) => bank.audit.verify(options) },
  'erasures.list': { call: (bank, _, query) => bank.erasures.list(query) },
  'erasures.replay': { call: (bank, _, options) => bank.erasures.replay(options) },
  'orphans.list': { call: (bank, _, query) => bank.orphans.list(query) },
  'runs.list': {
    id: 'connection',
    call: (bank, id, query) => bank.runs.list(withId(query, 'connectionId', id)),
  },
  'webhooks.receive': {
    call: (bank, _, options) => bank.webhooks.receive('faker' as never, NOTICE, options),
  },
  'webhooks.deadLetters.list': { call: (bank, _, query) => bank.webhooks.deadLetters.list(query) },
  'webhooks.deadLetters.replay': {
    id: 'link',
    call: (bank, id, options) => bank.webhooks.deadLetters.replay(id, options),
  },
};

const NOTICE = { method: 'POST', url: '/webhooks/faker', headers: {}, body: new Uint8Array([123, 125]) };

/** The names of all functions below an object, such as `transactions.get`. */
export function functionsOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, member]): string[] => {
    const place = path ? `${path}.${name}` : name;
    if (typeof member === 'function') return [place];
    return typeof member === 'object' && member !== null ? functionsOf(member, place) : [];
  });
}
