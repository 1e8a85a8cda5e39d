import { instantOf, secondOf } from '../clock-text.ts';
import { institutionIdOf } from '../institutions.ts';
import { openAccounts } from '../item/item.ts';
import { subtypeOf } from '../data/to-account.ts';
import { Problem, problemBody } from '../problem.ts';
import type { State } from '../state.ts';
import type { LinkResult, LinkSession } from './links.ts';

const AFTER_END_MS = 6 * 3_600_000;

/** Answers `/link/token/get`. */
export function showLinkToken(state: State, token: string) {
  const session = state.links.find(token);
  const gone = (session?.finishedAt ?? Number.POSITIVE_INFINITY) + AFTER_END_MS <= state.world.now();
  if (!session || gone) throw new Problem('INVALID_LINK_TOKEN', 'link_token not found');
  const { request } = session;
  const reported = request.hosted_link !== undefined || state.settings.linkEvents;
  return {
    created_at: secondOf(session.createdAt),
    expiration: secondOf(session.expiresAt),
    link_token: session.token,
    ...(reported && session.startedAt !== null ? { link_sessions: [toSession(state, session)] } : {}),
    metadata: {
      ...(request.account_filters ? { account_filters: request.account_filters } : {}),
      client_name: request.client_name,
      country_codes: request.country_codes,
      initial_products: request.products ?? [],
      language: request.language,
      redirect_uri: request.redirect_uri ?? null,
      webhook: request.webhook ?? null,
    },
  };
}

function toSession(state: State, session: LinkSession): Record<string, unknown> {
  const { exit, startedAt, finishedAt } = session;
  return {
    link_session_id: session.id,
    started_at: instantOf(startedAt ?? session.createdAt),
    finished_at: finishedAt === null ? null : instantOf(finishedAt),
    events: [],
    ...(exit
      ? {
          exit: {
            error: exit.problem && problemBody(exit.problem),
            metadata: { institution: null, link_session_id: session.id, request_id: '', status: '' },
          },
        }
      : {}),
    results: {
      bank_income_results: [],
      cra_item_add_results: [],
      cra_update_results: [],
      document_income_results: null,
      item_add_results: session.results.map((result) => toResult(state, result)),
      payroll_income_results: [],
    },
  };
}

function toResult(state: State, { publicToken, item }: LinkResult): Record<string, unknown> {
  return {
    accounts: openAccounts(state.world, item).map(({ grant, account }) => ({
      class_type: null,
      id: grant.id,
      mask: account.mask,
      name: account.name,
      subtype: subtypeOf(account),
      type: account.type,
      verification_status: null,
    })),
    institution: { institution_id: institutionIdOf(state.world, item.bank), name: item.bank.name },
    public_token: publicToken,
  };
}
