import { createHash } from 'node:crypto';
import { html, Safe } from './html.ts';

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;background:#eef1f4;color:#111}
main{background:#fff;border-radius:.75rem;padding:1.5rem;border:1px solid #d5dae1}h1{font-size:1.2rem;margin-top:0}
a,label{display:block;padding:.4rem 0}input:not([type=checkbox]){display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0;border-radius:.4rem;border:1px solid #111;background:#111;color:#fff}
button.quiet{background:#fff;color:#111}.note{color:#5b6472;font-size:.875rem}code{overflow-wrap:anywhere}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** A page of Link. `leadsTo` is where a form on it may send the person in the end. */
export function page(title: string, body: Safe, leadsTo: string | null = null, status = 200): Response {
  // Browsers hold the redirect that follows a form against `form-action` as well.
  const away = leadsTo === null ? undefined : URL.parse(leadsTo);
  const origin = away && (away.origin === 'null' ? away.protocol : away.origin);
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action 'self'${origin === undefined ? '' : ` ${origin}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  const { text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Safe(style)}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
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

/** Something that does not fit. */
export function problemPage(text: string, status = 400): Response {
  return page('This does not work', html`<p role="alert">${text}</p>`, null, status);
}
