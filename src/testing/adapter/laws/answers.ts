import type { Batch } from '../../../adapter-kit/rows.ts';
import { type AnyBankweaveError, isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';
import type { MadeUp } from '../network.ts';
import { type Rig, rowsOf } from '../rig.ts';
import { failureOf, inOrder } from './feed.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What the first pull ends with when every request of it gets one answer. */
async function underAnswer(rig: Rig, answer: MadeUp): Promise<AnyBankweaveError> {
  const scopes = await rig.scopes();
  rig.network.interference = { before: () => answer };
  try {
    const error = await failureOf(rig.pull(scopes[0] ?? '', null));
    if (!isBankweaveError(error)) broken(`an answer of ${answer.status} surfaces as no error of ours`, error);
    return error;
  } finally {
    rig.network.interference = {};
  }
}

/** Every object inside a JSON value, changed; lists stay lists. */
function everyObject(
  value: unknown,
  change: (object: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  if (Array.isArray(value)) return value.map((item) => everyObject(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(([key, field]) => [key, everyObject(field, change)] as const);
  return change(Object.fromEntries(inner));
}

/** The longest list of objects inside a JSON value. */
function longestList(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null) ? value : [];
  return Object.values(value)
    .map(longestList)
    .reduce((best, list) => (list.length > best.length ? list : best), own as unknown[]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const answerLaws: readonly AdapterLaw[] = [
  law(
    'HTTP-01',
    'requests go to the hosts of the manifest, and nowhere else',
    { exempt: offline },
    async (rig) => {
      await rig.read();
      await rig.adapter.connection.inspect(await rig.connection());
      const { traits, http } = rig.adapter;
      const own = http?.allowLoopback && http.baseUrl !== undefined ? [new URL(http.baseUrl).host] : [];
      for (const { url } of rig.network.sent) {
        const { host, hostname } = new URL(url);
        const isLoopback = http?.allowLoopback === true && /^(127\.|localhost$|\[::1\])/.test(hostname);
        if (!isLoopback) expect([...traits.hosts, ...own], 'the hosts of the manifest').toContain(host);
      }
      expect(rig.network.sent.length, 'requests that went through `call.http`').toBeGreaterThan(0);
    },
  ),

  ...(
    [
      ['HTTP-02', 'in seconds', () => '120'],
      ['HTTP-03', 'as a date', (rig: Rig) => new Date(rig.clock.now() + 120_000).toUTCString()],
    ] as const
  ).map(([id, how, header]) =>
    law(id, `a provider that asks to wait, ${how}, is heard`, { exempt: offline }, async (rig) => {
      await rig.read();
      const error = await underAnswer(rig, {
        status: 429,
        headers: { ...JSON_TYPE, 'retry-after': header(rig) },
        body: '{}',
      });
      expect(error.code).toBe('rate_limited');
      const waits = error.retryAfterMs ?? 0;
      if (waits < 100_000 || waits > 150_000) broken('two minutes were asked for', waits);
    }),
  ),

  law('HTTP-04', 'trouble of a server passes, whatever it says', { exempt: offline }, async (rig) => {
    await rig.read();
    for (const [status, body] of [
      [500, '<html>oops</html>'],
      [502, ''],
      [503, '{"error":{"code":"NEVER_HEARD_OF"}}'],
    ] as const) {
      const error = await underAnswer(rig, { status, body });
      expect(['retry', 'wait'], `the remedy for a ${status}`).toContain(error.remedy);
    }
  }),

  law(
    'HTTP-05',
    'an answer that makes no sense is an error of ours, and never an empty account',
    { exempt: offline },
    async (rig) => {
      await rig.read();
      const answers: readonly MadeUp[] = [
        { status: 200, headers: JSON_TYPE, body: '{}' },
        { status: 200, headers: JSON_TYPE, body: '[]' },
        { status: 200, headers: JSON_TYPE, body: '{"transactions": nul' },
        { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
        { status: 200, body: '' },
        { status: 204, body: '' },
        {
          status: 418,
          headers: JSON_TYPE,
          body: '{"error":{"code":"NEVER_HEARD_OF"},"error_code":"NEVER_HEARD_OF"}',
        },
        { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' },
        { status: 200, headers: JSON_TYPE, body: `${'['.repeat(5_000)}${']'.repeat(5_000)}` },
      ];
      for (const answer of answers) {
        const { code } = await underAnswer(rig, answer);
        if (['adapter_contract', 'invalid_configuration'].includes(code))
          broken(
            `an answer of ${answer.status} with ${JSON.stringify(answer.body.slice(0, 40))} is not the fault of the code`,
            code,
          );
      }
    },
  ),

  law('HTTP-06', 'fields that nobody knows change nothing', { exempt: offline }, async (rig) => {
    const expected = inOrder(rowsOf(await rig.read()));
    const strange = { __new_field: 'x', zz_new: { deep: [1, null] }, ünknown: 1e21 };
    rig.network.interference = {
      after: (_sent, answer) => {
        const value = jsonOf(answer.body);
        if (value === undefined || answer.status >= 300) return answer;
        return {
          ...answer,
          body: JSON.stringify(everyObject(value, (object) => ({ ...object, ...strange }))),
        };
      },
    };
    expect(inOrder(rowsOf(await rig.read()))).toEqual(expected);
  }),

  law(
    'HTTP-07',
    'a record that nobody can read is put apart, and the others of its page arrive',
    { exempt: offline },
    async (rig) => {
      await rig.read();
      // Which answer holds the rows is found out first: the one with the longest list of a pull.
      const from = rig.network.sent.length;
      const whole = rowsOf(await rig.read());
      const pages = rig.network.sent
        .slice(from)
        .map(({ answer }) => longestList(jsonOf(answer?.text ?? '')).length);
      const longest = Math.max(0, ...pages);
      if (longest < 2) broken('no answer of a pull holds a list of rows');
      let spoiled = false;
      rig.network.interference = {
        after: (_sent, answer) => {
          const value = jsonOf(answer.body);
          const list = longestList(value);
          if (spoiled || list.length !== longest) return answer;
          spoiled = true;
          list[0] = Object.fromEntries(
            Object.keys(list[0] as object).map((key) => [key, { not: ['what', 'was', 'said'] }]),
          );
          return { ...answer, body: JSON.stringify(value) };
        },
      };
      const { batches } = await rig.read();
      const rejected = batches.flatMap((batch: Batch) => batch.rejected ?? []);
      expect(spoiled).toBe(true);
      expect(rejected.length, 'records that were put apart').toBe(1);
      expect(rowsOf({ batches, checkpoints: {} }).length, 'rows that arrived').toBe(whole.length - 1);
    },
  ),
];
