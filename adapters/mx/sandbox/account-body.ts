import type { Money } from 'bankweave/adapter-kit';
import type { WorldAccount } from 'bankweave/sandbox';
import { type Fields, stamp } from './ask.ts';
import type { QuirksOn } from './settings.ts';
import type { Import, Member } from './state.ts';
import { pickOf } from './guid.ts';
import type { ApiVersion } from './api-version.ts';

/** An account of a member, as it was last read. */
export interface ShownAccount {
  readonly account: WorldAccount;
  readonly guid: string;
  readonly read: Import;
}

// What MX calls each sort of account of the world.
const kinds: Readonly<Record<string, readonly [string, string | null]>> = {
  checking: ['CHECKING', null],
  savings: ['SAVINGS', 'NONE'],
  cd: ['SAVINGS', 'CERTIFICATE_OF_DEPOSIT'],
  credit_card: ['CREDIT_CARD', null],
  personal_loan: ['LOAN', 'PERSONAL'],
  auto_loan: ['LOAN', 'AUTO'],
  student_loan: ['LOAN', 'STUDENT'],
  mortgage: ['MORTGAGE', null],
  brokerage: ['INVESTMENT', 'BROKERAGE'],
};

const usual: Readonly<Record<string, readonly [string, string | null]>> = {
  depository: ['CHECKING', null],
  credit: ['CREDIT_CARD', null],
  loan: ['LOAN', null],
  investment: ['INVESTMENT', null],
};

/** An account as MX sends it: what is owed is positive on cards and loans. */
export function accountBody(
  member: Member,
  { account, guid, read }: ShownAccount,
  version: ApiVersion,
  quirks: QuirksOn,
): Fields {
  const { balances, credit, numbers } = account;
  const number = (money: Money | null | undefined) => figure(money?.value, quirks.numericStrings);
  const [type, subtype] = kinds[account.subtype] ?? usual[account.type] ?? ['ANY', null];
  const held = account.type === 'depository';
  const invested = account.type === 'investment';
  const odd = quirks.unknownEnums && pickOf(guid, 3) === 0;
  const figures = {
    account_number: account.type === 'credit' ? `XXXXXX${account.mask}` : numbers.number,
    apr: figure(credit?.apr, quirks.numericStrings),
    available_balance: held ? number(balances.available) : null,
    available_credit: account.type === 'credit' ? number(balances.available) : null,
    balance: number(balances.current),
    cash_balance: null,
    credit_limit: number(balances.limit),
    currency_code: quirks.nullCurrency || member.bank.currencyless ? null : account.currency,
    interest_rate: account.type === 'loan' ? figure(credit?.apr, quirks.numericStrings) : null,
    is_closed: account.status === 'closed',
    minimum_payment: number(credit?.minimumPayment),
    name: account.name,
    nickname: null,
    payment_due_at: credit?.dueDate === undefined ? null : `${credit.dueDate}T12:00:00Z`,
    routing_number: numbers.routing ?? null,
    started_on: account.openedOn ?? null,
    statement_balance: number(credit?.statementBalance),
    subtype: odd ? 'ORBITAL' : subtype,
    total_account_value: invested ? number(balances.current) : null,
    type,
  };
  const body = {
    ...figures,
    account_ownership: 'INDIVIDUAL',
    created_at: stamp(member.accountImports[0]?.at ?? read.at),
    federal_insurance_status: held ? 'INSURED' : null,
    guid,
    id: member.bank.throttled ? null : `act-${guid.slice(4, 12)}`,
    imported_at: stamp(read.at),
    institution_code: member.bank.code,
    is_hidden: false,
    is_manual: false,
    last_payment: null,
    last_payment_at: null,
    loan_amount: null,
    matures_on: null,
    member_guid: member.guid,
    member_id: member.id,
    member_is_managed_by_user: false,
    metadata: null,
    original_balance: null,
    payoff_balance: null,
    property_type: null,
    updated_at: stamp(read.at),
    user_guid: member.user.guid,
    user_id: member.user.id,
    ...(version === 'v20111101' ? feedOf(figures, member) : {}),
    ...(quirks.extraFields ? { gravity: 9.81, nested: { deep: [1, 2, 3] } } : {}),
  };
  return quirks.missingFields ? withoutNulls(body) : body;
}

// The older version repeats the bank's own values and says who set them: 1 the feed.
function feedOf(figures: Fields, { bank }: Member): Fields {
  const repeated = [
    'account_number',
    'available_balance',
    'balance',
    'credit_limit',
    'currency_code',
    'name',
  ];
  return {
    ...Object.fromEntries(repeated.map((field) => [`feed_${field}`, figures[field]])),
    ...Object.fromEntries(repeated.map((field) => [`${field}_set_by`, 1])),
    institution_guid: bank.guid,
  };
}

/** Decimal text as a JSON number, or as text where that is wanted. */
export function figure(text: string | undefined, asText: boolean): number | string | null {
  if (text === undefined) return null;
  return asText ? text : Number(text);
}

export function withoutNulls(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}
