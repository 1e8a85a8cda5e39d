import { hash, timingSafeEqual } from 'node:crypto';
import {
  type Notice,
  ProviderAuthenticationError,
  ProviderResponseError,
  type RawRequest,
  readText,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import { classOf, isTrouble } from './connection-status.ts';
import type { Settings } from './options.ts';

/**
 * MX's webhooks are not signed: HTTP Basic is all that can be checked here. They are hints; what they say about data or
 * health is never taken over, since they come out of order, twice, or not at all.
 */
export function createWebhooks({ webhook }: Settings): WebhooksFacet {
  return {
    // Without a password the app has to allow unverified ones, and to let in nobody but MX.
    ...(webhook && {
      verify: async ({ headers }: RawRequest) => {
        if (!isSame(headers['authorization'] ?? '', basicOf(webhook)))
          throw new ProviderAuthenticationError('The webhook does not have the password.', {
            provider: 'mx',
          });
      },
    }),
    parse: ({ body }) => noticesIn(body),
  };
}

const any = z.unknown().optional();
const Nested = z
  .object({ guid: any, member_guid: any, status_name: any, revision: any, updated_at: any, deleted_at: any })
  .nullish()
  .catch(undefined);
const Body = z.object({
  type: any,
  action: any,
  guid: any,
  completed_at: any,
  member_guid: any,
  connection_status: any,
  connection_status_id: any,
  member: Nested,
  job: Nested,
  account: Nested,
  transaction: Nested,
  holding: Nested,
});
type Body = z.infer<typeof Body>;

function noticesIn(bytes: Uint8Array): Notice[] {
  const key = `sha256:${hash('sha256', bytes, 'base64url')}`;
  const given = jsonOf(bytes);
  return (Array.isArray(given) ? given : [given]).flatMap((one, index) => {
    const read = Body.safeParse(one);
    if (!read.success) throw new ProviderResponseError('A webhook of MX is no object.', { provider: 'mx' });
    const member = memberOf(read.data);
    if (member === undefined) return [];
    return [
      {
        providerConnectionId: member,
        dedupeKey: isOneOnly(read.data) ? (index === 0 ? key : `${key}.${index}`) : null,
        ...meaningOf(read.data),
      },
    ];
  });
}

/**
 * Whether another event would have another body. Most of them have no id, but say when their job ended or which state
 * of a thing they are about. That of a status has neither: a login that breaks again sends the same bytes once more.
 */
function isOneOnly({ guid, completed_at, member, job, account, transaction, holding }: Body): boolean {
  const thing = member ?? job ?? account ?? transaction ?? holding;
  const marks = [guid, completed_at, thing?.revision, thing?.updated_at, thing?.deleted_at];
  return marks.some((mark) => mark !== undefined && mark !== null && mark !== '');
}

/** The member that an event is about, at the top of a flat body or inside the thing that changed. */
function memberOf({ member_guid, member, job, account, transaction, holding }: Body): string | undefined {
  const inside = job ?? account ?? transaction ?? holding;
  return readText(member_guid) ?? readText(member?.guid) ?? readText(inside?.member_guid);
}

function meaningOf(body: Body): Pick<Notice, 'type' | 'about' | 'urgent'> {
  const action = readText(body.action)?.toLowerCase();
  // Bodies about things may leave their type out.
  switch (readText(body.type)?.toUpperCase()) {
    case 'AGGREGATION':
    case 'BALANCE':
    case 'VERIFICATION':
    case 'STATEMENT':
      return { type: 'sync', about: 'data' };
    case 'HISTORY':
      return { type: 'sync', about: 'history' };
    case 'INITIAL_DATA_READY':
      // Somebody sits in front of the widget and waits.
      return { type: 'sync', about: 'data', urgent: true };
    case 'CONNECTION_STATUS': {
      const status = classOf(body.connection_status ?? body.connection_status_id);
      return { type: 'inspect', about: isTrouble(status) ? 'login_broken' : 'login_repaired' };
    }
  }
  if (body.member)
    return action === 'deleted' ? { type: 'revoked', about: 'consent_ended' } : { type: 'inspect' };
  if (body.job) return { type: 'inspect' };
  if (body.account) {
    const about = action === 'created' ? 'new_accounts' : action === 'deleted' ? 'accounts_removed' : 'data';
    return { type: 'sync', about };
  }
  return body.transaction || body.holding
    ? { type: 'sync', about: 'data' }
    : { type: 'inspect', about: 'other' };
}

function basicOf({ username, password }: NonNullable<Settings['webhook']>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Compares in constant time, whatever the lengths. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
  // The scheme's name has no case.
  return timingSafeEqual(digest(given.replace(/^basic /i, 'Basic ')), digest(wanted));
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new ProviderResponseError('A webhook of MX is no JSON.', { provider: 'mx' });
  }
}
