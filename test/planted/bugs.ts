import type { Bug, Unplantable } from './bug.ts';

/** Mistakes that code like this one has been seen to make, and the tests that have to catch each. */
export const BUGS: readonly Bug[] = [
  {
    number: 1,
    name: 'the cursor is stored before the rows',
    edits: [
      {
        file: 'src/sync/commit.ts',
        find: '  const update = await input.stage.update();\n',
        replace: `  const early = await context.ledger.openUpdate(context.guard);
  const nothing = async function* (): AsyncGenerator<ChangeSet> {};
  const { version } = await early.commit(nothing(), () => ({
    accounts: [],
    balances: [],
    checkpoints: [input.checkpoint],
  }));
  context.connection = { ...context.connection, version };
  const update = await context.ledger.openUpdate(context.guard);
`,
      },
    ],
    battery: ['test/sync/every-port-call.test.ts'],
  },
  {
    number: 2,
    name: 'a commit without a look at the epoch',
    edits: [
      {
        file: 'src/store/memory/update.ts',
        find: "if (!connection || lease?.epoch !== epoch || lease.owner === '') {",
        replace: "if (!connection || (lease && epoch < 0) || lease?.owner === '') {",
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 3,
    name: 'after the data changed below, going on from the cursor of a page',
    edits: [
      {
        file: 'adapters/plaid/feed.ts',
        find: 'page = await asked;',
        replace: 'page = await asked.catch(() => firstPage(settings, api, cursor, call));',
      },
    ],
    battery: ['test/adapters/plaid/feed.test.ts'],
  },
  {
    number: 4,
    name: 'every page is published, with rows that a later page takes back',
    edits: [
      {
        file: 'src/sync/scope-run.ts',
        find: 'if (batch.checkpoint !== undefined) held = batch;',
        replace: 'held = batch;',
      },
    ],
    battery: ['test/simulate/simulate.test.ts'],
    env: { SIMULATE_SEEDS: '100' },
  },
  {
    number: 5,
    name: 'removals of posted rows are dropped',
    edits: [
      {
        file: 'src/sync/reconcile/decide.ts',
        find: "      rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });\n",
        replace: '',
      },
    ],
    battery: ['test/properties/delta-feed.test.ts'],
  },
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
    battery: ['test/vault/refresh.test.ts'],
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
    battery: ['test/vault/refresh.test.ts'],
  },
  {
    number: 9,
    name: 'a lease is released by somebody who no longer holds it',
    edits: [
      {
        file: 'src/store/memory/work.ts',
        find: 'if (current?.epoch === epoch)',
        replace: 'if (current && epoch)',
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 10,
    name: 'a wish that comes in during a sync is settled with it',
    edits: [
      {
        file: 'src/store/memory/work.ts',
        find: 'row.done = Math.max(row.done, generation);',
        replace: 'row.done = Math.max(row.requested, generation);',
      },
    ],
    battery: ['test/store/memory.test.ts'],
  },
  {
    number: 11,
    name: '"too many requests" is taken for the end of the feed',
    edits: [
      {
        file: 'src/sync/pull.ts',
        find: "if ('error' in result) throw result.error;",
        replace: `if ('error' in result) {
        if ((result.error as { code?: unknown } | undefined)?.code === 'rate_limited') return;
        throw result.error;
      }`,
      },
    ],
    battery: ['test/regression/user-pain/errors.test.ts'],
  },
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
    number: 15,
    name: 'amounts are added as floats',
    edits: [
      {
        file: 'src/model/money/arithmetic.ts',
        find: '    total += toScaled(value, scale);',
        replace:
          '    total = BigInt(Math.trunc((Number(total) / 10 ** scale + Number(value)) * 10 ** scale));',
      },
    ],
    battery: ['test/model/money.test.ts'],
  },
  {
    number: 16,
    name: 'a day goes through a Date of the local zone',
    edits: [
      {
        file: 'src/adapter-kit/parse/fields.ts',
        find: 'const day = value.length === 10 ? value : value.slice(0, 10);',
        replace: `const local = new Date(value.slice(0, 10));
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = \`\${local.getFullYear()}-\${two(local.getMonth() + 1)}-\${two(local.getDate())}\`;`,
      },
    ],
    battery: ['test/adapter-kit/parse.test.ts'],
    env: { TZ: 'America/Los_Angeles' },
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
  {
    number: 24,
    name: 'one read of the store forgets whose rows it may see',
    edits: [
      {
        file: 'src/store/memory/ledger.ts',
        find: 'return stored && !stored.hidden && inScope(scope, stored.row.userId) ? toTransaction(stored) : null;',
        replace: 'return stored && !stored.hidden ? toTransaction(stored) : null;',
      },
    ],
    battery: ['test/client/scope-matrix.test.ts'],
  },
  {
    number: 25,
    name: 'an erasure does not fence out work that is under way',
    edits: [
      {
        file: 'src/audit/log.ts',
        find: 'return new Trail(this, userId, generation.fence);',
        replace: 'return new Trail(this, userId, undefined);',
      },
    ],
    battery: ['test/privacy/every-await.test.ts'],
  },
  {
    number: 26,
    name: 'an error at COMMIT is taken for a commit that failed',
    edits: [
      {
        file: 'src/store/sqlite/transaction-end.ts',
        find: 'if (!holds(session, mark)) throw storeFailure(error);',
        replace: 'if (error || !holds(session, mark)) throw storeFailure(error);',
      },
    ],
    battery: ['test/store/sqlite/faults.test.ts'],
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
    number: 28,
    name: 'the kit compares objects where it asks whether ids are unique',
    edits: [
      {
        file: 'src/testing/adapter/laws/feed.ts',
        find: 'if (seen.has(key)) broken(',
        replace: 'if (seen.has([key] as unknown as string)) broken(',
      },
    ],
    battery: ['test/testing/hostile-adapters.test.ts'],
  },
  {
    number: 29,
    name: 'a feed may go on for ever without a row',
    edits: [
      {
        file: 'src/sync/pull.ts',
        find: 'if (this.#empty > LIMITS.emptyInARow)',
        replace: 'if (this.#empty > LIMITS.emptyInARow * 1e9)',
      },
    ],
    battery: ['test/regression/user-pain/cursor.test.ts'],
  },
  {
    number: 30,
    name: 'what the host does is written down after it is done',
    edits: [
      {
        file: 'src/sync/host-write.ts',
        find: '  await trail.append({ connectionId, ...entry });\n',
        replace: '',
      },
      {
        file: 'src/sync/host-write.ts',
        find: '  await publishRange(ports, receipt);\n',
        replace: '  await trail.append({ connectionId, ...entry });\n  await publishRange(ports, receipt);\n',
      },
    ],
    battery: ['test/audit/actions.test.ts'],
  },
];

/** Mistakes that there is no code for here. */
export const UNPLANTABLE: readonly Unplantable[] = [
  {
    number: 14,
    name: 'a circuit breaker for each process',
    reason:
      'there is no circuit breaker: failing connections are put off by their next due time, which is in the store',
  },
];
