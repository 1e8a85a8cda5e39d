import { hiddenFields, html, htmlPage } from 'bankweave/sandbox';
import { expect, test } from 'vitest';

const nasty = `"><script>alert('1 & 2')</script>`;
const encoded = '&#34;&#62;&#60;script&#62;alert(&#39;1 &#38; 2&#39;)&#60;/script&#62;';
const policyOf = (page: Response) => page.headers.get('content-security-policy')?.split('; ') ?? [];

test('what is put into a page is encoded once, however deep it stands', async () => {
  const rows = [nasty, 'b'].map((name) => html`<li title="${name}">${name}</li>`);
  expect(html`<ul>${rows}</ul>`.text).toBe(
    `<ul><li title="${encoded}">${encoded}</li><li title="b">b</li></ul>`,
  );
  expect(hiddenFields({ [nasty]: nasty, to: '' }).text).toBe(
    `<input type="hidden" name="${encoded}" value="${encoded}"><input type="hidden" name="to" value="">`,
  );
  const text = await htmlPage({ title: nasty, body: html`<p>${nasty}</p>` }).text();
  expect(text).not.toContain('<script');
  expect(text.split(encoded)).toHaveLength(4);
});

test('a page may do nothing that it was not given', () => {
  const page = htmlPage({ title: 'Sign in', body: html``, status: 400 });
  expect(page.status).toBe(400);
  expect(policyOf(page)).toEqual([
    "default-src 'none'",
    expect.stringMatching(/^style-src 'sha256-.{44}'$/),
    "script-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
});

test('style and script run by their hashes, and a frame is allowed where it is asked for', async () => {
  const page = htmlPage({
    title: 'A',
    body: html``,
    style: 'b{color:red}',
    script: 'go()',
    policy: ["connect-src 'self'"],
    framed: true,
  });
  const text = await page.text();
  const hashOf = async (part: RegExp) => {
    const bytes = new TextEncoder().encode(part.exec(text)?.[1]);
    return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64');
  };
  const policy = policyOf(page);
  expect(text).toContain('b{color:red}</style>');
  expect(policy).toContain(`style-src 'sha256-${await hashOf(/<style>(.*)<\/style>/s)}'`);
  expect(policy).toContain(`script-src 'sha256-${await hashOf(/<script>(.*)<\/script>/s)}'`);
  expect(policy).toContain("connect-src 'self'");
  expect(policy.join()).not.toContain('frame-ancestors');
});

test.each([
  ['https://app.example/back?a=1;script-src *', ' https://app.example'],
  ['my.app:/back?;script-src *', ' my.app:'],
  ['/back', ''],
  [null, ''],
])('a form that ends at %s may go there, and the rest of the address stays out', (leadsTo, away) => {
  expect(policyOf(htmlPage({ title: 'A', body: html``, leadsTo }))).toContain(`form-action 'self'${away}`);
});
