import type { ConnectionCall } from '../../../adapter-kit/call.ts';
import type { Inspection } from '../../../adapter-kit/contract.ts';
import type { Batch } from '../../../adapter-kit/rows.ts';
import { type AnyBankweaveError, isBankweaveError } from '../../../errors/catalog.ts';
import { instantMs } from '../../../model/calendar-date.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law } from '../adapter-law.ts';
import { keyOf, type Rig, rowsOf } from '../rig.ts';

/** What an adapter says of itself under a fault: how it looks, and what a read ends with. */
interface Symptoms {
  readonly inspection: Inspection | undefined;
  readonly errors: readonly AnyBankweaveError[];
  readonly batches: readonly Batch[];
}

/** Does what a sync does, and keeps every error on the way. */
async function symptoms(rig: Rig): Promise<Symptoms> {
  const call: ConnectionCall = await rig.connection();
  const errors: AnyBankweaveError[] = [];
  const trial = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!isBankweaveError(error)) broken('a fault surfaces as an error that is none of ours', error);
      errors.push(error);
      return undefined;
    }
  };
  const inspection = await trial(() => rig.adapter.connection.inspect(call));
  const scopes = (await trial(() => rig.scopes())) ?? rig.knownScopes;
  const batches: Batch[] = [];
  for (const scope of scopes)
    await trial(async () => {
      for await (const batch of rig.pull(scope, null)) batches.push(batch);
    });
  for (const { failures = [] } of batches)
    for (const { error } of failures) errors.push(error as AnyBankweaveError);
  return { inspection, errors, batches };
}

const codesOf = ({ errors }: Symptoms): readonly string[] => errors.map(({ code }) => code);

/** A fault that keeps a sync out: some error says which, and what can be done about it. */
function keepsOut(
  id: string,
  fault: NonNullable<AdapterLaw['fault']>,
  reason: string,
  codes: readonly string[],
): AdapterLaw {
  return law(id, reason, { fault, needs: ['fail', 'heal'] }, async (rig) => {
    await rig.read();
    await rig.can('fail')(fault);
    const found = codesOf(await symptoms(rig));
    if (!found.some((code) => codes.includes(code)))
      broken(`'${fault}' has to surface as ${codes.join(' or ')}; found ${found.join(', ') || 'no error'}`);
    for (const code of found) expect(codes, `errors under '${fault}'`).toContain(code);
    await rig.can('heal')(fault);
    expect(codesOf(await symptoms(rig)), `errors once '${fault}' is over`).toEqual([]);
  });
}

/** A fault that only the person can mend: the inspection says so, or a read does. */
function asksPerson(
  id: string,
  fault: NonNullable<AdapterLaw['fault']>,
  reason: string,
  actions: readonly string[],
): AdapterLaw {
  return law(id, reason, { fault, needs: ['fail'] }, async (rig) => {
    await rig.read();
    await rig.can('fail')(fault);
    const found = await symptoms(rig);
    const asked = found.errors.flatMap((error) =>
      error.code === 'action_required' ? [error.action as string] : [],
    );
    const { inspection } = found;
    if (inspection?.auth === 'action_required') asked.push(inspection.action ?? 'reauthenticate');
    if (asked.length === 0)
      broken(`'${fault}' has to ask the person; found ${codesOf(found).join(', ') || 'no error'}`);
    for (const action of asked)
      expect(actions, `what the person is asked under '${fault}'`).toContain(action);
  });
}

