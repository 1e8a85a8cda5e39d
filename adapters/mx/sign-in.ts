import {
  type BankweaveError,
  InvalidInputError,
  isBankweaveError,
  type LinkStarted,
  readText,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import type { MxLinkInput, Settings } from './options.ts';
import { all } from './pages.ts';
import type { Transport } from './transport.ts';
import { Institution, isTrue, LoginField, Member, readOne } from './wire.ts';

/** Signs the person in without the widget: with what they typed, or through the bank's own page. */
export async function signIn(
  mx: Transport,
  settings: Settings,
  user: string,
  input: MxLinkInput,
  /** Our own id of the new member, by which it is found where the answer is lost. */
  id: string,
): Promise<LinkStarted> {
  const { institution: code, credentials = {}, mobileWebview = false, webviewUrlScheme: scheme } = input;
  if (code === undefined)
    throw new InvalidInputError('mx: `credentials` need an `institution`', { field: 'institution' });
  const { supports_oauth } = readOne('institution', Institution, await mx.institution(code));
  const isOauth = isTrue(supports_oauth) && Object.keys(credentials).length === 0;
  const typed = isOauth ? [] : await fieldsOf(mx, code, credentials);
  const redirectUrl = input.redirectUrl ?? settings.redirectUrl;
  const body = {
    member: { institution_code: code, credentials: typed, id, ...(isOauth && { is_oauth: true }) },
    ...(isOauth && { referral_source: mobileWebview ? 'APP' : 'BROWSER' }),
    ...(isOauth && redirectUrl !== undefined && { client_redirect_url: redirectUrl }),
  };
  const member = await create(mx, user, body, { code, typed, id }, input.callbackPayload);
  const context = { userGuid: user, memberGuid: member.guid };
  if (!isOauth) return { kind: 'none', context };
  const url =
    readText(member.oauth_window_uri) ??
    (await windowOf(mx, user, member.guid, mobileWebview, redirectUrl, scheme));
  return { kind: 'redirect', url, context };
}

/** The values by the guids that the bank's fields have at MX. */
async function fieldsOf(
  mx: Transport,
  code: string,
  given: Readonly<Record<string, string>>,
): Promise<{ guid: string; value: string }[]> {
  const { rows } = await all({
    key: 'credentials',
    schema: LoginField,
    read: (page) => mx.loginFields(code, page),
  });
  const nameOf = ({ field_name, guid }: LoginField): string => readText(field_name) ?? guid;
  const known = new Set(rows.flatMap((field) => [nameOf(field), field.guid]));
  const typed = rows.map((field) => ({ guid: field.guid, value: given[nameOf(field)] ?? given[field.guid] }));
  const isComplete = typed.every(({ value }) => typeof value === 'string' && value !== '');
  if (isComplete && Object.keys(given).every((name) => known.has(name)))
    return typed.map(({ guid, value = '' }) => ({ guid, value }));
  // Names of fields, never what was typed.
  const expected = rows.map(nameOf).join(', ');
  throw new InvalidInputError(`mx: \`credentials\` of this institution are: ${expected}`, {
    field: 'credentials',
    expected,
  });
}

interface Wanted {
  readonly code: string;
  readonly typed: readonly object[];
  readonly id: string;
}

async function create(
  mx: Transport,
  user: string,
  body: object,
  wanted: Wanted,
  payload: string | undefined,
): Promise<Member> {
  try {
    return readOne('member', Member, await mx.createMember(user, body, payload));
  } catch (error) {
    if (!isBankweaveError(error)) throw error;
    if (error.status === 409) return existing(mx, user, wanted);
    const made = error.remedy === 'retry' ? await byOwnId(mx, user, wanted.id) : undefined;
    if (made) return made;
    throw error as BankweaveError;
  }
}

/** The member that this login has already. With several at the institution nobody can tell which; no guess is made. */
async function existing(mx: Transport, user: string, { code, typed }: Wanted): Promise<Member> {
  const mine = (await membersOf(mx, user)).filter((member) => readText(member.institution_code) === code);
  const [one] = mine;
  if (!one || mine.length > 1)
    throw new UnsupportedError('MX has this login already and does not say which it is; open the widget.', {
      provider: 'mx',
      status: 409,
    });
  const of = { user, member: one.guid };
  if (typed.length > 0) await mx.updateMember(of, { credentials: typed });
  return one;
}

async function byOwnId(mx: Transport, user: string, id: string): Promise<Member | undefined> {
  return (await membersOf(mx, user)).find((member) => readText(member.id) === id);
}

async function membersOf(mx: Transport, user: string): Promise<readonly Member[]> {
  return (await all({ key: 'members', schema: Member, read: (page) => mx.members(user, page) })).rows;
}

async function windowOf(
  mx: Transport,
  user: string,
  member: string,
  isApp: boolean,
  redirectUrl: string | undefined,
  scheme: string | undefined,
): Promise<string> {
  const answer = await mx.oauthWindow(
    { user, member },
    {
      isApp,
      ...(redirectUrl !== undefined && { redirectUrl }),
      ...(scheme !== undefined && { scheme }),
    },
  );
  const url = readText(readOne('member', Member, answer).oauth_window_uri);
  if (url !== undefined) return url;
  throw new UnsupportedError('MX gave no page of the bank for this institution.', { provider: 'mx' });
}
