import { secondOf } from '../clock-text.ts';
import { bankBy } from '../institutions.ts';
import { entityId } from '../ids.ts';
import { Problem } from '../problem.ts';
import { readFields } from '../read-body.ts';
import { freshToken, freshUuid, type State } from '../state.ts';
import { LinkRequest, mustFit } from './link-request.ts';
import type { LinkSession } from './links.ts';

const MINUTE_MS = 60_000;

/** Answers `/link/token/create`. */
export function createLinkToken(state: State, body: Record<string, unknown>, origin: string) {
  const { world, items, links } = state;
  const request = readFields(LinkRequest, body);
  mustFit(request);
  if (request.institution_id !== undefined) bankBy(world, request.institution_id);
  const repairs = typeof request.access_token === 'string' ? items.of(request.access_token) : null;
  if (
    repairs?.trouble?.code === 'USER_PERMISSION_REVOKED' ||
    world.peekFault(repairs?.loginId ?? '', ['revoked'])
  )
    throw new Problem('USER_PERMISSION_REVOKED', 'the user has revoked the permission to access this Item');
  const createdAt = world.now();
  const session: LinkSession = {
    token: freshToken(state, 'link'),
    id: freshUuid(state, 'session'),
    createdAt,
    expiresAt: createdAt + lifetimeMs(request, repairs !== null),
    request,
    pageId: entityId('page', world.seed, String(createdAt), String(state.count())),
    repairs,
    startedAt: null,
    finishedAt: null,
    results: [],
    exit: null,
  };
  links.open(session);
  return {
    expiration: secondOf(session.expiresAt),
    ...(request.hosted_link ? { hosted_link_url: `${origin}/hl/${session.pageId}` } : {}),
    link_token: session.token,
  };
}

function lifetimeMs({ hosted_link }: LinkRequest, repairs: boolean): number {
  if (!hosted_link) return (repairs ? 30 : 240) * MINUTE_MS;
  if (hosted_link.url_lifetime_seconds !== undefined) return hosted_link.url_lifetime_seconds * 1000;
  const days = { sms: 1, email: 7 };
  return hosted_link.delivery_method ? days[hosted_link.delivery_method] * 1440 * MINUTE_MS : 30 * MINUTE_MS;
}
