import {
  ActionRequiredError,
  type CalendarDate,
  type Call,
  InvalidInputError,
  isBankweaveError,
  type LinkExchanged,
  type LinkFacet,
  type LinkStarted,
  readOptionalDate,
  readText,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import { statusName } from './connection-status.ts';
import { type Kept, readCredentials, writeCredentials } from './credentials.ts';
import { memberIn } from './link-params.ts';
import type { MxLinkInput, MxLinkParams, Settings } from './options.ts';
import { signIn } from './sign-in.ts';
import { today } from './today.ts';
import type { Member, OpenTransport, Transport } from './transport.ts';
import { ensureUser } from './users.ts';
import { widgetBody } from './widget.ts';
import { isTrue, Member as WireMember, readOne } from './wire.ts';

const Widget = z.object({ url: z.string().min(1) });

/** Links through the Connect widget. */
export function createLink(settings: Settings, open: OpenTransport): LinkFacet<MxLinkInput, MxLinkParams> {
  return {
    async start({ session, input = {}, connection }, call): Promise<LinkStarted> {
      const mx = await open(call);
      const old = connection && readCredentials(connection.credentials);
      const user = old?.user ?? input.userGuid ?? (await ensureUser(mx, settings, call.userId));
      if (input.credentials && !old) return signIn(mx, settings, user, withPayload(input), session.id);
      const member = old && (await isThere(mx, old)) ? old.member : undefined;
      const context = {
        userGuid: user,
        ...(member !== undefined && { memberGuid: member }),
        ...placeOf(old),
      };
      const body = widgetBody(input, settings, member);
      const { language, callbackPayload } = withPayload(input);
      const answer = await mx.widget(user, body, {
        ...(language !== undefined && { language }),
        ...(callbackPayload !== undefined && { callbackPayload }),
      });
      return { kind: 'widget', url: readOne('widget_url', Widget, answer).url, context };
    },

    async exchange({ session, params }, call: Call): Promise<LinkExchanged> {
      const { context = {} } = session;
      const named = memberIn(params) ?? context['memberGuid'];
      if (named === undefined) {
        const expected = "the `member_guid` of the widget's memberConnected event";
        throw new InvalidInputError(`mx: pass { memberGuid }, ${expected}`, {
          field: 'memberGuid',
          expected,
        });
      }
      const of = { user: context['userGuid'] ?? '', member: named };
      const member = await memberOf(await open(call), of);
      if (member === undefined)
        throw new InvalidInputError('mx: this user has no such member', { field: 'memberGuid' });
      if (isTrue(member.is_manual))
        throw new UnsupportedError('mx: a member that was entered by hand has no bank behind it.', {
          provider: 'mx',
        });
      // What a page says of OAuth is no proof; until the bank has said yes the member may still vanish.
      if (statusName(member.connection_status) === 'PENDING')
        throw new ActionRequiredError('The person has not finished the sign-in at the bank.', {
          provider: 'mx',
          providerCode: 'PENDING',
          action: 'reauthenticate',
        });
      return exchanged(of, readText(member.institution_code), context, today(call));
    },
  };
}

/** What a repair has to know of the connection as it was. */
function placeOf(old: Kept | undefined): Record<string, string> {
  if (!old) return {};
  const { member, institution, relinkedOn } = old;
  return {
    oldGuid: member,
    ...(institution !== undefined && { institution }),
    ...(relinkedOn !== undefined && { relinkedOn }),
  };
}

/**
 * The connection that a member belongs to. MX purges members, and who signs in again gets another one with other guids
 * for everything: where the old one is gone, the new one of the same institution takes its place in the connection.
 */
function exchanged(
  of: Member,
  institution: string | undefined,
  { memberGuid, oldGuid, institution: before, relinkedOn }: Readonly<Record<string, string>>,
  now: CalendarDate,
): LinkExchanged {
  const kept = { ...of, ...(institution !== undefined && { institution }) };
  const isSame = of.member === oldGuid;
  const isNext = !isSame && oldGuid !== undefined && memberGuid === undefined && institution === before;
  const since = isSame ? readOptionalDate(relinkedOn) : isNext ? now : undefined;
  // What is none of these is a new link, or another login than the one to repair: the engine knows what to do with it.
  return {
    credentials: writeCredentials({ ...kept, ...(since !== undefined && { relinkedOn: since }) }),
    providerConnectionId: of.member,
    ...(isNext && { replaces: oldGuid }),
  };
}

/** The member as MX knows it under this person, or `undefined` where it does not. */
async function memberOf(mx: Transport, of: Member): Promise<WireMember | undefined> {
  try {
    const member = readOne('member', WireMember, await mx.member(of));
    const owner = readText(member.user_guid);
    return member.guid === of.member && (owner === undefined || owner === of.user) ? member : undefined;
  } catch (error) {
    if (isBankweaveError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function isThere(mx: Transport, of: Member): Promise<boolean> {
  return (await memberOf(mx, of)) !== undefined;
}

/** The same with its payload as a header takes it. */
function withPayload(input: MxLinkInput): MxLinkInput {
  if (input.callbackPayload === undefined) return input;
  const callbackPayload = Buffer.from(input.callbackPayload).toString('base64');
  if (callbackPayload.length <= 1024) return { ...input, callbackPayload };
  throw new InvalidInputError('mx: `callbackPayload` is longer than MX takes', {
    field: 'callbackPayload',
    expected: 'at most 768 bytes, 1024 as base64',
  });
}
