import type { State } from '../state.ts';
import type { LinkSession } from './links.ts';

/** Sends the webhooks that end a session: of Hosted Link, or of any where the client has Link events. */
export function tellOfSession(
  { outbox, settings }: State,
  session: LinkSession,
  publicToken: string | null,
): void {
  const { request, exit, id, token } = session;
  if (request.webhook === undefined || !(request.hosted_link || settings.linkEvents)) return;
  const common = { url: request.webhook, type: 'LINK', itemId: null };
  const about = { link_session_id: id, link_token: token };
  if (publicToken !== null)
    void outbox.post({ ...common, code: 'ITEM_ADD_RESULT', fields: { ...about, public_token: publicToken } });
  void outbox.post({
    ...common,
    code: 'SESSION_FINISHED',
    fields: {
      ...about,
      status: exit ? 'EXITED' : 'SUCCESS',
      ...(publicToken === null ? {} : { public_token: publicToken, public_tokens: [publicToken] }),
    },
  });
}
