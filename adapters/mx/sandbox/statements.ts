import { type Ask, type Fields, stamp } from './ask.ts';
import { guidOf } from './guid.ts';
import { memberOf } from './members.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import { accountsOf } from './rows.ts';
import type { Member, Mx } from './state.ts';

/** One for each account, once a job has fetched them. */
export function listStatements(mx: Mx, ask: Ask): Reply {
  return paged(ask, mx.settings, 'statements', statementsOf(mx, memberOf(mx, ask)));
}

/** A statement, or its PDF where the path ends so. */
export function readStatement(mx: Mx, ask: Ask): Reply {
  const asked = ask.path['statement_guid'] ?? '';
  const found = statementsOf(mx, memberOf(mx, ask)).find(({ guid }) => guid === asked.replace(/\.pdf$/, ''));
  if (!found) throw new Refusal(404, 'The statement was not found.');
  if (!asked.endsWith('.pdf')) return { status: 200, body: { statement: found } };
  return { status: 200, body: emptyPdf, headers: { 'content-type': 'application/vnd.mx.api.v1+pdf' } };
}

function statementsOf(mx: Mx, member: Member): readonly Fields[] {
  if (member.statementsAt === null) return [];
  const at = stamp(member.statementsAt);
  return accountsOf(member).map(({ guid }) => ({
    guid: guidOf('STA', guid),
    account_guid: guid,
    member_guid: member.guid,
    user_guid: member.user.guid,
    content_hash: guidOf('H', guid).slice(2).replaceAll('-', ''),
    uri: `statements/${guidOf('STA', guid)}.pdf`,
    created_at: at,
    updated_at: at,
  }));
}

const emptyPdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
