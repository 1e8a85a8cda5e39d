import type { WorldAccount } from 'bankweave/sandbox';
import {
  accountIdOf,
  accountOf,
  type DataCall,
  type Half,
  numberOf,
  type Results,
  stamp,
  visible,
} from './data-call.ts';

/** `/accounts` and `/cards`. */
export function list(call: DataCall, half: Half): Results {
  const show = half === 'accounts' ? accountBody : cardBody;
  return { results: visible(call, half).map((account) => show(call, account)) };
}

/** `/accounts/{id}` and `/cards/{id}`. */
export function one(call: DataCall, half: Half): Results {
  const show = half === 'accounts' ? accountBody : cardBody;
  return { results: [show(call, accountOf(call, half))] };
}

/** `/accounts/{id}/balance`. */
export function accountBalance(call: DataCall): Results {
  const { balances, currency } = accountOf(call, 'accounts');
  const { available } = call.provider.habits;
  return {
    results: [
      {
        currency,
        current: numberOf(balances.current.value),
        ...(available && balances.available && { available: numberOf(balances.available.value) }),
        overdraft: 0,
        update_timestamp: stamp(call.asOf),
      },
    ],
  };
}

/** `/cards/{id}/balance`: what is owed is positive. */
export function cardBalance(call: DataCall): Results {
  const { balances, currency, credit } = accountOf(call, 'cards');
  const { available, timestamps } = call.provider.habits;
  const date = (day: string) => (timestamps === 'exact' ? `${day}T00:00:00Z` : day);
  return {
    results: [
      {
        currency,
        current: numberOf(balances.current.value),
        ...(available && balances.available && { available: numberOf(balances.available.value) }),
        ...(available && balances.limit && { credit_limit: numberOf(balances.limit.value) }),
        ...(credit?.statementBalance && { last_statement_balance: numberOf(credit.statementBalance.value) }),
        ...(credit?.statementDate && { last_statement_date: date(credit.statementDate) }),
        ...(credit?.minimumPayment && { payment_due: numberOf(credit.minimumPayment.value) }),
        ...(credit?.dueDate && { payment_due_date: date(credit.dueDate) }),
        update_timestamp: stamp(call.asOf, 7),
      },
    ],
  };
}

function accountBody(call: DataCall, account: WorldAccount): object {
  const { habits } = call.provider;
  const savings = account.subtype !== 'checking';
  const kind = savings ? 'SAVINGS' : 'TRANSACTION';
  const type = account.holder === 'business' ? `BUSINESS_${kind}` : kind;
  const { number, iban, sortCode, bic, routing } = account.numbers;
  const bare = habits.pots && savings;
  return {
    account_id: accountIdOf(call.provider, call.connection, account.id),
    account_type: habits.oddities && savings ? 'POT' : type,
    display_name: account.name,
    currency: account.currency,
    account_number: {
      ...(!bare && {
        ...(iban !== undefined && { iban }),
        number,
        ...(sortCode !== undefined && { sort_code: sortCode }),
        ...(routing !== undefined && { routing_number: routing }),
      }),
      ...(bic !== undefined && { swift_bic: bic }),
    },
    provider: providerBody(call),
    update_timestamp: stamp(call.asOf),
  };
}

function cardBody(call: DataCall, account: WorldAccount): object {
  const { connection, provider, backend } = call;
  const { person } = backend.world.login(provider.institution.id, connection.username, call.asOf);
  return {
    account_id: accountIdOf(provider, connection, account.id),
    card_network: provider.habits.oddities ? 'DINERS' : 'VISA',
    card_type: provider.habits.oddities ? 'CHARGE' : 'CREDIT',
    currency: account.currency,
    display_name: account.name,
    partial_card_number: account.mask,
    name_on_card: `${person.firstName} ${person.lastName}`,
    valid_from: backend.world.epoch.slice(0, 7),
    valid_to: `${Number(backend.world.epoch.slice(0, 4)) + 5}${backend.world.epoch.slice(4, 7)}`,
    provider: providerBody(call),
    update_timestamp: stamp(call.asOf, 7),
  };
}

function providerBody({ provider }: DataCall): object {
  return { provider_id: provider.id, display_name: provider.name, logo_uri: provider.logo };
}
