import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#16213a;background:#f4f5f9}
main{background:#fff;border:1px solid #d9dde8;border-radius:.75rem;padding:1.5rem}
h1{font-size:1.2rem;margin-top:0}label{display:block;padding:.4rem 0}
input[type=text],input[type=password]{display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.6rem 1rem;margin:.6rem .5rem 0 0;border-radius:.5rem;border:1px solid #26337a;background:#26337a;color:#fff}
button.bank{display:block;width:100%;text-align:left;background:#fff;color:#16213a;border-color:#d9dde8}
button.quiet{background:#fff;color:#26337a}.note{color:#59627a;font-size:.875rem}.wrong{color:#a11}`;
// With `response_mode=form_post` the browser posts the answer by itself, as TrueLayer's page does.
const script = 'document.forms[0].submit()';
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const hashes = { style: hashOf(style), script: hashOf(script) };

/** A page of the dialog; `returnTo` is where its forms may lead in the end. */
export function page(title: string, body: Html, returnTo = '', status = 200, submit = false): Response {
  const address = URL.parse(returnTo);
  // An app on a phone may be called by a scheme of its own, which has no origin.
  const target = address?.protocol.startsWith('http') ? address.origin : address?.protocol;
  const policy = [
    "default-src 'none'",
    `style-src ${hashes.style}`,
    `script-src ${submit ? hashes.script : "'none'"}`,
    `form-action 'self'${target ? ` ${target}` : ''}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const { text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head><body><main><h1>${title}</h1>${body}</main>${submit ? html`<script>${new Html(script)}</script>` : ''}</body></html>`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  return new Response(text, { status, headers });
}

/** Fields that are carried along unseen. */
export function hidden(fields: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}
