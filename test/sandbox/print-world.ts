import { createHash } from 'node:crypto';
import { fakerContent } from 'bankweave/adapters/faker';
import { createWorld, defaultContent } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

// Prints what a world shows, as a hash: run in other zones and on other versions of Node it has to be the same.
for (const content of [defaultContent, await fakerContent('zone')]) {
  const world = createWorld({ seed: 'zone', clock: stoppedClock(), content, epoch: '2026-06-01' });
  const hash = createHash('sha256');
  for (const bank of world.institutions) {
    const login = world.login(bank.id, 'olivia@example.com');
    hash.update(JSON.stringify(login));
    hash.update(JSON.stringify(world.events(login.id)));
    for (const { id } of login.accounts) hash.update(JSON.stringify(world.ledger(id)));
  }
  console.log(hash.digest('hex'));
}
