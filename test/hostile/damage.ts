import { gzipSync } from 'node:zlib';
import type { TransportResponse } from 'bankweave/adapter-kit';
import type { Chance } from '../simulate/chance.ts';

/** An answer as it came from a provider, with its body read. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A way to spoil an answer. */
export interface Damage {
  readonly name: string;
  /** Whether what arrives cannot be taken for the answer, so that everything in it is still to be had. */
  readonly unusable: boolean;
  apply(answer: Answer): TransportResponse;
}

// What JSON can hold and a bank would not send, as text.
const values: readonly string[] = [
  'null',
  'true',
  '-0',
  '1e400',
  '1e21',
  '12345678901234567890',
  '0.1e-20',
  '""',
  '" "',
  '"0"',
  '"NaN"',
  '"Infinity"',
  '"1,234.56"',
  '"\u0663"',
  '0',
  '1700000000',
  '1700000000000',
  '"caf\u00e9"',
  '"cafe\u0301 "',
  '"XTS"',
  '"0000-00-00"',
  '"2026-04-31"',
  '"1970-01-01"',
  '"1970-01-01T00:00:00"',
  '"<b onclick=alert(1)>hi</b>"',
  '"=HYPERLINK(\\"http://evil.test\\")"',
  '"a\\r\\nset-cookie: b"',
  '"\\u202egnp.exe"',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  `"${'(a+)+$'.repeat(200)}"`,
  `"${'x'.repeat(70_000)}"`,
  '[]',
  '{}',
  '[[[[[[[[[[1]]]]]]]]]]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
];

const HOLE = '@@hole@@';

/** A damage to an answer as a whole: all that is in it is still to be had. */
export function wholeDamage(chance: Chance): Damage {
  return chance.pick(whole);
}

const DEEP = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
const WIDE = `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
const BOMB = gzipSync(Buffer.alloc(12_000_000, 0x20));

const whole: readonly Damage[] = [
  text('truncated JSON', (body) => body.slice(0, Math.max(1, Math.floor(body.length / 2)))),
  text('an empty body', () => ''),
  text('null', () => 'null'),
  text('a number', () => '42'),
  text('a text', () => '"ok"'),
  text('HTML', () => '<!doctype html><html><body>Please log in</body></html>', {
    'content-type': 'text/html',
  }),
  text('two answers', (body) => body + body),
  text('depth', () => DEEP),
  text('many keys', () => WIDE),
  text('a comment', (body) => `/* hi */${body}`),
  text('an error that calls itself a success', () => '{"error":"internal_error","error_code":"INTERNAL"}'),
  status('a body where there is none', 204, '{"added":[]}'),
  status('HTML 502', 502, '<html>Bad gateway</html>'),
  status('an empty 503', 503, ''),
  status('an empty 500', 500, ''),
  status('a redirect', 302, '', { location: 'https://evil.test/steal' }),
  status('a redirect with its body', 307, '', { location: 'https://evil.test/steal' }),
  status('an empty 429', 429, '', { 'retry-after': '1e9' }),
  status('a 429 of yesterday', 429, '{}', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
  status('a teapot', 418, '{"error":"teapot"}'),
  status('a status of nobody', 799, '{}'),
  gzip('a gzip bomb', () => BOMB),
  gzip('gzip that is none', (body) => body),
  gzip('gzip of gzip', (body) => gzipSync(gzipSync(body))),
  {
    name: 'a body that breaks off',
    unusable: true,
    apply: ({ status: code, headers, body }) => ({
      status: code,
      headers,
      body: (async function* () {
        yield new Uint8Array(body.subarray(0, body.length / 2));
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    }),
  },
];

function text(name: string, change: (body: string) => string, headers: Record<string, string> = {}): Damage {
  return {
    name,
    unusable: true,
    apply: (answer) => ({
      status: answer.status,
      headers: { ...answer.headers, ...headers },
      body: Buffer.from(change(answer.body.toString())),
    }),
  };
}

function gzip(name: string, pack: (body: Buffer) => Buffer): Damage {
  return {
    name,
    unusable: true,
    apply: ({ status: code, headers, body }) => ({
      status: code,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: pack(body),
    }),
  };
}

function status(name: string, code: number, body: string, headers: Record<string, string> = {}): Damage {
  return { name, unusable: true, apply: () => ({ status: code, headers, body: Buffer.from(body) }) };
}

/** A damage to one place inside of the JSON. */
export function damageInside(chance: Chance): Damage {
  const how = chance.pick(['value', 'value', 'value', 'gone', 'repeated', 'extra', 'twice'] as const);
  const value = chance.pick(values);
  const where = chance.next();
  const name = how === 'value' ? `${value.slice(0, 30)} somewhere` : `something ${how}`;
  return {
    name,
    unusable: false,
    apply({ status: code, headers, body }) {
      const answer = (changed: string): TransportResponse => ({
        status: code,
        headers,
        body: Buffer.from(changed),
      });
      let parsed: unknown;
      try {
        parsed = JSON.parse(body.toString());
      } catch {
        return answer(body.toString());
      }
      const places = placesIn(parsed);
      const place = places[Math.floor(where * places.length)];
      if (!place) return answer(value);
      const { holder, key } = place;
      const old = holder[key];
      if (how === 'gone') delete holder[key];
      else if (how === 'extra' || how === 'twice') holder[`${key}x`] = HOLE;
      else if (how === 'repeated') holder[key] = Array.from({ length: 2_000 }, () => old);
      else holder[key] = HOLE;
      // A second key of the same name, which an object cannot hold.
      const again = `"${key}":${value}`;
      const written = JSON.stringify(parsed);
      return answer(
        how === 'twice' ? written.replace(`"${key}x":"${HOLE}"`, again) : written.replace(`"${HOLE}"`, value),
      );
    },
  };
}

/** The first answer again and again: cursors that run in a circle, and a next page that never ends. */
export function sameForEver(): Damage {
  let first: TransportResponse | undefined;
  return {
    name: 'the same answer for ever',
    unusable: false,
    apply({ status: code, headers, body }) {
      first ??= { status: code, headers, body };
      return first;
    },
  };
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (value === null || typeof value !== 'object' || found.length > 2_000) return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value as Record<string, unknown>, key });
    placesIn((value as Record<string, unknown>)[key], found);
  }
  return found;
}
