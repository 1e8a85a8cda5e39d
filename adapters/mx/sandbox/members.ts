import { type Ask, type Fields, fieldsOf, flagIn, rooted, textIn } from './ask.ts';
import { guidOf } from './guid.ts';
import { startJob } from './job.ts';
import { memberBody, statusBody } from './member-body.ts';
import { setStatus } from './member-status.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Bank } from './bank.ts';
import { credentialGuid } from './institutions.ts';
import { type Job, loginIdOf, type Member, type Mx, type User } from './state.ts';
import { userOf } from './users.ts';

/** What a new member is made of. */
export interface NewMember {
  readonly bank: Bank;
  readonly username: string | null;
  readonly password: string;
  readonly isOauth: boolean;
  readonly id?: string | undefined;
  readonly metadata?: string | undefined;
  readonly backgroundDisabled?: boolean | undefined;
  readonly useCases?: readonly string[];
}

/** The member of a path; 404 for one that is deleted, belongs to another user or never was. */
export function memberOf(mx: Mx, ask: Ask): Member {
  const name = ask.path['member_guid'];
  const found = living(userOf(mx, ask)).find(
    ({ guid, id }) => guid === name || (ask.version !== 'v20111101' && id === name),
  );
  if (!found) throw new Refusal(404, 'The member was not found.');
  return found;
}

export function listMembers(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  return paged(
    ask,
    mx.settings,
    'members',
    living(user).map((each) => memberBody(mx, each, ask)),
  );
}

export function readMember(mx: Mx, ask: Ask): Reply {
  return { status: 200, body: { member: memberBody(mx, memberOf(mx, ask), ask) } };
}

export function readStatus(mx: Mx, ask: Ask): Reply {
  return { status: 200, body: { member: statusBody(mx, memberOf(mx, ask)) } };
}

export function createMember(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  const given = rooted(ask, 'member');
  const bank = mx.banks.find(({ code }) => code === textIn(given, 'institution_code'));
  if (!bank) throw new Refusal(404, 'The institution was not found.');
  const isOauth = flagIn(given, 'is_oauth') ?? false;
  if (isOauth && !bank.oauth) throw new Refusal(400, 'The institution does not support OAuth.');
  const { username = null, password = '' } = isOauth ? {} : credentialsIn(bank, given);
  if (!isOauth && username === null) throw new Refusal(400, 'The credentials are missing.');
  const member = addMember(mx, user, {
    bank,
    username,
    password,
    isOauth,
    id: textIn(given, 'id'),
    metadata: textIn(given, 'metadata'),
    backgroundDisabled: flagIn(given, 'background_aggregation_is_disabled'),
    useCases: textsIn(given, 'use_cases'),
  });
  if (isOauth) return { status: 202, body: { member: memberBody(mx, member, ask) } };
  if (!flagIn(given, 'skip_aggregation')) startJob(mx, member, 'aggregate', startOf(ask));
  return { status: 202, body: { member: memberBody(mx, member, ask) } };
}

/** Adds a member; the same login at the same bank a second time is a duplicate, whatever its password. */
export function addMember(mx: Mx, user: User, given: NewMember): Member {
  const { bank, username, id } = given;
  if (username !== null) refuseDuplicate(mx, user, bank, username, undefined);
  if (id !== undefined && living(user).some((member) => member.id === id)) {
    throw new Refusal(409, 'There is a member with this id.');
  }
  const now = mx.world.now();
  const member: Member = {
    guid: guidOf('MBR', mx.world.seed, user.guid, mx.count()),
    user,
    bank,
    createdAt: now,
    isOauth: given.isOauth,
    id: id ?? null,
    metadata: given.metadata ?? null,
    username,
    password: given.password,
    useCases: given.useCases ?? [],
    status: given.isOauth ? 'PENDING' : 'CREATED',
    authenticated: false,
    backgroundDisabled: given.backgroundDisabled ?? false,
    denials: 0,
    // The old value of a deleted member of the same login comes back.
    aggregatedAt:
      username === null ? null : (mx.lastStarts.get(`${user.guid}|${bank.loginId(username)}`) ?? null),
    succeededAt: null,
    processed: { accounts: false, transactions: false, numbers: false },
    job: null,
    lastJob: null,
    challenges: [],
    imports: [],
    accountImports: [],
    extendedAt: null,
    identifiedAt: null,
    statementsAt: null,
    faulted: null,
    settledTo: now,
    told: new Map(),
    deletedAt: null,
    shown: null,
  };
  if (username !== null) purgeGhosts(user, bank, username);
  user.members.push(member);
  mx.outbox.putNested(now, 'member', 'created', { guid: member.guid, user_guid: user.guid });
  return member;
}

