import type { Bug } from '../bug.ts';

/** Mistakes of the HTTP client. */
export const http: readonly Bug[] = [
  {
    number: 12,
    name: 'Retry-After is read only where it is a number',
    edits: [
      {
        file: 'src/internal/retry-after.ts',
        find: 'const match = text.length === 29 ? IMF_FIXDATE.exec(text) : null;',
        replace: 'const match = text.length < 0 ? IMF_FIXDATE.exec(text) : null;',
      },
    ],
    battery: ['test/internal/retry-after.test.ts'],
  },
  {
    number: 13,
    name: 'everybody tries again at the same moment',
    edits: [
      {
        file: 'src/adapter-kit/http/retry.ts',
        find: 'asked === undefined ? random.float() * bound : asked * (1 + random.float() / 5)',
        replace: 'asked === undefined ? bound : asked',
      },
    ],
    battery: ['test/adapter-kit/http-time.test.ts', 'test/adapter-kit/http-rules.test.ts'],
  },
  {
    number: 17,
    name: 'parsed JSON is copied with Object.assign',
    edits: [
      {
        file: 'src/adapter-kit/http/read-json.ts',
        find: '  return parsed;\n',
        replace: '  return Object.assign(Array.isArray(parsed) ? [] : {}, parsed);\n',
      },
    ],
    battery: ['test/adapter-kit/http-hostile.test.ts'],
  },
  {
    number: 18,
    name: 'no bound on what a body is inflated to',
    edits: [
      {
        file: 'src/adapter-kit/http/read-bytes.ts',
        find: 'const options = { maxOutputLength: maxBytes };',
        replace: 'const options = {};',
      },
    ],
    battery: ['test/adapter-kit/http-hostile.test.ts'],
  },
  {
    number: 23,
    name: 'an error carries the error of the HTTP library, with the whole request',
    edits: [
      {
        file: 'src/adapter-kit/http/attempt.ts',
        find: `  return new ProviderUnavailableError(\`the connection to the provider failed\${code ? \` (\${code})\` : ''}\`, {
    scope: 'provider',`,
        replace: `  return new ProviderUnavailableError(\`the connection to the provider failed\${code ? \` (\${code})\` : ''}\`, {
    cause: error,
    scope: 'provider',`,
      },
      {
        file: 'src/errors/base.ts',
        find: 'if (isMarked(cause)) Object.defineProperty(',
        replace: 'if (cause) Object.defineProperty(',
      },
    ],
    battery: ['test/adapter-kit/http-hostile.test.ts'],
  },
];
