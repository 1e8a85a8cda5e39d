// Checked by `tsc` alone: what compiles here, and what must not.
import {
  type Account,
  type Bankweave,
  type CalendarDate,
  type CheckReport,
  type Connection,
  createBankweave,
  type Instant,
  type Listing,
  type Money,
  type Page,
  type Previous,
  type Run,
  type Transaction,
  type User,
} from 'bankweave';
import { type Adapter, defineAdapter, type InstitutionsFacet, type LinkFacet } from 'bankweave/adapter-kit';
import { faker, type FakerAdapter } from 'bankweave/adapters/faker';
import { expectTypeOf } from 'vitest';

declare const parts: Omit<Adapter<'acme', never, never>, 'id' | 'link' | 'specVersion'>;
declare const link: LinkFacet<{ readonly region: 'eu' | 'us' }, { readonly code: string }>;
declare const institutions: InstitutionsFacet;

const acme = defineAdapter({ ...parts, id: 'acme', specVersion: 1, link });
const searching = defineAdapter({ ...parts, id: 'searching', specVersion: 1, link, institutions });
const bank = createBankweave({ adapters: [faker({ seed: 7 }), acme, searching] });
const ada = bank.user('ada');

// The adapters carry their ids and inputs through to the user's handle.
expectTypeOf(acme.id).toEqualTypeOf<'acme'>();
expectTypeOf(bank).toEqualTypeOf<Bankweave<readonly [FakerAdapter, typeof acme, typeof searching]>>();
void ada.links.start('faker', { institution: 'river-bank', scenario: 'tip' });
void ada.links.start('acme', { region: 'eu' }, { signal: new AbortController().signal });
void ada.links.complete('acme', 'link_1', { code: 'x' });
void ada.links.complete('faker', 'link_1');
// @ts-expect-error no adapter has this id
void ada.links.start('plaid');
// @ts-expect-error another adapter's input
void ada.links.start('acme', { institution: 'river-bank' });
// @ts-expect-error not one of the regions
void ada.links.start('acme', { region: 'mars' });
// @ts-expect-error a misspelt option of Faker
void ada.links.start('faker', { scenario: 'tipp' });
// @ts-expect-error another adapter's params
void ada.links.complete('acme', 'link_1', { publicToken: 'x' });
// @ts-expect-error a provider that is not registered
void ada.links.complete('mx', 'link_1');

// A facet that an adapter lacks is no method of its provider.
void ada.institutions.search('faker', { query: 'bank', country: 'GB' });
void ada.institutions.search('searching', { query: 'bank' });
// @ts-expect-error acme cannot search
void ada.institutions.search('acme', { query: 'bank' });
void ada.institutions.get('searching', 'acme-bank');
// @ts-expect-error nor look one up
void ada.institutions.get('acme', 'acme-bank');

// What searches also looks up: half of the facet would fail where an app asks for the other half.
const search: InstitutionsFacet['search'] = async () => [];
// @ts-expect-error a search without `get`
defineAdapter({ ...parts, id: 'half', specVersion: 1, link, institutions: { search } });
defineAdapter({
  ...parts,
  id: 'whole',
  specVersion: 1,
  link,
  institutions: { search, get: institutions.get },
});

// Awaited a page, iterated rows.
expectTypeOf(ada.transactions.list()).toEqualTypeOf<Listing<Transaction>>();
expectTypeOf(await ada.accounts.list({ connectionId: 'con_1', limit: 5 })).toEqualTypeOf<Page<Account>>();
for await (const connection of ada.connections.list()) expectTypeOf(connection).toEqualTypeOf<Connection>();
expectTypeOf(bank.runs.list()).toEqualTypeOf<Listing<Run>>();
expectTypeOf(bank.sync('con_1')).resolves.toEqualTypeOf<Run>();
expectTypeOf(bank.check()).resolves.toEqualTypeOf<CheckReport>();

// A cursor goes round as it came, and options may be left open.
let after: string | null = null;
do after = (await ada.transactions.list({ after, signal: undefined, accountId: undefined })).next;
while (after);

// @ts-expect-error a misspelt filter
void ada.transactions.list({ acountId: 'acc_1' });
// @ts-expect-error no such status
void ada.transactions.list({ status: 'booked' });
// @ts-expect-error no such order
void ada.transactions.list({ sort: 'amount' });
// @ts-expect-error a moment is no day
void ada.transactions.list({ from: new Date() });
// @ts-expect-error a day is written YYYY-MM-DD
void ada.transactions.list({ from: 'yesterday' });
// @ts-expect-error provider fields belong to the provider
void ada.transactions.update('txn_1', { description: 'x' });
// @ts-expect-error the person's own address is not optional
void bank.sync('con_1', { attended: {} });
// @ts-expect-error adapters are a list
createBankweave({ adapters: faker() });
// @ts-expect-error a factory is no adapter
createBankweave({ adapters: [faker] });
// @ts-expect-error a misspelt option
createBankweave({ adapters: [faker()], stroe: undefined });

// Code that does not care about providers takes any bank and any user.
expectTypeOf(bank).toExtend<Bankweave>();
expectTypeOf(ada.transactions).toEqualTypeOf<User['transactions']>();

// Events narrow by their type.
bank.on('transaction.modified', ({ transaction, previous }) => {
  expectTypeOf(transaction).toEqualTypeOf<Transaction>();
  expectTypeOf(previous).toEqualTypeOf<Previous<Transaction>>();
});
bank.on('sync.completed', ({ run }) => expectTypeOf(run).toEqualTypeOf<Run>());
// @ts-expect-error no such event
bank.on('transaction.updated', () => {});
const feed = await bank.changes({ after: 12, limit: 5 });
for (const entry of feed.items)
  if (entry.type === 'account.added') expectTypeOf(entry.account).toEqualTypeOf<Account>();

// Money, days and moments do not mix.
declare const money: Money;
declare const day: CalendarDate;
declare const moment: Instant;
expectTypeOf(money).not.toExtend<number>();
expectTypeOf(money.value).toEqualTypeOf<string>();
expectTypeOf(day).not.toExtend<Instant>();
expectTypeOf(moment).not.toExtend<Money>();
// @ts-expect-error a number is no money
const wrong: Money = 12.5;
// @ts-expect-error a text is no day until it was checked
const unchecked: CalendarDate = wrong.value;
// @ts-expect-error a day is no moment
const late: Instant = day;
void [unchecked, late];

// Nothing leaks `any`.
expectTypeOf(await ada.transactions.get('txn_1')).not.toBeAny();
expectTypeOf((await ada.transactions.list()).items[0]?.category).not.toBeAny();
expectTypeOf((await ada.links.start('acme', { region: 'us' })).kind).toEqualTypeOf<
  'redirect' | 'widget' | 'none'
>();
