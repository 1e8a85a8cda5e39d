import { type Ask, type Fields, flagIn, rooted, textIn } from './ask.ts';
import { guidOf } from './guid.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import { settleUser } from './settle.ts';
import type { Mx, User } from './state.ts';

/** The user of a path; 404 for one that is not there. */
export function userOf(mx: Mx, { path, now, version }: Ask): User {
  const name = path['user_guid'] ?? '';
  // The newer version also takes the app's own ids.
  const byId = version === 'v20111101' ? undefined : [...mx.users.values()].find(({ id }) => id === name);
  const user = mx.users.get(name) ?? byId;
  if (!user) throw new Refusal(404, 'The user was not found.');
  settleUser(mx, user, now);
  return user;
}

export function createUser(mx: Mx, ask: Ask): Reply {
  const given = rooted(ask, 'user');
  const id = textIn(given, 'id') ?? null;
  if (id !== null) refuseBadId(mx, id, undefined);
  const guid = guidOf('USR', mx.world.seed, mx.count());
  const user: User = {
    guid,
    createdAt: ask.now,
    id,
    email: textIn(given, 'email') ?? null,
    metadata: textIn(given, 'metadata') ?? null,
    isDisabled: flagIn(given, 'is_disabled') ?? false,
    members: [],
    categories: [],
    paysForHoldings: false,
  };
  mx.users.set(guid, user);
  return { status: 200, body: { user: userBody(user) } };
}

export function listUsers(mx: Mx, ask: Ask): Reply {
  const [id, email, disabled] = ['id', 'email', 'is_disabled'].map((name) => ask.query.get(name));
  const found = [...mx.users.values()].filter(
    (user) =>
      (!id || user.id === id) &&
      (!email || user.email === email) &&
      (!disabled || String(user.isDisabled) === disabled),
  );
  return paged(ask, mx.settings, 'users', found.map(userBody));
}

export function readUser(mx: Mx, ask: Ask): Reply {
  return { status: 200, body: { user: userBody(userOf(mx, ask)) } };
}

export function updateUser(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  const given = rooted(ask, 'user');
  const id = textIn(given, 'id');
  if (id !== undefined) {
    refuseBadId(mx, id, user);
    user.id = id;
  }
  user.email = textIn(given, 'email') ?? user.email;
  user.metadata = textIn(given, 'metadata') ?? user.metadata;
  user.isDisabled = flagIn(given, 'is_disabled') ?? user.isDisabled;
  return { status: 200, body: { user: userBody(user) } };
}

/** For good, with everything that belongs to it. */
export function deleteUser(mx: Mx, ask: Ask): Reply {
  mx.users.delete(userOf(mx, ask).guid);
  return { status: 204 };
}

function refuseBadId(mx: Mx, id: string, self: User | undefined): void {
  if (id === '' || id.startsWith('USR-')) throw new Refusal(400, 'The id of the user is not valid.');
  if ([...mx.users.values()].some((user) => user !== self && user.id === id)) {
    throw new Refusal(409, 'There is a user with this id.');
  }
}

function userBody({ guid, id, email, metadata, isDisabled }: User): Fields {
  return { guid, id, email, metadata, is_disabled: isDisabled };
}
