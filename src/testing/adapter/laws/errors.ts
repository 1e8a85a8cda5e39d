import type { Inspection } from '../../../adapter-kit/contract.ts';
import { isBankweaveError } from '../../../errors/catalog.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law, offline } from '../adapter-law.ts';
import type { DocumentedError } from '../provider-world.ts';
import type { Rig } from '../rig.ts';

/** What becomes of an error: what is thrown, what a batch tells of an account, or what an inspection says. */
async function outcomeOf(rig: Rig, { of = 'accounts' }: DocumentedError): Promise<unknown> {
  const call = await rig.connection();
  try {
    if (of === 'inspect') return (await rig.adapter.connection.inspect(call)) satisfies Inspection;
    if (of === 'accounts') return await rig.adapter.accounts.list(call);
    for await (const { failures = [] } of rig.pull(rig.knownScopes[0] ?? '', null))
      for (const { error } of failures) return error;
    return 'a pull that ended well';
  } catch (error) {
    if (!isBankweaveError(error)) broken('a documented error surfaces as none of ours', error);
    return error;
  }
}

export const errorLaws: readonly AdapterLaw[] = [
  law(
    'ERROR-01',
    'every error that the provider documents is told as what it means',
    { needs: ['documentedErrors'], exempt: offline },
    async (rig) => {
      await rig.read();
      const documented = rig.world.documentedErrors ?? [];
      expect(documented.length, 'documented errors').toBeGreaterThan(0);
      for (const error of documented) {
        const { answer } = error;
        rig.network.interference =
          typeof answer === 'function'
            ? { after: (_sent, genuine) => ({ ...genuine, body: answer(genuine.body) }) }
            : { before: () => ({ headers: { 'content-type': 'application/json' }, ...answer }) };
        const outcome = await outcomeOf(rig, error);
        rig.network.interference = {};
        const told = Object.fromEntries(
          Object.keys(error.becomes).map((key) => [key, (outcome as Record<string, unknown>)[key]]),
        );
        expect(told, `what '${error.name}' becomes`).toEqual(error.becomes);
      }
    },
  ),
];
