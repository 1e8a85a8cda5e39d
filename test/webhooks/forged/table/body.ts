import { gzipSync } from 'node:zlib';
import type { Basic, Sent, Signed } from '../sent.ts';
import { type Forgery, type Kind, signedBy } from './forgery.ts';

const sentAs = (name: string, change: (text: string) => string | Uint8Array): Forgery => ({
  name,
  signed: (by) => by.sent({ sentBody: Buffer.from(change(text(by))) }),
});
const text = ({ body }: { readonly body: Uint8Array }): string => Buffer.from(body).toString();
const parsed = (by: Signed): Record<string, unknown> => JSON.parse(text(by)) as Record<string, unknown>;
const big = Buffer.alloc(256 * 1024 + 1, ' ');
const withBody = (by: Basic, body: Uint8Array): Sent => ({ ...by.sent(by.credentials), body });

/** What was sent is not what was signed. */
export const body: Kind = {
  name: 'body',
  unsigned: 'nothing binds a body to its password: what it says is a hint and no more',
  forgeries: [
    sentAs('one letter in another case', (was) => was.replace(/[a-z]/, (letter) => letter.toUpperCase())),
    sentAs('another login', (was) => was.replace(/("[^"]*(?:item|login|connection)[^"]*": ")/, '$1x')),
    sentAs('written again', (was) => JSON.stringify(JSON.parse(was))),
    sentAs('one blank more', (was) => was.replace(': ', ':  ')),
    sentAs('one blank less', (was) => was.replace(': ', ':')),
    sentAs('a tab for its blanks', (was) => was.replace('  ', '\t')),
    sentAs('a blank before', (was) => ` ${was}`),
    sentAs('a blank after', (was) => `${was} `),
    sentAs('a line feed after', (was) => `${was}\n`),
    sentAs('CR LF', (was) => was.replaceAll('\n', '\r\n')),
    sentAs('a BOM', (was) => `\ufeff${was}`),
    sentAs('a NUL after', (was) => `${was}\u0000`),
    sentAs('UTF-16', (was) => Buffer.from(was, 'utf16le')),
    sentAs('cut short', (was) => was.slice(0, -1)),
    sentAs('twice', (was) => was + was),
    sentAs('packed', (was) => gzipSync(was)),
    sentAs('one name twice', (was) => was.replace('{', '{"id": "event-1",')),
    sentAs('escaped letters', (was) => was.replace('"e', '"\\u0065').replace('"w', '"\\u0077')),
    sentAs('in another order', (was) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(was) as object).reverse()), null, 2),
    ),
    sentAs('null', () => 'null'),
    {
      name: 'empty, signed',
      signed: (by) => by.sent({ body: new Uint8Array() }),
      basic: (by) => withBody(by, new Uint8Array()),
    },
    {
      name: '256 KB and a byte, signed',
      signed: (by) => by.sent({ body: big }),
      basic: (by) => withBody(by, big),
    },
    ...['production', 'development', 'Sandbox', '', null, undefined].map(
      (environment): Forgery => ({
        name: `of the environment ${JSON.stringify(environment)}, signed`,
        signed: (by) => by.sent({ body: Buffer.from(JSON.stringify({ ...parsed(by), environment })) }),
        not: {
          truelayer: 'an environment has its own address of keys, which the header names',
          acme: 'it has one environment',
        },
      }),
    ),
    ...signedBy(
      {
        'signed for another path': (by) => by.sent({ signedPath: '/hooks/other' }),
        'signed for a path below': (by) => by.sent({ signedPath: '/hooks/truelayer/x' }),
        'signed for a path with two slashes': (by) => by.sent({ signedPath: '//hooks/truelayer' }),
        'signed for a path in capitals': (by) => by.sent({ signedPath: '/hooks/TRUELAYER' }),
        'signed with the host': (by) => by.sent({ signedPath: 'https://app.example/hooks/truelayer' }),
        'signed for another method': (by) => by.sent({ signedMethod: 'PUT' }),
        'signed for the method in small letters': (by) => by.sent({ signedMethod: 'post' }),
        'signed with the first line of the body moved up': (by) =>
          by.sent({ sentBody: Buffer.from(`\n${text(by)}`) }),
      },
      { plaid: 'it signs the body alone', acme: 'it signs the body alone' },
    ),
  ],
};
