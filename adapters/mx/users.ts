import {
  type BankweaveError,
  InvalidInputError,
  isBankweaveError,
  ProviderResponseError,
  readText,
} from 'bankweave/adapter-kit';
import type { Settings } from './options.ts';
import { all } from './pages.ts';
import type { Transport } from './transport.ts';
import { readOne, User } from './wire.ts';

/** Marks the people that were created here, so that nobody else's are ever deleted. */
const MARK = 'bankweave';

/** The guid of the person at MX: found by our id, or created once. */
export async function ensureUser(mx: Transport, settings: Settings, userId: string): Promise<string> {
  const id = settings.userId(userId);
  if (typeof id !== 'string' || id.trim() === '' || /^USR-/i.test(id)) {
    const expected = "a text of your own that does not begin with 'USR-'";
    throw new InvalidInputError(`mx: the user's id is not ${expected}; see the option \`userId\``, {
      field: 'userId',
      expected,
    });
  }
  const found = await findUser(mx, id);
  if (found !== undefined) return found;
  try {
    return readOne('user', User, await mx.createUser({ id, metadata: MARK })).guid;
  } catch (error) {
    // Somebody was faster, or the answer to our own request was lost: then the person is there by now.
    if (!isBankweaveError(error) || !mayExist(error)) throw error;
    const made = await findUser(mx, id);
    if (made !== undefined) return made;
    throw error;
  }
}

/** Deletes a person who was created here and has no member left. */
export async function deleteIfEmpty(mx: Transport, user: string): Promise<void> {
  const { metadata } = readOne('user', User, await mx.user(user));
  if (metadata !== MARK) return;
  const left = await all({ key: 'members', schema: User, read: (page) => mx.members(user, page) });
  if (left.coherent && left.rows.length === 0) await mx.deleteUser(user);
}

async function findUser(mx: Transport, id: string): Promise<string | undefined> {
  const { rows } = await all({ key: 'users', schema: User, read: (page) => mx.users(id, page) });
  // Never the first of a list: the filter may be ignored.
  const mine = rows.filter((user) => readText(user.id) === id);
  if (mine.length > 1)
    throw new ProviderResponseError('MX has several users with one id.', { provider: 'mx', field: 'users' });
  return mine[0]?.guid;
}

function mayExist({ remedy, status }: BankweaveError): boolean {
  return remedy === 'retry' || status === 409 || status === 400 || status === 422;
}
