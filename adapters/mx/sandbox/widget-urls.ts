import { type Ask, type Fields, fieldsOf, rooted } from './ask.ts';
import { Refusal, type Reply } from './reply.ts';
import { living } from './members.ts';
import type { Mx, User } from './state.ts';
import { issueTicket } from './tickets.ts';
import { userOf } from './users.ts';

/** An address of the Connect widget: for one visit, within ten minutes. */
export function createWidgetUrl(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  const given = rooted(ask, 'widget_url');
  if (given['widget_type'] !== 'connect_widget') throw new Refusal(400, 'The widget_type is not served.');
  const url = widgetUrl(mx, ask, user, given);
  return { status: 200, body: { widget_url: { type: 'connect_widget', url, user_id: user.id } } };
}

/** The older route, which the newer version no longer has. */
export function createConnectWidgetUrl(mx: Mx, ask: Ask): Reply {
  if (ask.version !== 'v20111101') throw new Refusal(404, 'Invalid route.');
  const user = userOf(mx, ask);
  const given = fieldsOf(fieldsOf(ask.body)?.['config']) ?? {};
  const url = widgetUrl(mx, ask, user, given);
  return { status: 200, body: { user: { connect_widget_url: url, guid: user.guid } } };
}

function widgetUrl(mx: Mx, ask: Ask, user: User, given: Fields): string {
  const wanted = given['current_member_guid'];
  const member = living(user).find(({ guid }) => guid === wanted);
  if (wanted !== undefined && !member) throw new Refusal(404, 'The member was not found.');
  const place = given['current_institution_code'] ?? given['current_institution_guid'];
  if (place !== undefined && !mx.banks.some((bank) => bank.code === place || bank.guid === place)) {
    throw new Refusal(404, 'The institution was not found.');
  }
  const { token } = issueTicket(mx, 'widget', user, member ?? null, given);
  return `${mx.settings.publicUrl ?? ask.origin}/widget/connect/${token}`;
}
