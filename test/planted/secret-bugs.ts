import type { Bug } from './bug.ts';

/** Mistakes with tokens, keys, and text from strangers. */
export const SECRET_BUGS: readonly Bug[] = [
  {
    number: 6,
    name: 'a renewed token is used before it is stored',
    edits: [
      {
        file: 'src/vault/refresh/flight.ts',
        find: 'return storeRenewed(this.#request, this.token, renewed, seal(renewed));',
        replace: `void storeRenewed(this.#request, this.token, renewed, seal(renewed)).catch(() => {});
      return { credentials: renewed, version: current.version + 1 };`,
      },
    ],
    battery: ['test/vault/refresh.test.ts'],
  },
  {
    number: 7,
    name: 'tokens are renewed once for each process, not once',
    edits: [
      {
        file: 'src/vault/refresh/watch.ts',
        find: 'if (holder === null) return true;',
        replace: 'if (holder !== undefined) return true;',
      },
    ],
    battery: ['test/vault/refresh-waiting.test.ts'],
  },
  {
    number: 8,
    name: 'a refused token ends the connection, though another process has a newer one',
    edits: [
      {
        file: 'src/vault/refresh/flight.ts',
        find: 'if (this.#print(current) !== this.token) {',
        replace: "if (this.#print(current) === '') {",
      },
    ],
    battery: ['test/vault/refresh-refusal.test.ts'],
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
    number: 19,
    name: 'a cipher without the length of its tag',
    edits: [
      {
        file: 'src/vault/content.ts',
        find: 'const TAG = { authTagLength: TAG_BYTES };',
        replace: 'const TAG = TAG_BYTES > 0 ? {} : undefined;',
      },
    ],
    battery: ['test/vault/cipher-calls.test.ts', 'test/vault/envelope.test.ts'],
  },
  {
    number: 20,
    name: 'sealed values are not bound to their connection',
    edits: [
      {
        file: 'src/vault/associated-data.ts',
        find: '  at = writeText(data, at, connectionId);\n',
        replace: "  at = writeText(data, at, ' '.repeat(connectionId.length));\n",
      },
    ],
    battery: ['test/vault/envelope.test.ts', 'test/vault/cipher-calls.test.ts'],
  },
  {
    number: 21,
    name: 'the token of a webhook says how it is to be verified',
    edits: [
      {
        file: 'adapters/plaid/verify.ts',
        find: "const Header = z.object({\n  alg: z.literal('ES256'),",
        replace: 'const Header = z.object({\n  alg: z.string(),',
      },
      {
        file: 'adapters/plaid/verify.ts',
        find: "const { kid } = part(Header, parts[0], 'header');",
        replace: "const { kid, alg } = part(Header, parts[0], 'header');",
      },
      {
        file: 'adapters/plaid/verify.ts',
        find: 'const isSigned = verify(',
        replace: "const isSigned = alg === 'none' || verify(",
      },
    ],
    battery: ['test/adapters/plaid/webhooks.test.ts'],
  },
  {
    number: 22,
    name: 'the body of a webhook is read before it is verified',
    edits: [
      {
        file: 'src/webhooks/receive.ts',
        find: '  if (!(await isGenuine(',
        replace: '  incoming.facet.parse(request);\n  if (!(await isGenuine(',
      },
    ],
    battery: ['test/webhooks/forged.test.ts'],
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
