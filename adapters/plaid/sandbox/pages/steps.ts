import {
  hiddenFields,
  type Html,
  html,
  htmlPage,
  type WorldAccount,
  type WorldInstitution,
} from 'bankweave/sandbox';
import type { LinkSession } from '../link/links.ts';

/** What goes from page to page. */
export interface Carried {
  /** The bank's id in the world. */
  readonly bank: string;
  readonly username: string;
  /** Where to go in the end; empty for nowhere. */
  readonly returnTo: string;
}

/** Choose a bank. */
export function banksPage(
  session: LinkSession,
  banks: readonly WorldInstitution[],
  carried: Carried,
): Response {
  const links = banks.map((bank) => {
    const query = new URLSearchParams({
      bank: bank.id,
      username: carried.username,
      return_to: carried.returnTo,
    });
    return html`<a href="?${query.toString()}">${bank.name} <span class="note">${bank.country}</span></a>`;
  });
  const none = links.length === 0 ? html`<p>No bank here has what this app asks for.</p>` : html``;
  return htmlPage({
    title: 'Select your institution',
    body: html`<p>${session.request.client_name} would like to connect to your bank.</p>${links}${none}${leave(session, carried)}`,
    leadsTo: ends(session, carried),
  });
}

/** Sign in. */
export function signInPage(
  session: LinkSession,
  bank: WorldInstitution,
  carried: Carried,
  wrong = false,
): Response {
  const name = session.repairs
    ? html`<p>Signed in as ${carried.username}.</p>`
    : html`<label>Username<input name="username" value="${carried.username}" autocomplete="off" required></label>`;
  return htmlPage({
    title: `Log in at ${bank.name}`,
    body: html`${wrong ? html`<p role="alert">The credentials were not correct. Please try again.</p>` : html``}
<form method="post" action="/hl/${session.pageId}/sign-in">${hidden(session.repairs ? carried : { ...carried, username: '' })}${name}
<label>Password<input type="password" name="password" autocomplete="off" required></label>
<p class="note">A made-up bank: every username is somebody. "wrong" is a wrong password, "error_ITEM_LOCKED" and the like end with that error.</p>
<button>Submit</button></form>${leave(session, carried)}`,
    leadsTo: ends(session, carried),
  });
}

/** Choose accounts. */
export function accountsPage(
  session: LinkSession,
  accounts: readonly WorldAccount[],
  shared: ReadonlySet<string> | null,
  carried: Carried,
): Response {
  const fixed = session.repairs !== null && session.request.update?.account_selection_enabled !== true;
  const shown = fixed ? accounts.filter(({ id }) => shared?.has(id)) : accounts;
  const boxes = shown.map((account) => {
    const on = shared === null || shared.has(account.id);
    return fixed
      ? html`<p>${account.name} <span class="note">…${account.mask}</span></p>`
      : html`<label><input type="checkbox" name="account" value="${account.id}" ${on ? html`checked` : html``}> ${account.name} <span class="note">…${account.mask}</span></label>`;
  });
  return htmlPage({
    title: 'Select accounts',
    body: html`<p>${session.request.client_name} will see these accounts.</p>
<form method="post" action="/hl/${session.pageId}/decide">${hidden(carried)}${boxes}<button name="decision" value="allow">Continue</button><button name="decision" value="leave" class="quiet">Leave</button></form>`,
    leadsTo: ends(session, carried),
  });
}

/** The end, where no app waits for the person. */
export function donePage(publicToken: string | null): Response {
  const token =
    publicToken === null ? html`` : html`<p class="note">Public token: <code>${publicToken}</code></p>`;
  return htmlPage({
    title: 'Success',
    body: html`<p>Your account has been linked. You can close this page.</p>${token}`,
  });
}

/** The end, where the person left. */
export function leftPage(): Response {
  return htmlPage({
    title: 'Nothing was linked',
    body: html`<p>You left before a bank was linked. You can close this page.</p>`,
  });
}

/** Something that does not fit. */
export function problemPage(text: string, status = 400): Response {
  return htmlPage({ title: 'This does not work', body: html`<p role="alert">${text}</p>`, status });
}

function leave(session: LinkSession, carried: Carried): Html {
  return html`<form method="post" action="/hl/${session.pageId}/decide">${hidden(carried)}<button name="decision" value="leave" class="quiet">Leave</button></form>`;
}

function ends({ request }: LinkSession, { returnTo }: Carried): string | null {
  return request.hosted_link?.completion_redirect_uri ?? (returnTo === '' ? null : returnTo);
}

function hidden({ bank, username, returnTo }: Carried): Html {
  const fields = { bank, ...(username === '' ? {} : { username }), return_to: returnTo };
  return hiddenFields(fields);
}