export const faultLaws: readonly AdapterLaw[] = [
  keepsOut('FAULT-01', 'outage', 'a bank that is down is said to be down', [
    'institution_unavailable',
    'provider_unavailable',
  ]),
  keepsOut('FAULT-02', 'provider_error', 'trouble of the provider is said to pass', [
    'provider_unavailable',
    'institution_unavailable',
  ]),
  keepsOut('FAULT-03', 'throttled', 'too many calls are said to be too many', ['rate_limited']),
  keepsOut('FAULT-04', 'keys_refused', "keys that are refused are the application's matter", [
    'provider_authentication',
  ]),
  asksPerson('FAULT-05', 'login_required', 'a broken login asks the person to sign in', ['reauthenticate']),
  asksPerson('FAULT-06', 'mfa', 'a challenge asks the person to answer it', [
    'answer_challenge',
    'reauthenticate',
  ]),
  asksPerson('FAULT-07', 'act_at_bank', 'what has to be done at the bank is said to be', [
    'act_at_bank',
    'reauthenticate',
  ]),
  asksPerson('FAULT-08', 'consent_expired', 'a consent that has ended asks the person to renew it', [
    'renew_consent',
    'reauthenticate',
  ]),

  law(
    'FAULT-09',
    'a permission that was withdrawn ends the connection',
    { fault: 'revoked', needs: ['fail'] },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      await rig.can('fail')('revoked');
      await ledger.trySync();
      const { status } = await ledger.user.connections.get(ledger.connectionId);
      expect(['revoked', 'action_required', 'expired'], 'the status of the connection').toContain(status);
    },
  ),

  law(
    'FAULT-10',
    'a token that is refused is said to be refused',
    { fault: 'unauthorized', needs: ['fail'] },
    async (rig) => {
      await rig.read();
      await rig.can('fail')('unauthorized');
      const found = codesOf(await symptoms(rig));
      const ours = ['unauthorized', 'action_required', 'connection_revoked'];
      if (!found.some((code) => ours.includes(code)))
        broken(`a refused token has to surface; found ${found.join(', ') || 'no error'}`);
    },
  ),

  law(
    'FAULT-11',
    'one broken account does not stop the others',
    { fault: 'account_error', needs: ['fail', 'heal'] },
    async (rig) => {
      const whole = rowsOf(await rig.read());
      await rig.can('fail')('account_error');
      const found = await symptoms(rig);
      const given = new Set(
        rowsOf({ batches: found.batches, checkpoints: {} }).map(({ account }) => account),
      );
      const all = new Set(whole.map(({ account }) => account));
      expect(given.size, 'accounts that are read all the same').toBe(all.size - 1);
      for (const { scope, code } of found.errors) expect(scope, `the scope of ${code}`).toBe('account');
      // What is known of the broken one stays, and what happened meanwhile comes once it is well.
      const ledger = await rig.ledger().finally(() => rig.can('heal')('account_error'));
      await ledger.until(
        (rows) => rows.length >= whole.length,
        'every account is there once the fault is over',
      );
    },
  ),

  law(
    'FAULT-12',
    'a provider that has nothing yet is waited for',
    { fault: 'not_ready', needs: ['fail', 'heal'] },
    async (rig) => {
      await rig.linked();
      await rig.can('fail')('not_ready');
      const { batches } = await rig.readOnce();
      expect(rowsOf({ batches, checkpoints: {} }), 'rows of a provider that has none').toHaveLength(0);
      expect(
        batches.map(({ readiness }) => readiness),
        'readiness',
      ).toContain('not_ready');
      await rig.can('heal')('not_ready');
      expect(rowsOf(await rig.read()).length, 'rows once it is ready').toBeGreaterThan(0);
    },
  ),

  law(
    'FAULT-13',
    'a history that is still being collected is said to be, and arrives',
    { fault: 'history_pending', needs: ['fail', 'heal', 'ledger'] },
    async (rig) => {
      await rig.linked();
      await rig.can('fail')('history_pending');
      const early = await rig.readOnce();
      expect(
        early.batches.map(({ readiness }) => readiness),
        'readiness',
      ).toContain('initial');
      await rig.can('heal')('history_pending');
      const late = rowsOf(early, await rig.read(early.checkpoints));
      expect(late.length, 'rows once all is there').toBeGreaterThan(rowsOf(early).length);
      expect(
        new Set(late.map((row) => keyOf(row.account, row.ids[0] ?? { scheme: '', value: '' }))).size,
      ).toBe(late.length);
    },
  ),

  law(
    'FAULT-14',
    'data that stand still are not called fresh',
    { fault: 'stale', needs: ['fail', 'pass'] },
    async (rig) => {
      await rig.read();
      const began = rig.clock.now();
      await rig.can('fail')('stale');
      await rig.can('pass')({ days: 3 });
      const { dataAsOf } = await rig.adapter.connection.inspect(await rig.connection());
      const { batches } = await rig.readOnce();
      for (const told of [dataAsOf, ...batches.map((batch) => batch.dataAsOf)])
        if (told !== undefined) expect(instantMs(told), 'dataAsOf').toBeLessThanOrEqual(began + 60_000);
    },
  ),

  law(
    'FAULT-15',
    'data that change between two pages end in the ledger of the bank',
    { fault: 'mutation', needs: ['fail', 'ledger'] },
    async (rig) => {
      const quiet = await rig.ledger();
      await quiet.sync();
      const expected = (await quiet.rows()).length;
      await rig.can('fail')('mutation');
      const ledger = await rig.ledger();
      await ledger.until((rows) => rows.length >= expected, 'every row is there');
      expect((await ledger.rows()).length, 'rows').toBe(expected);
    },
  ),
];
