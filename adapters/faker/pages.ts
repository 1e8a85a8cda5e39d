import { createHash } from 'node:crypto';
import type { WorldInstitution, WorldLogin } from 'bankweave/sandbox';
import { Html, html } from './html.ts';

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;color:#1c2330;background:#f6f7f9}
main{background:#fff;border:1px solid #dde1e7;border-radius:.75rem;padding:1.5rem}
h1{font-size:1.25rem;margin-top:0}a,label{display:block;padding:.5rem 0}
input[type=text],input[type=password]{display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0;border-radius:.5rem;border:1px solid #1c4ed8;background:#1c4ed8;color:#fff}
button.quiet{background:#fff;color:#1c4ed8}.note{color:#5b6472;font-size:.875rem}.wrong{color:#a11}`;
const styleHash = createHash('sha256').update(style).digest('base64');

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
    html`<form method="post" action="sign-in">${hidden({ ...fieldsOf(carried), institution: bank.id })}
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
<form method="post" action="decide">${hidden({ ...fieldsOf(carried), institution: bank.id, username: login.username })}
${boxes}<button name="decision" value="allow">Allow</button><button name="decision" value="deny" class="quiet">Deny</button></form>`,
  );
}

/** The end, where no app waits for the person. */
export function donePage(allowed: boolean): Response {
  const text = allowed
    ? 'Your accounts are shared. You can close this page.'
    : 'Nothing is shared. You can close this page.';
  return page(allowed ? 'Done' : 'Not shared', { state: '', redirectUri: '' }, html`<p>${text}</p>`);
}

/** Something that does not fit. */
export function problemPage(text: string, status: number): Response {
  return page(
    'This does not work',
    { state: '', redirectUri: '' },
    html`<p role="alert">${text}</p>`,
    status,
  );
}

function fieldsOf({ state, redirectUri }: Carried): Record<string, string> {
  return { state, redirect_uri: redirectUri };
}

function hidden(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

function page(title: string, carried: Carried, body: Html, status = 200): Response {
  // Browsers hold the redirect that follows a form against `form-action` as well.
  const back = URL.parse(carried.redirectUri)?.origin;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action 'self'${back ? ` ${back}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const { text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}
