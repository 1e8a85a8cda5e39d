import type { CalendarDate } from 'bankweave/adapter-kit';
import type { World, WorldAccount, WorldRow } from 'bankweave/sandbox';
import type { Grant } from '../item/item.ts';
import { numberOf } from './amount.ts';

const unknown = null;

/** The terms of a card. */
export function toCard(world: World, grant: Grant, account: WorldAccount): Record<string, unknown> {
  const { credit } = account;
  const apr = { balance_subject_to_apr: unknown, interest_charge_amount: unknown };
  return {
    account_id: grant.id,
    aprs:
      credit?.apr === undefined
        ? []
        : [{ ...apr, apr_percentage: Number(credit.apr), apr_type: 'purchase_apr' }],
    is_overdue: false,
    ...lastPayment(world, account),
    last_statement_balance: numberOf(credit?.statementBalance),
    last_statement_issue_date: credit?.statementDate ?? null,
    minimum_payment_amount: numberOf(credit?.minimumPayment),
    next_payment_due_date: credit?.dueDate ?? null,
  };
}

/** The terms of a mortgage. */
export function toMortgage(world: World, grant: Grant, account: WorldAccount): Record<string, unknown> {
  const { credit } = account;
  return {
    account_id: grant.id,
    account_number: account.numbers.number,
    current_late_fee: null,
    escrow_balance: unknown,
    has_pmi: unknown,
    has_prepayment_penalty: unknown,
    interest_rate: { percentage: rateOf(account), type: 'fixed' },
    ...lastPayment(world, account),
    loan_term: '30 year',
    loan_type_description: 'conventional',
    maturity_date: unknown,
    next_monthly_payment: numberOf(credit?.minimumPayment),
    next_payment_due_date: credit?.dueDate ?? null,
    origination_date: account.openedOn ?? null,
    origination_principal_amount: unknown,
    past_due_amount: null,
    property_address: { city: null, country: null, postal_code: null, region: null, street: null },
    ...thisYear(world, account),
  };
}

/** The terms of a student loan. */
export function toStudentLoan(world: World, grant: Grant, account: WorldAccount): Record<string, unknown> {
  const { credit } = account;
  return {
    account_id: grant.id,
    account_number: account.numbers.number,
    disbursement_dates: [],
    expected_payoff_date: unknown,
    guarantor: unknown,
    interest_rate_percentage: rateOf(account) ?? 0,
    is_overdue: false,
    ...lastPayment(world, account),
    last_statement_balance: numberOf(account.balances.current),
    last_statement_issue_date: unknown,
    loan_name: account.name,
    loan_status: { end_date: null, type: 'repayment' },
    minimum_payment_amount: numberOf(credit?.minimumPayment),
    next_payment_due_date: credit?.dueDate ?? null,
    origination_date: account.openedOn ?? null,
    origination_principal_amount: unknown,
    outstanding_interest_amount: unknown,
    payment_reference_number: account.numbers.number,
    pslf_status: { estimated_eligibility_date: null, payments_made: null, payments_remaining: null },
    repayment_plan: { description: 'Standard Repayment', type: 'standard' },
    sequence_number: '1',
    servicer_address: { city: null, country: null, postal_code: null, region: null, street: null },
    ...thisYear(world, account),
  };
}

function rateOf({ credit }: WorldAccount): number | null {
  return credit?.apr === undefined ? null : Number(credit.apr);
}

function rowsThisYear(world: World, account: WorldAccount): readonly WorldRow[] {
  const from: CalendarDate =
    `${Number(world.today(account.institutionId).slice(0, 4))}-01-01` as CalendarDate;
  return world.ledger(account.id, world.dataAsOf(account.loginId), { from });
}

function lastPayment(world: World, account: WorldAccount): Record<string, unknown> {
  const paid = rowsThisYear(world, account).findLast(
    (row) => row.kind === 'payment' && row.status === 'posted',
  );
  return { last_payment_amount: numberOf(paid?.amount), last_payment_date: paid?.date ?? null };
}

function thisYear(world: World, account: WorldAccount): Record<string, unknown> {
  const sum = (kind: WorldRow['kind']) =>
    rowsThisYear(world, account)
      .filter((row) => row.kind === kind)
      .reduce((total, { amount }) => total + Math.abs(Number(amount.value)), 0);
  const interest = sum('interest');
  return {
    ytd_interest_paid: cents(interest),
    ytd_principal_paid: cents(Math.max(0, sum('payment') - interest)),
  };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
