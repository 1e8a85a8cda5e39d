import type { Bug } from '../bug.ts';

/** Mistakes of the vault and of tokens. */
export const vault: readonly Bug[] = [
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
    number: 27,
    name: 'how long a lease is watched is measured by the wall clock',
    edits: [
      {
        file: 'src/vault/refresh/watch.ts',
        find: 'const now = this.#clock.monotonic();',
        replace: 'const now = this.#clock.now();',
      },
    ],
    battery: ['test/vault/watch.test.ts'],
  },
  {
    number: 45,
    name: 'an IV is given out twice',
    edits: [
      {
        file: 'src/vault/iv-source.ts',
        find: 'this.#at += IV_BYTES;',
        replace: 'this.#at = IV_BYTES;',
      },
    ],
    battery: ['test/vault/envelope.test.ts'],
  },
  {
    number: 46,
    name: 'tokens that were renewed while their connection ended are lost',
    edits: [
      {
        file: 'src/vault/refresh/store-renewed.ts',
        find: `if (isBankweaveError(error) && error.code === 'not_found') await lost?.(renewed);`,
        replace: '',
      },
    ],
    battery: ['test/privacy/every-await.test.ts'],
  },
  {
    number: 47,
    name: 'a change of keys leaves out what is sealed for the store itself',
    edits: [
      {
        file: 'src/vault/rewrap.ts',
        find: 'REVOKE_TICKETS, STORE_KEYS, WEBHOOK_BODIES]',
        replace: 'REVOKE_TICKETS, WEBHOOK_BODIES]',
      },
    ],
    battery: ['test/vault/rewrap.test.ts'],
  },
  {
    number: 48,
    name: 'a renewed token is written over a newer one of another process',
    edits: [
      {
        file: 'src/vault/refresh/store-renewed.ts',
        find: 'fingerprint(connectionId, stored.credentials) !== sent',
        replace: `fingerprint(connectionId, stored.credentials) === ''`,
      },
    ],
    battery: ['test/vault/refresh.test.ts'],
  },
];
