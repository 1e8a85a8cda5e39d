import { basicOf, LOGIN } from '../targets/mx.ts';
import type { Forgery, Kind } from './forgery.ts';

const [name = '', word = ''] = LOGIN.split(':');
const encoded = basicOf(LOGIN).slice('Basic '.length);

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'no header': [],
  'an empty header': [''],
  'the word alone': ['Basic'],
  'the word and a blank': ['Basic '],
  'another password': [basicOf(`${name}:other`)],
  'the password of another environment': [basicOf(`${name}:${word}-production`)],
  'another name': [basicOf(`other:${word}`)],
  'no name': [basicOf(`:${word}`)],
  'no password': [basicOf(`${name}:`)],
  'the name alone': [basicOf(name)],
  'the password alone': [basicOf(word)],
  'name and password turned round': [basicOf(`${word}:${name}`)],
  'two colons': [basicOf(`${name}::${word}`)],
  'another case': [basicOf(LOGIN.toUpperCase())],
  'one letter short': [basicOf(LOGIN.slice(0, -1))],
  'one letter more': [basicOf(`${LOGIN}x`)],
  'a blank after': [basicOf(`${LOGIN} `)],
  'a line feed after': [basicOf(`${LOGIN}\n`)],
  'a NUL after': [basicOf(`${LOGIN}\u0000`)],
  'a NUL and more after': [basicOf(`${LOGIN}\u0000rest`)],
  'a letter that looks alike': [basicOf(LOGIN.replace('o', 'о'))],
  'a wide letter': [basicOf(LOGIN.replace('s', 'ｓ'))],
  'a letter with an accent': [basicOf(LOGIN.replace('o', 'ö'))],
  'a letter that lowers to the same': [basicOf(LOGIN.replace('s', 'ſ'))],
  'UTF-16': [`Basic ${Buffer.from(LOGIN, 'utf16le').toString('base64')}`],
  'a BOM': [basicOf(`\ufeff${LOGIN}`)],
  'not encoded': [`Basic ${LOGIN}`],
  'encoded twice': [basicOf(encoded)],
  'encoded as an address': [`Basic ${encodeURIComponent(encoded)}%3D`],
  'without padding, or with more': [
    `Basic ${encoded.endsWith('=') ? encoded.replace(/=+$/, '') : `${encoded}=`}`,
  ],
  'other letters after the end': [`Basic ${encoded}AAAA`],
  'letters in another case': [`Basic ${encoded.toLowerCase()}`],
  'two blanks': [`Basic  ${encoded}`],
  'a tab': [`Basic\t${encoded}`],
  'no blank': [`Basic${encoded}`],
  'an equals sign': [`Basic=${encoded}`],
  quotes: [`Basic "${encoded}"`],
  'no word': [encoded],
  'another word': [`Bearer ${encoded}`],
  'a digest': [`Digest username="${name}", response="${'0'.repeat(32)}"`],
  twice: [basicOf(LOGIN), basicOf(LOGIN)],
  'twice, joined': [`${basicOf(LOGIN)}, ${basicOf(LOGIN)}`],
  'twice, the wrong one first': [basicOf('a:b'), basicOf(LOGIN)],
  'twice, the wrong one last': [basicOf(LOGIN), basicOf('a:b')],
  'three KB too long': [basicOf(LOGIN + 'x'.repeat(3_000))],
  '60 KB': [`Basic ${'A'.repeat(60_000)}`],
  '100 KB': [`Basic ${'A'.repeat(100_000)}`],
  'the other side of the same hash': [`Basic ${encoded.split('').reverse().join('')}`],
};

/** Who knows the password. */
export const password: Kind = {
  name: 'password',
  signed: 'it sends no password',
  forgeries: [
    ...Object.entries(VALUES).map(
      ([what, values]): Forgery => ({ name: `password: ${what}`, basic: (by) => by.sent(...values) }),
    ),
    {
      name: 'password: in another header',
      basic: (by) => ({
        ...by.sent(),
        headers: [
          ['proxy-authorization', by.credentials],
          ['x-authorization', by.credentials],
        ],
      }),
    },
    {
      name: 'password: in the address',
      basic: (by) => ({
        ...by.sent(),
        path: `${by.path}?authorization=${encodeURIComponent(by.credentials)}`,
      }),
    },
    {
      name: 'password: in the body',
      basic: (by) => ({ ...by.sent(), body: Buffer.from(JSON.stringify({ authorization: by.credentials })) }),
    },
  ],
};
