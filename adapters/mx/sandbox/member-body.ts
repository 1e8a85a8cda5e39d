import type { Ask, Fields } from './ask.ts';
import { challengeBody } from './challenges.ts';
import { messageOf, stampsOf } from './member-status.ts';
import type { Member, Mx } from './state.ts';
import { needsCredentials } from './statuses.ts';
import { oauthUrl } from './oauth-url.ts';

/** A member as its own routes show it. */
export function memberBody(mx: Mx, member: Member, ask: Ask): Fields {
  const { bank, user, status } = member;
  return {
    ...stampsOf(member),
    background_aggregation_is_disabled: member.backgroundDisabled,
    connection_status: status,
    connection_status_message: messageOf(member),
    guid: member.guid,
    id: member.id,
    institution_code: bank.code,
    institution_guid: bank.guid,
    is_being_aggregated: isAggregating(mx, member),
    is_managed_by_user: false,
    is_manual: false,
    is_oauth: member.isOauth,
    metadata: member.metadata,
    most_recent_job_detail_code: null,
    most_recent_job_detail_text: null,
    most_recent_job_guid: member.lastJob,
    name: bank.name,
    needs_updated_credentials: needsCredentials.has(status),
    oauth_window_uri: status === 'PENDING' ? oauthUrl(mx, member, ask) : null,
    use_cases: member.useCases,
    user_guid: user.guid,
    user_id: user.id,
    ...(mx.settings.quirks.extraFields ? { moon_phase: 'waxing' } : {}),
  };
}

/** The lean reply of the status route, with the open questions. */
export function statusBody(mx: Mx, member: Member): Fields {
  return {
    ...stampsOf(member),
    ...(member.challenges.length > 0
      ? { challenges: member.challenges.map((each) => challengeBody(mx, each)) }
      : {}),
    connection_status: member.status,
    guid: member.guid,
    has_processed_account_numbers: member.processed.numbers,
    has_processed_accounts: member.processed.accounts,
    has_processed_transactions: member.processed.transactions,
    is_authenticated: member.authenticated,
    is_being_aggregated: isAggregating(mx, member),
  };
}

function isAggregating({ settings }: Mx, { job }: Member): boolean {
  if (!job) return false;
  return job.phase !== 'challenged' || settings.uncertain.challengedIsAggregating;
}