export function updateMember(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  const given = rooted(ask, 'member');
  member.id = textIn(given, 'id') ?? member.id;
  member.metadata = textIn(given, 'metadata') ?? member.metadata;
  member.backgroundDisabled =
    flagIn(given, 'background_aggregation_is_disabled') ?? member.backgroundDisabled;
  if (given['credentials'] !== undefined) {
    const skipped = flagIn(given, 'skip_aggregation') ?? false;
    changeCredentials(mx, member, credentialsIn(member.bank, given), skipped, startOf(ask));
  }
  return { status: 200, body: { member: memberBody(mx, member, ask) } };
}

/** Takes other credentials and tries them. */
export function changeCredentials(
  mx: Mx,
  member: Member,
  { username, password }: { readonly username?: string; readonly password?: string },
  skipped: boolean,
  start: { readonly at: number; readonly callback?: string | null },
): Job | null {
  if (username !== undefined) {
    refuseDuplicate(mx, member.user, member.bank, username, member);
    member.username = username;
  }
  member.password = password ?? member.password;
  setStatus(mx, member, 'UPDATED', start.at);
  return skipped ? null : startJob(mx, member, 'aggregate', start);
}

/** Member-scoped routes know it no more at once; the user's own lists go on showing its data for two weeks. */
export function deleteMember(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  member.deletedAt = ask.now;
  member.job = null;
  mx.outbox.putNested(ask.now, 'member', 'deleted', { guid: member.guid, user_guid: member.user.guid });
  return { status: 204 };
}

/** The members of a user that are not deleted. */
export function living(user: User): readonly Member[] {
  return user.members.filter(({ deletedAt }) => deletedAt === null);
}

/** When a job begins that a request starts, and what its notice echoes. */
export function startOf(ask: Ask): { readonly at: number; readonly callback: string | null } {
  return { at: ask.now, callback: ask.headers.get('x-callback-payload') };
}

function refuseDuplicate(mx: Mx, user: User, bank: Bank, username: string, self: Member | undefined): void {
  const other = living(user).find(
    (member) => member !== self && loginIdOf(member) === bank.loginId(username),
  );
  if (!other) return;
  const where = mx.settings.uncertain.duplicateNamesMember ? ` It is ${other.guid}.` : '';
  throw new Refusal(409, `There is a member for these credentials.${where}`);
}

/** Linking the same login again ends the haunting. */
function purgeGhosts(user: User, bank: Bank, username: string): void {
  const ghosts = user.members.filter(
    (member) => member.deletedAt !== null && loginIdOf(member) === bank.loginId(username),
  );
  for (const ghost of ghosts) user.members.splice(user.members.indexOf(ghost), 1);
}

function credentialsIn(bank: Bank, given: Fields): { username?: string; password?: string } {
  const list = given['credentials'];
  if (!Array.isArray(list)) throw new Refusal(400, 'The credentials are not a list.');
  const found: { username?: string; password?: string } = {};
  for (const each of list) {
    const { guid, value } = fieldsOf(each) ?? {};
    if (typeof value !== 'string' || value.trim() === '') throw new Refusal(400, 'A credential is empty.');
    if (guid === credentialGuid(bank, 'LOGIN')) found.username = value;
    else if (guid === credentialGuid(bank, 'PASSWORD')) found.password = value;
    else throw new Refusal(400, 'A credential is none of this institution.');
  }
  return found;
}

function textsIn(given: Fields, name: string): readonly string[] {
  const list = given[name];
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
