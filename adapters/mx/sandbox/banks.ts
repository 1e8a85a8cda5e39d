import type { World } from 'bankweave/sandbox';
import type { Bank } from './bank.ts';
import { guidOf } from './guid.ts';
import { testBank } from './test-bank.ts';

/** The banks of the world, and MX's own test banks. */
export function banksOf(world: World): readonly Bank[] {
  return [
    testBank(world, 'mxbank', 'MX Bank', false),
    testBank(world, 'mx_bank_oauth', 'MX Bank (OAuth)', true),
    ...world.institutions.map((institution) => worldBank(world, institution)),
  ];
}

function worldBank(world: World, institution: World['institutions'][number]): Bank {
  const { id, name, country, url, consentDays } = institution;
  return {
    code: id,
    guid: guidOf('INS', id),
    name,
    country,
    url,
    oauth: consentDays !== null,
    throttled: true,
    currencyless: false,
    loginId: (username) => world.loginId(id, username),
    ownerOf(username) {
      const { firstName, lastName, email, street, place } = world.login(id, username).person;
      const { city, region = '', postalCode } = place;
      return { firstName, lastName, email, street, city, region, postalCode, country };
    },
    accounts: (username, at) => world.login(id, username, at).accounts,
    account: (accountId, at) => world.account(accountId, at),
    rows: (accountId, at) => world.ledger(accountId, at),
    booked: (username, after, until) =>
      world
        .events(world.loginId(id, username), { after: world.head(after), until })
        .flatMap(({ kind, before }) => (kind === 'posted' && before?.status === 'pending' ? [before] : [])),
  };
}
