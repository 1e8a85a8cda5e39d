import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';

const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:1rem}
h1{font-size:1.25rem;margin:0 0 1rem;outline:0}ul{list-style:none;padding:0}
label{display:block;padding:.4rem 0}fieldset{border:0;padding:0;margin:0}img{max-height:3rem;min-width:2rem}
input:not([type=radio]){display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button,a.button{font:inherit;display:inline-block;padding:.6rem 1.2rem;margin:.5rem .5rem 0 0;border-radius:.5rem;border:1px solid #1c4ed8;background:#1c4ed8;color:#fff;text-decoration:none}
button.quiet{background:transparent;color:inherit;border-color:currentcolor}li button{width:100%;text-align:left}
.note{font-size:.875rem;opacity:.75}.wrong{color:#c22}`;

/** A page that runs one script of ours, which finds its facts in `boot`, or none. */
export function page(
  title: string,
  body: Html,
  given: {
    readonly status?: number;
    readonly script?: string;
    readonly boot?: object;
    /** Where a form may lead beside the page's own origin. */
    readonly formTo?: string | undefined;
  } = {},
): Response {
  const { status = 200, script, boot = {}, formTo } = given;
  const code = script === undefined ? '' : `const boot = ${safeJson(boot)};${script}`;
  const policy = [
    "default-src 'none'",
    "connect-src 'self'",
    'img-src data:',
    `style-src ${hashOf(style)}`,
    ...(code === '' ? [] : [`script-src ${hashOf(code)}`]),
    `form-action 'self'${formTo === undefined ? '' : ` ${formTo}`}`,
    "base-uri 'none'",
  ].join('; ');
  const { text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head><body><main>${body}</main>${code === '' ? '' : new Html(`<script>${code}</script>`)}</body></html>`;
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

/** A page that says one thing. */
export function notePage(title: string, text: string, status = 200): Response {
  return page(title, html`<h1>${title}</h1><p>${text}</p>`, { status });
}

/** JSON that no text in it can end the script it stands in. */
function safeJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
