import { inspect } from 'node:util';
import { broken } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';
import type { Rig } from '../rig.ts';
import { failureOf } from './feed.ts';

// Shorter ones stand in any text by chance.
const SHORTEST = 6;

async function secretsOf(rig: Rig): Promise<readonly string[]> {
  const { credentials } = await rig.linked();
  const { secrets: named } = rig.world;
  const all = rig.adapter.traits.secrets === false ? [] : Object.values(credentials);
  const secrets = typeof named === 'function' ? named(credentials) : (named ?? all);
  // Numbers and moments are beside the tokens, and are none.
  return secrets.filter((value) => value.length >= SHORTEST && !/^\d+$/.test(value));
}

/** Every way in which something that was thrown or logged can be shown. */
function shown(value: unknown): string {
  const ways = [inspect(value, { depth: 10, showHidden: true }), String(value)];
  if (value instanceof Error) ways.push(value.stack ?? '', shown(value.cause ?? ''));
  try {
    ways.push(JSON.stringify(value) ?? '');
  } catch {
    // What cannot be written as JSON cannot leak that way.
  }
  return ways.join('\n');
}

function expectNone(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) {
    if (text.includes(secret) || text.includes(encodeURIComponent(secret)))
      broken(`${where} shows a secret: ${secret.slice(0, 3)}... of ${secret.length} characters`);
  }
}

export const secretLaws: readonly AdapterLaw[] = [
  law('SECRET-01', 'no secret stands in an address', { exempt: offline }, async (rig) => {
    const secrets = await secretsOf(rig);
    await rig.read();
    await rig.adapter.connection.inspect(await rig.connection());
    for (const { url, method } of rig.network.sent) expectNone(url, secrets, `the address of a ${method}`);
  }),

  law(
    'SECRET-02',
    'no secret and nothing of an answer stands in an error or in the log',
    { exempt: ({ traits }) => (traits.secrets === false ? '`traits.secrets` is false' : undefined) },
    async (rig) => {
      const secrets = await secretsOf(rig);
      await rig.read();
      const [scope = ''] = await rig.scopes();
      const canary = 'CANARY-31415926';
      const body = JSON.stringify({
        error: canary,
        message: `${canary} ${secrets.join(' ')}`,
        error_message: `${canary} ${secrets.join(' ')}`,
        error_description: `${canary} ${secrets.join(' ')}`,
      });
      for (const status of [200, 400, 401, 403, 404, 409, 429, 500]) {
        rig.network.interference = {
          before: () => ({
            status,
            headers: { 'content-type': 'application/json', 'set-cookie': canary },
            body,
          }),
        };
        const errors = [
          // That it fails at all is another law.
          await failureOf(rig.pull(scope, null)).catch(() => undefined),
          await rig.adapter.accounts.list(await rig.connection()).catch((error: unknown) => error),
          await rig.adapter.connection.inspect(await rig.connection()).catch((error: unknown) => error),
        ];
        for (const error of errors)
          if (error instanceof Error)
            expectNone(shown(error), [...secrets, canary], `an error after a ${status}`);
      }
      rig.network.interference = {};
      expectNone(shown(rig.log), [...secrets, canary], 'the log');
    },
  ),

  law('SECRET-03', 'no row and no account holds a secret', {}, async (rig) => {
    const secrets = await secretsOf(rig);
    const { batches } = await rig.read();
    // A checkpoint is kept unsealed.
    expectNone(JSON.stringify(batches), secrets, 'a batch');
    expectNone(
      JSON.stringify(await rig.adapter.accounts.list(await rig.connection())),
      secrets,
      'an account',
    );
  }),
];
