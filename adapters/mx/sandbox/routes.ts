import * as accounts from './accounts.ts';
import type { Ask } from './ask.ts';
import * as categories from './categories.ts';
import * as holdings from './holdings.ts';
import * as institutions from './institutions.ts';
import * as jobs from './jobs.ts';
import * as members from './members.ts';
import * as merchants from './merchants.ts';
import type { Reply } from './reply.ts';
import type { Mx } from './state.ts';
import * as statements from './statements.ts';
import * as transactions from './transactions.ts';
import * as users from './users.ts';
import * as widgets from './widget-urls.ts';

type Handle = (mx: Mx, ask: Ask) => Reply;

/** What is served, by method and path as MX's specification writes them. */
const routes = {
  'GET /users': users.listUsers,
  'POST /users': users.createUser,
  'GET /users/{user_guid}': users.readUser,
  'PUT /users/{user_guid}': users.updateUser,
  'DELETE /users/{user_guid}': users.deleteUser,
  'POST /users/{user_guid}/widget_urls': widgets.createWidgetUrl,
  'POST /users/{user_guid}/connect_widget_url': widgets.createConnectWidgetUrl,
  'GET /users/{user_guid}/members': members.listMembers,
  'POST /users/{user_guid}/members': members.createMember,
  'GET /users/{user_guid}/members/{member_guid}': members.readMember,
  'PUT /users/{user_guid}/members/{member_guid}': members.updateMember,
  'DELETE /users/{user_guid}/members/{member_guid}': members.deleteMember,
  'GET /users/{user_guid}/members/{member_guid}/status': members.readStatus,
  'GET /users/{user_guid}/members/{member_guid}/credentials': (mx, ask) =>
    institutions.credentialsReply(mx, ask, members.memberOf(mx, ask).bank),
  'GET /users/{user_guid}/members/{member_guid}/challenges': jobs.listChallenges,
  'PUT /users/{user_guid}/members/{member_guid}/resume': jobs.resume,
  'GET /users/{user_guid}/members/{member_guid}/oauth_window_uri': jobs.oauthWindow,
  'POST /users/{user_guid}/members/{member_guid}/aggregate': jobs.starter('aggregate'),
  'POST /users/{user_guid}/members/{member_guid}/check_balance': jobs.starter('balance'),
  'POST /users/{user_guid}/members/{member_guid}/extend_history': jobs.starter('history'),
  'POST /users/{user_guid}/members/{member_guid}/identify': jobs.starter('identify'),
  'POST /users/{user_guid}/members/{member_guid}/verify': jobs.starter('verify'),
  'POST /users/{user_guid}/members/{member_guid}/fetch_statements': jobs.starter('statements'),
  'GET /users/{user_guid}/members/{member_guid}/accounts': accounts.listMemberAccounts,
  'GET /users/{user_guid}/members/{member_guid}/accounts/{account_guid}': accounts.readMemberAccount,
  'PUT /users/{user_guid}/members/{member_guid}/accounts/{account_guid}': accounts.updateMemberAccount,
  'GET /users/{user_guid}/members/{member_guid}/accounts/{account_guid}/transactions':
    transactions.listMemberAccountTransactions,
  'GET /users/{user_guid}/members/{member_guid}/account_numbers': accounts.listMemberNumbers,
  'GET /users/{user_guid}/members/{member_guid}/account_owners': accounts.listOwners,
  'GET /users/{user_guid}/members/{member_guid}/transactions': transactions.listMemberTransactions,
  'GET /users/{user_guid}/members/{member_guid}/investment_holdings': holdings.listMemberHoldings,
  'GET /users/{user_guid}/members/{member_guid}/statements': statements.listStatements,
  'GET /users/{user_guid}/members/{member_guid}/statements/{statement_guid}': statements.readStatement,
  'GET /users/{user_guid}/accounts': accounts.listUserAccounts,
  'GET /users/{user_guid}/accounts/{account_guid}': accounts.readUserAccount,
  'GET /users/{user_guid}/accounts/{account_guid}/account_numbers': accounts.listAccountNumbers,
  'GET /users/{user_guid}/accounts/{account_guid}/transactions': transactions.listAccountTransactions,
  'GET /users/{user_guid}/accounts/{account_guid}/investment_holdings': holdings.listAccountHoldings,
  'GET /users/{user_guid}/transactions': transactions.listUserTransactions,
  'GET /users/{user_guid}/transactions/{transaction_guid}': transactions.readTransaction,
  'GET /users/{user_guid}/investment_holdings': holdings.listUserHoldings,
  'GET /users/{user_guid}/investment_holdings/{holding_guid}': holdings.readHolding,
  'GET /users/{user_guid}/investment_holdings_deactivate': holdings.deactivateHoldings,
  'GET /users/{user_guid}/categories': categories.listUserCategories,
  'POST /users/{user_guid}/categories': categories.createCategory,
  'GET /users/{user_guid}/categories/default': categories.listDefaultCategories,
  'GET /users/{user_guid}/categories/{category_guid}': categories.readUserCategory,
  'PUT /users/{user_guid}/categories/{category_guid}': categories.updateCategory,
  'DELETE /users/{user_guid}/categories/{category_guid}': categories.deleteCategory,
  'GET /categories/default': categories.listDefaultCategories,
  'GET /categories/{category_guid}': categories.readDefaultCategory,
  'GET /merchants': merchants.listMerchants,
  'GET /merchants/{merchant_guid}': merchants.readMerchant,
  'GET /institutions': institutions.listInstitutions,
  'GET /institutions/favorites': institutions.listInstitutions,
  'GET /institutions/{institution_code}': institutions.readInstitution,
  'GET /institutions/{institution_code}/credentials': institutions.listCredentials,
} satisfies Record<string, Handle>;

/** A route of MX by method and path, such as `GET /users/{user_guid}/members`. */
export type MxRoute = keyof typeof routes;

interface Found {
  readonly name: MxRoute;
  readonly handle: Handle;
  readonly path: Readonly<Record<string, string>>;
}

const table = Object.entries(routes).map(([name, handle]) => {
  const [method = '', pattern = ''] = name.split(' ');
  return { name: name as MxRoute, handle, method, parts: pattern.split('/').slice(1) };
});

/** The route of a request; plain words win over names in braces. */
export function routeOf(method: string, pathname: string): Found | undefined {
  const given = pathname.split('/').slice(1);
  const fitting = table.filter(
    ({ method: own, parts }) =>
      own === method &&
      parts.length === given.length &&
      parts.every((part, i) => part === given[i] || (part.startsWith('{') && given[i] !== '')),
  );
  const braces = (parts: readonly string[]) => parts.filter((part) => part.startsWith('{')).length;
  const found = fitting.sort((a, b) => braces(a.parts) - braces(b.parts))[0];
  if (!found) return undefined;
  const path: Record<string, string> = {};
  for (const [i, part] of found.parts.entries()) {
    if (part.startsWith('{')) path[part.slice(1, -1)] = decoded(given[i] ?? '');
  }
  return { name: found.name, handle: found.handle, path };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
