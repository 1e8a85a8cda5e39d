import { hiddenFields, html, htmlPage, type WorldAccount } from 'bankweave/sandbox';
import type { LinkRequest } from './link-request.ts';
import type { Provider } from './providers.ts';

const style = 'button[name=provider]{display:block;width:100%;text-align:left}';

/** Choose a bank. */
export function banksPage(link: LinkRequest): Response {
  const banks = link.providers.map(
    ({ id, name, country }) =>
      html`<button class="quiet" name="provider" value="${id}">${name} <span class="note">${country}</span></button>`,
  );
  return htmlPage({
    title: 'Choose your bank',
    body: html`<form method="post" action="sign-in">${hiddenFields({ link: link.query })}${banks}</form>`,
    style,
    leadsTo: link.redirectUri,
  });
}

/** Sign in at the bank. */
export function signInPage(
  link: LinkRequest,
  provider: Provider,
  username: string,
  wrong: boolean,
): Response {
  const note = provider.mock
    ? 'The mock bank knows john with doe, john1 with doe1 and so on.'
    : 'This bank is made up: every username is somebody, and every password but "wrong" is right.';
  return htmlPage({
    title: `Sign in to ${provider.name}`,
    body: html`<form method="post" action="sign-in">${hiddenFields({ link: link.query, provider: provider.id })}
${wrong ? html`<p class="wrong" role="alert">That is not right. Please try again.</p>` : ''}
<label>Username<input type="text" name="username" value="${username}" autocomplete="off" required></label>
<label>Password<input type="password" name="password" autocomplete="off" required></label>
<p class="note">${note}</p><button>Continue</button></form>`,
    leadsTo: link.redirectUri,
  });
}

/** Choose accounts; allow or refuse. */
export function consentPage(
  link: LinkRequest,
  provider: Provider,
  person: Readonly<Record<'username' | 'password', string>>,
  accounts: readonly WorldAccount[],
): Response {
  const boxes = accounts.map(
    ({ id, name, mask }) =>
      html`<label><input type="checkbox" name="account" value="${id}" checked> ${name} <span class="note">…${mask}</span></label>`,
  );
  return htmlPage({
    title: 'Allow access',
    body: html`<p>The app asks ${provider.name} for: ${link.scopes.join(', ')}.</p>
<form method="post" action="consent">${hiddenFields({ link: link.query, provider: provider.id, ...person })}
${boxes}<button name="decision" value="allow">Allow</button><button name="decision" value="refuse" class="quiet">Refuse</button></form>`,
    leadsTo: link.redirectUri,
  });
}

/** Something that does not fit. */
export function problemPage(text: string): Response {
  return htmlPage({ title: 'This does not work', body: html`<p role="alert">${text}</p>`, status: 400 });
}

/** Hands the answer over by a form that posts itself, as TrueLayer's page does for `response_mode=form_post`. */
export function formPostPage(redirectUri: string, fields: Readonly<Record<string, string>>): Response {
  return htmlPage({
    title: 'Back to the app',
    body: html`<form method="post" action="${redirectUri}">${hiddenFields(fields)}<button>Continue</button></form>`,
    leadsTo: redirectUri,
    script: 'document.forms[0].submit()',
  });
}
