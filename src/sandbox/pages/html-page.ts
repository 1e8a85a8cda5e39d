import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';

/** What a page is made of: see {@link htmlPage}. */
export interface HtmlPage {
  /** Heading of the page, and its title. */
  readonly title: string;
  readonly body: Html;
  /** Default: 200. */
  readonly status?: number;
  /** CSS after that of all pages. */
  readonly style?: string;
  /** A script at the end of the page. It stands there as it is: anything put into it must not be able to end it. */
  readonly script?: string | undefined;
  /**
   * An address that a form of the page may lead to in the end, beside the page's own origin: browsers hold a redirect
   * that answers a form against the policy as well. Only its origin counts; an app on a phone has a scheme in its place.
   */
  readonly leadsTo?: string | null | undefined;
  /** Directives of the content security policy beside those that every page has: `connect-src 'self'`. */
  readonly policy?: readonly string[];
  /** Lets other sites show the page in a frame. Default: false. */
  readonly framed?: boolean;
}

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:0 auto;padding:1rem}
h1{font-size:1.25rem;margin:0 0 1rem}a,label{display:block;padding:.4rem 0}
input:not([type=checkbox],[type=radio]){display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.6rem 1.2rem;margin:.5rem .5rem 0 0;border-radius:.5rem;border:1px solid #1c4ed8;background:#1c4ed8;color:#fff}
button.quiet{background:transparent;color:inherit;border-color:currentcolor}
code{overflow-wrap:anywhere}.note{font-size:.875rem;opacity:.75}.wrong{color:#c22}`;

/**
 * A page that a wire shows to a person in place of the provider's own, with headers that let it do no more than it has
 * to: nothing is loaded, kept or told to the next page, and no script runs but the one given. Knows the classes `note`,
 * `wrong` and `quiet` (a button).
 *
 * @example
 * ```ts
 * htmlPage({ title: 'Share your accounts', body: html`<form method="post">...</form>`, leadsTo: redirectUri })
 * ```
 */
export function htmlPage({
  title,
  body,
  status = 200,
  style = '',
  script,
  leadsTo,
  policy = [],
  framed = false,
}: HtmlPage): Response {
  const css = `${STYLE}${style}`;
  const address = URL.parse(leadsTo ?? '');
  const away = address?.origin === 'null' ? address.protocol : address?.origin;
  const rules = [
    "default-src 'none'",
    `style-src ${hashOf(css)}`,
    `script-src ${script === undefined ? "'none'" : hashOf(script)}`,
    `form-action 'self'${away === undefined ? '' : ` ${away}`}`,
    "base-uri 'none'",
    ...(framed ? [] : ["frame-ancestors 'none'"]),
    ...policy,
  ];
  const code = script === undefined ? '' : new Html(`<script>${script}</script>`);
  const { text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(css)}</style></head><body><main><h1>${title}</h1>${body}</main>${code}</body></html>`;
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': rules.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
