import type { WorldAccount } from 'bankweave/sandbox';
import { html } from './html.ts';
import type { LinkRequest } from './link-request.ts';
import { hidden, page } from './page.ts';
import type { Provider } from './providers.ts';

/** Choose a bank. */
export function banksPage(link: LinkRequest): Response {
  const banks = link.providers.map(
    ({ id, name, country }) =>
      html`<button class="bank" name="provider" value="${id}">${name} <span class="note">${country}</span></button>`,
  );
  return page(
    'Choose your bank',
    html`<form method="post" action="sign-in">${hidden({ link: link.query })}${banks}</form>`,
    link.redirectUri,
  );
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
  return page(
    `Sign in to ${provider.name}`,
    html`<form method="post" action="sign-in">${hidden({ link: link.query, provider: provider.id })}
${wrong ? html`<p class="wrong" role="alert">That is not right. Please try again.</p>` : ''}
<label>Username<input type="text" name="username" value="${username}" autocomplete="off" required></label>
<label>Password<input type="password" name="password" autocomplete="off" required></label>
<p class="note">${note}</p><button>Continue</button></form>`,
    link.redirectUri,
  );
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
  return page(
    'Allow access',
    html`<p>The app asks ${provider.name} for: ${link.scopes.join(', ')}.</p>
<form method="post" action="consent">${hidden({ link: link.query, provider: provider.id, ...person })}
${boxes}<button name="decision" value="allow">Allow</button><button name="decision" value="refuse" class="quiet">Refuse</button></form>`,
    link.redirectUri,
  );
}

/** Something that does not fit. */
export function problemPage(text: string): Response {
  return page('This does not work', html`<p role="alert">${text}</p>`, '', 400);
}

/** Hands the answer over by a form, as `response_mode=form_post` asks for. */
export function formPostPage(redirectUri: string, fields: Readonly<Record<string, string>>): Response {
  return page(
    'Back to the app',
    html`<form method="post" action="${redirectUri}">${hidden(fields)}<button>Continue</button></form>`,
    redirectUri,
    200,
    true,
  );
}
