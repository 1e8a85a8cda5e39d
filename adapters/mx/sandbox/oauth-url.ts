import type { Ask } from './ask.ts';
import { fieldsOf } from './ask.ts';
import type { Member, Mx } from './state.ts';
import { issueTicket } from './tickets.ts';

/** A fresh address of the bank's consent page, for one visit. */
export function oauthUrl(mx: Mx, member: Member, ask: Ask): string {
  const asked = { ...Object.fromEntries(ask.query), ...fieldsOf(ask.body) };
  const { token } = issueTicket(mx, 'oauth', member.user, member, asked);
  return `${mx.settings.publicUrl ?? ask.origin}/oauth/authorize?ticket=${token}`;
}
