import { createBankweave } from 'bankweave';
import { createWorld, type Wire } from 'bankweave/sandbox';
import { sqliteStore } from 'bankweave/store/sqlite';
import { unsafePlaintextVault } from 'bankweave/vault';
import { inProcess } from '../support/in-process.ts';
import type { Face } from './face.ts';
import { FACES } from './faces.ts';

/**
 * Loads what the library loads when it is first used, which takes real time and would show in the order of things.
 * Once in a process, before the first seed.
 */
export async function warmUp(faces: readonly Face[] = FACES): Promise<void> {
  const world = createWorld({ seed: 0 });
  const wires = new Map<string, Wire>(faces.flatMap(({ id, wire }) => (wire ? [[id, wire()] as const] : [])));
  const { transport, urls } = inProcess(world, [...wires.values()]);
  const bank = createBankweave({
    adapters: faces.map(({ id, adapter }) => adapter(world, urls[id])),
    store: sqliteStore(':memory:'),
    vault: unsafePlaintextVault(),
    transport,
  });
  for (const face of faces) {
    const [institution = ''] = face.institutions;
    const person = { userId: 'ada', institution, username: 'ada' };
    const id = await face.link(bank, person, wires.get(face.id));
    await bank.sync(id);
    await face.repair(bank, id, person, wires.get(face.id));
  }
  await bank.check();
  await bank.runDue();
  await bank.user('ada').erase();
  await bank.close();
}
