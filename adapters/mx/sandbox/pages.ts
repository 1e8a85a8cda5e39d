import { hiddenFields, html } from 'bankweave/sandbox';
import { fieldsOf, type Fields } from './ask.ts';
import type { Bank } from './bank.ts';
import { challengeBody } from './challenges.ts';
import { resumeJob } from './job.ts';
import { answerIn } from './challenges.ts';
import { outcomeOfAnswer } from './login-outcome.ts';
import { messageOf } from './member-status.ts';
import { oauthScript } from './oauth-script.ts';
import { notePage, page } from './page.ts';
import { beginOAuth, decideOAuth, signIn } from './person.ts';
import { Refusal } from './reply.ts';
import { settle } from './settle.ts';
import type { Member, Mx, Ticket } from './state.ts';
import { actionable, needsCredentials, numberOf } from './statuses.ts';
import { issueTicket, openedTicket, openTicket, ticketOfSession } from './tickets.ts';
import { widgetScript } from './widget-script.ts';

const failures = new Set([
  ...actionable,
  ...needsCredentials,
  'FAILED',
  'DEGRADED',
  'DISCONNECTED',
  'CLOSED',
]);

/** Answers what a browser asks for: the widget, its calls, and a bank's consent page; `undefined` for anything else. */
export async function answerPage(mx: Mx, request: Request): Promise<Response | undefined> {
  const url = new URL(request.url);
  const [, place, what, session = '', action] = url.pathname.split('/');
  if (place !== 'widget' && place !== 'oauth') return undefined;
  try {
    const route = `${request.method} ${place}/${what}`;
    if (route === 'GET widget/connect') return widgetPage(mx, session);
    if (route === 'POST widget/sessions') {
      const body = fieldsOf(JSON.parse((await request.text()) || '{}')) ?? {};
      return act(mx, ticketOfSession(mx, session), action ?? '', body, url.origin);
    }
    if (route === 'GET oauth/authorize') return consentPage(mx, url.searchParams.get('ticket') ?? '');
    if (route === 'POST oauth/decide') return decide(mx, new URLSearchParams(await request.text()));
    return notePage('Nothing here', 'There is no such page.', 404);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return what === 'sessions'
      ? Response.json(error.reply.body, { status: error.status })
      : notePage('This does not work', error.message, error.status);
  }
}

function widgetPage(mx: Mx, token: string): Response {
  const ticket = openTicket(mx, 'widget', token);
  const { config, member } = ticket;
  if (member) settle(mx, member, mx.world.now());
  const place = config['current_institution_code'] ?? config['current_institution_guid'];
  const bank = member?.bank ?? mx.banks.find(({ code, guid }) => code === place || guid === place);
  const challenged = member?.status === 'CHALLENGED';
  const mobile = config['is_mobile_webview'] === true;
  const boot = {
    userGuid: ticket.user.guid,
    session: ticket.session,
    memberGuid: member?.guid ?? null,
    username: member?.username ?? '',
    institution: bank ? bankBody(bank) : null,
    initialStep: challenged ? 'mfa' : bank ? 'enterCredentials' : 'search',
    pinned: bank !== undefined,
    searchDisabled: config['disable_institution_search'] === true,
    // In a web view each message is an address of this scheme; how it is written is our guess.
    scheme: mobile ? (config['ui_message_webview_url_scheme'] ?? 'mx') : null,
    optionGuids: mx.settings.uncertain.optionAnswer === 'guid',
    pollMs: Math.min(1000, Math.max(50, mx.settings.jobMs / 10)),
  };
  return page({ title: 'Connect', script: widgetScript, boot });
}

