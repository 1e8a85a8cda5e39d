import { html, type HtmlPage, htmlPage } from 'bankweave/sandbox';

const style = `
h1{outline:0}ul{list-style:none;padding:0}fieldset{border:0;padding:0;margin:0}img{max-height:3rem;min-width:2rem}
a.button{display:inline-block;padding:.6rem 1.2rem;margin:.5rem .5rem 0 0;border-radius:.5rem;background:#1c4ed8;color:#fff;text-decoration:none}
li button{width:100%;text-align:left}`;

/** A page that apps may frame. Its script, if it has one, finds its facts in `boot`. */
export function page({
  boot = {},
  body = html``,
  script,
  ...page
}: Partial<HtmlPage> & { readonly title: string; readonly boot?: object }): Response {
  return htmlPage({
    ...page,
    body,
    style,
    script: script && `const boot = ${safeJson(boot)};${script}`,
    policy: ["connect-src 'self'", 'img-src data:'],
    framed: true,
  });
}

/** A page that says one thing. */
export function notePage(title: string, text: string, status = 200): Response {
  return page({ title, body: html`<p>${text}</p>`, status });
}

/** JSON that no text in it can end the script it stands in. */
function safeJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
