import {
  hiddenFields,
  type Html,
  html,
  htmlPage,
  type WorldInstitution,
  type WorldLogin,
} from 'bankweave/sandbox';

/** What is carried from page to page. */
export interface Carried {
  readonly state: string;
  readonly redirectUri: string;
}

/** Choose a bank. */
export function banksPage(banks: readonly WorldInstitution[], carried: Carried, username: string): Response {
  const links = banks.map((bank) => {
    const query = new URLSearchParams({ ...fieldsOf(carried), institution: bank.id, username });
    return html`<a href="authorize?${query.toString()}">${bank.name} <span class="note">${bank.country}</span></a>`;
  });
  return page('Choose your bank', carried, html`${links}`);
}

/** Sign in. */
export function signInPage(
  bank: WorldInstitution,
  carried: Carried,
  username: string,
  wrong: boolean,
): Response {
  return page(
    `Sign in to ${bank.name}`,
    carried,
    html`<form method="post" action="sign-in">${hiddenFields({ ...fieldsOf(carried), institution: bank.id })}
${wrong ? html`<p class="wrong" role="alert">That did not work. Please try again.</p>` : ''}
<label>Username<input type="text" name="username" value="${username}" autocomplete="off" required></label>
<label>Password<input type="password" name="password" autocomplete="off" required></label>
<p class="note">This is a made-up bank: every username is somebody, and any password but "wrong" is right.</p>
<button>Continue</button></form>`,
  );
}

/** Choose accounts; allow or deny. */
export function consentPage(bank: WorldInstitution, login: WorldLogin, carried: Carried): Response {
  const days = bank.consentDays === null ? 'until you withdraw it' : `for ${bank.consentDays} days`;
  const boxes = login.accounts
    .filter((account) => account.status === 'active')
    .map(
      (account) =>
        html`<label><input type="checkbox" name="account" value="${account.id}" checked> ${account.name} <span class="note">…${account.mask}</span></label>`,
    );
  return page(
    'Share your accounts',
    carried,
    html`<p>${login.person.firstName} ${login.person.lastName}, choose what to share ${days}: balances and transactions, nothing else.</p>
<form method="post" action="decide">${hiddenFields({ ...fieldsOf(carried), institution: bank.id, username: login.username })}
${boxes}<button name="decision" value="allow">Allow</button><button name="decision" value="deny" class="quiet">Deny</button></form>`,
  );
}

/** The end, where no app waits for the person. */
export function donePage(allowed: boolean): Response {
  const text = allowed
    ? 'Your accounts are shared. You can close this page.'
    : 'Nothing is shared. You can close this page.';
  return htmlPage({ title: allowed ? 'Done' : 'Not shared', body: html`<p>${text}</p>` });
}

/** Something that does not fit. */
export function problemPage(text: string, status: number): Response {
  return htmlPage({ title: 'This does not work', body: html`<p role="alert">${text}</p>`, status });
}

function fieldsOf({ state, redirectUri }: Carried): Record<string, string> {
  return { state, redirect_uri: redirectUri };
}

function page(title: string, carried: Carried, body: Html): Response {
  return htmlPage({ title, body, leadsTo: carried.redirectUri });
}