function act(mx: Mx, ticket: Ticket, action: string, body: Fields, origin: string): Response {
  const now = mx.world.now();
  if (ticket.member) settle(mx, ticket.member, now);
  const text = (name: string) => {
    const value = body[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const bank = () => {
    const found = mx.banks.find(({ code }) => code === body['institution']);
    if (!found) throw new Refusal(404, 'The institution was not found.');
    return found;
  };
  if (action === 'institutions') {
    const query = text('query').toLowerCase();
    const found = mx.banks.filter(({ name }) => name.toLowerCase().includes(query));
    return Response.json({ institutions: found.map(bankBody) });
  }
  if (action === 'sign-in') {
    if (text('username') === '' || text('password') === '') throw new Refusal(400, 'A credential is empty.');
    const given = { username: text('username'), password: text('password') };
    return Response.json({ memberGuid: signIn(mx, ticket, bank(), given).guid });
  }
  if (action === 'oauth') {
    const member = beginOAuth(mx, ticket, bank());
    const { token } = issueTicket(mx, 'oauth', ticket.user, member, {
      referral_source: ticket.config['oauth_referral_source'] ?? 'BROWSER',
      client_redirect_url: ticket.config['client_redirect_url'],
    });
    const url = `${mx.settings.publicUrl ?? origin}/oauth/authorize?ticket=${token}`;
    return Response.json({ url, memberGuid: member.guid });
  }
  if (action === 'leave') {
    ticket.over = true;
    return Response.json({});
  }
  const { member } = ticket;
  if (!member || member.deletedAt !== null) throw new Refusal(404, 'The member was not found.');
  if (action === 'status') return Response.json(stateOf(mx, member));
  if (action !== 'answer') throw new Refusal(404, 'There is no such page.');
  const answer = answerIn(mx, member.challenges, body['answers']);
  if (answer === undefined || !member.job)
    throw new Refusal(400, 'The answers do not belong to the open challenges.');
  resumeJob(mx, member, member.job, outcomeOfAnswer(answer), now);
  return Response.json({});
}

function stateOf(mx: Mx, member: Member): Fields {
  const { status, job, challenges } = member;
  return {
    status,
    number: numberOf(status),
    aggregating: job !== null,
    failed: failures.has(status),
    retry: needsCredentials.has(status) || status === 'REJECTED' || status === 'EXPIRED',
    message: messageOf(member),
    challenges: challenges.map((each) => challengeBody(mx, each)),
  };
}

function bankBody({ code, guid, name, url, oauth }: Bank): Fields {
  return { code, guid, name, url, oauth };
}

function consentPage(mx: Mx, token: string): Response {
  const ticket = openTicket(mx, 'oauth', token);
  const name = ticket.member?.bank.name ?? 'the bank';
  return page({
    title: `Share from ${name}`,
    body: html`<form method="post" action="/oauth/decide">
${hiddenFields({ ticket: token })}
<label>Username<input type="text" name="username" value="${ticket.member?.username ?? 'mxuser'}" autocomplete="off" required></label>
<p class="note">This is a made-up bank: every username is somebody.</p>
<button name="decision" value="allow">Allow</button><button name="decision" value="deny" class="quiet" formnovalidate>Deny</button></form>`,
    leadsTo: redirectOf(ticket)?.href,
  });
}

function decide(mx: Mx, fields: URLSearchParams): Response {
  const ticket = openedTicket(mx, 'oauth', fields.get('ticket') ?? '');
  const username = (fields.get('username') ?? '').trim();
  const allowed = fields.get('decision') === 'allow' && username !== '';
  decideOAuth(mx, ticket, allowed ? { username } : null);
  const outcome = allowed ? 'success' : 'error';
  const memberGuid = ticket.member?.guid ?? '';
  const back = redirectOf(ticket);
  if (back) {
    back.searchParams.set('status', outcome);
    back.searchParams.set('member_guid', memberGuid);
    if (!allowed) back.searchParams.set('error_reason', 'CANCELLED');
    return new Response(null, { status: 303, headers: { location: back.href } });
  }
  const text = allowed
    ? 'Thank you. You can close this window.'
    : 'Nothing is shared. You can close this window.';
  const title = allowed ? 'Shared' : 'Not shared';
  return page({ title, body: html`<p>${text}</p>`, script: oauthScript, boot: { outcome, memberGuid } });
}

/** Where the person goes from the bank, if that is the app itself. */
function redirectOf({ config }: Ticket): URL | undefined {
  if (config['referral_source'] !== 'APP' || typeof config['client_redirect_url'] !== 'string')
    return undefined;
  const url = URL.parse(config['client_redirect_url']);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}
