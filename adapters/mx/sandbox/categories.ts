import { type Ask, type Fields, rooted, stamp, textIn } from './ask.ts';
import { defaultCategories, type NamedCategory } from './category-of.ts';
import { guidOf } from './guid.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Mx, User, UserCategory } from './state.ts';
import { userOf } from './users.ts';

/** 119 rows where 100 is the most on a page: whoever asks for 200 gets 25. */
export function listDefaultCategories(mx: Mx, ask: Ask): Reply {
  if (ask.path['user_guid'] !== undefined) userOf(mx, ask);
  return paged(ask, mx.settings, 'categories', defaultCategories.map(defaultBody), 100);
}

export function readDefaultCategory(_mx: Mx, ask: Ask): Reply {
  const found = defaultCategories.find(({ guid }) => guid === ask.path['category_guid']);
  if (!found) throw notFound();
  return { status: 200, body: { category: defaultBody(found) } };
}

export function listUserCategories(mx: Mx, ask: Ask): Reply {
  const own = userOf(mx, ask).categories.map(userBody);
  return paged(ask, mx.settings, 'categories', [...defaultCategories.map(defaultBody), ...own]);
}

export function readUserCategory(mx: Mx, ask: Ask): Reply {
  const own = userOf(mx, ask).categories.find(({ guid }) => guid === ask.path['category_guid']);
  return own ? { status: 200, body: { category: userBody(own) } } : readDefaultCategory(mx, ask);
}

/** A category of a user's own always hangs below a default one. */
export function createCategory(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  const given = rooted(ask, 'category');
  const name = textIn(given, 'name');
  const parent = defaultCategories.find(({ guid }) => guid === given['parent_guid']);
  if (!name || !parent) throw new Refusal(400, 'The name or the parent of the category is missing.');
  const category: UserCategory = {
    guid: guidOf('CAT', user.guid, mx.count()),
    parent: parent.guid,
    name,
    metadata: textIn(given, 'metadata') ?? null,
    createdAt: ask.now,
    updatedAt: ask.now,
  };
  user.categories.push(category);
  return { status: 200, body: { category: userBody(category) } };
}

export function updateCategory(mx: Mx, ask: Ask): Reply {
  const own = ownCategory(userOf(mx, ask), ask);
  const given = rooted(ask, 'category');
  own.name = textIn(given, 'name') ?? own.name;
  own.metadata = textIn(given, 'metadata') ?? own.metadata;
  own.updatedAt = ask.now;
  return { status: 200, body: { category: userBody(own) } };
}

export function deleteCategory(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  user.categories.splice(user.categories.indexOf(ownCategory(user, ask)), 1);
  return { status: 204 };
}

function ownCategory(user: User, { path }: Ask): UserCategory {
  const own = user.categories.find(({ guid }) => guid === path['category_guid']);
  if (!own) throw notFound();
  return own;
}

function defaultBody({ guid, name, top }: NamedCategory): Fields {
  return {
    guid,
    name,
    parent_guid: name === top ? null : guidOf('CAT', top),
    is_default: true,
    is_income: top === 'Income',
    metadata: null,
    created_at: null,
    updated_at: null,
  };
}

function userBody({ guid, name, parent, metadata, createdAt, updatedAt }: UserCategory): Fields {
  return {
    guid,
    name,
    parent_guid: parent,
    is_default: false,
    is_income: false,
    metadata,
    created_at: stamp(createdAt),
    updated_at: stamp(updatedAt),
  };
}

function notFound(): Refusal {
  return new Refusal(404, 'The category was not found.');
}
