import { stamp } from './ask.ts';
import type { Member, Mx } from './state.ts';
import { actionable, numberOf } from './statuses.ts';

/** Gives a member another state, and tells the app of those that the person can do something about. */
export function setStatus(mx: Mx, member: Member, status: string, at: number): void {
  if (member.status === status) return;
  member.status = status;
  if (status !== 'CONNECTED') member.authenticated = false;
  if (actionable.has(status)) {
    mx.outbox.put(at, {
      type: 'CONNECTION_STATUS',
      action: 'CHANGED',
      connection_status: status,
      connection_status_id: numberOf(status),
      connection_status_message: messageOf(member),
      member_guid: member.guid,
      user_guid: member.user.guid,
    });
  }
  mx.outbox.putNested(at, 'member', 'updated', {
    guid: member.guid,
    user_guid: member.user.guid,
    connection_status: numberOf(status),
    name: member.bank.name,
    institution_code: member.bank.code,
    aggregated_at: member.aggregatedAt === null ? null : Math.floor(member.aggregatedAt / 1000),
    is_oauth: member.isOauth,
  });
}

/** A sentence for people about a member's state. */
export function messageOf({ status, bank }: Member): string {
  if (status === 'CONNECTED') return `Connected to ${bank.name}`;
  if (actionable.has(status)) return `${bank.name} needs your attention.`;
  return `The connection to ${bank.name} is ${status.toLowerCase()}.`;
}

/** The fields of a member that MX reports beside its state. */
export function stampsOf(member: Member) {
  return { aggregated_at: stamp(member.aggregatedAt), successfully_aggregated_at: stamp(member.succeededAt) };
}
