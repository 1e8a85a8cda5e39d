import { accountBody, type ShownAccount } from './account-body.ts';
import { type Ask, type Fields, flagIn, rooted } from './ask.ts';
import { guidOf } from './guid.ts';
import { memberOf } from './members.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import { accountsOf } from './rows.ts';
import type { Member, Mx } from './state.ts';
import { userOf } from './users.ts';

/** An account and whose it is. */
export interface OwnAccount {
  readonly member: Member;
  readonly shown: ShownAccount;
}

export function listUserAccounts(mx: Mx, ask: Ask): Reply {
  if (ask.query.get('is_manual') === 'true') return paged(ask, mx.settings, 'accounts', []);
  const bodies = userOf(mx, ask).members.flatMap((member) => bodiesOf(mx, member, ask));
  return paged(ask, mx.settings, 'accounts', bodies);
}

export function listMemberAccounts(mx: Mx, ask: Ask): Reply {
  return paged(ask, mx.settings, 'accounts', bodiesOf(mx, memberOf(mx, ask), ask));
}

export function readUserAccount(mx: Mx, ask: Ask): Reply {
  return accountReply(mx, ask, ownAccount(mx, ask));
}

export function readMemberAccount(mx: Mx, ask: Ask): Reply {
  return accountReply(mx, ask, memberAccount(mx, ask));
}

/** The account of a user's path; ghosts of deleted members are found, too. */
export function ownAccount(mx: Mx, ask: Ask): OwnAccount {
  return accountAmong(mx, ask, userOf(mx, ask).members);
}

/** The account of a member's path. */
export function memberAccount(mx: Mx, ask: Ask): OwnAccount {
  return accountAmong(mx, ask, [memberOf(mx, ask)]);
}

/** Only what the app keeps itself can be changed here: closing and hiding are told back, and change nothing else. */
export function updateMemberAccount(mx: Mx, ask: Ask): Reply {
  const own = memberAccount(mx, ask);
  const given = rooted(ask, 'account');
  const closed = flagIn(given, 'is_closed');
  const hidden = flagIn(given, 'is_hidden');
  const { shown, member } = own;
  const body = accountBody(member, shown, ask.version, mx.settings.quirks);
  return {
    status: 200,
    body: {
      account: {
        ...body,
        ...(closed === undefined ? {} : { is_closed: closed }),
        ...(hidden === undefined ? {} : { is_hidden: hidden }),
      },
    },
  };
}

/** There only after a job of verification. */
export function listMemberNumbers(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  const shown = member.processed.numbers ? accountsOf(member) : [];
  return paged(
    ask,
    mx.settings,
    'account_numbers',
    shown.flatMap((each) => numbersOf(member, each)),
  );
}

export function listAccountNumbers(mx: Mx, ask: Ask): Reply {
  const { member, shown } = ownAccount(mx, ask);
  const rows = member.processed.numbers ? numbersOf(member, shown) : [];
  return paged(ask, mx.settings, 'account_numbers', rows);
}

/** There only after a job of identification. */
export function listOwners(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  if (member.identifiedAt === null || member.username === null) {
    return paged(ask, mx.settings, 'account_owners', []);
  }
  const owner = member.bank.ownerOf(member.username);
  const rows = accountsOf(member).map(({ guid }) => ({
    guid: guidOf('ACO', guid),
    account_guid: guid,
    member_guid: member.guid,
    user_guid: member.user.guid,
    owner_name: `${owner.firstName} ${owner.lastName}`,
    first_name: owner.firstName,
    last_name: owner.lastName,
    address: owner.street,
    city: owner.city,
    state: owner.region,
    postal_code: owner.postalCode,
    country: owner.country,
    email: owner.email,
    phone: null,
  }));
  return paged(ask, mx.settings, 'account_owners', rows);
}

function accountAmong(mx: Mx, { path }: Ask, members: readonly Member[]): OwnAccount {
  for (const member of members) {
    const shown = accountsOf(member).find(({ guid }) => guid === path['account_guid']);
    if (shown) return { member, shown };
  }
  throw new Refusal(404, 'The account was not found.');
}

function bodiesOf(mx: Mx, member: Member, { version }: Ask): readonly Fields[] {
  return accountsOf(member).map((each) => accountBody(member, each, version, mx.settings.quirks));
}

function accountReply(mx: Mx, { version }: Ask, { member, shown }: OwnAccount): Reply {
  return { status: 200, body: { account: accountBody(member, shown, version, mx.settings.quirks) } };
}

function numbersOf(member: Member, { guid, account }: ShownAccount): readonly Fields[] {
  if (account.type !== 'depository') return [];
  return [
    {
      guid: guidOf('ACN', guid),
      account_guid: guid,
      member_guid: member.guid,
      user_guid: member.user.guid,
      account_number: account.numbers.number,
      routing_number: account.numbers.routing ?? null,
      institution_number: null,
      transit_number: null,
      passed_validation: true,
      loan_guarantor: null,
      loan_reference_number: null,
      sequence_number: null,
    },
  ];
}
