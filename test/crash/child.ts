import { open } from './app.ts';

// Syncs one connection over and over, some hours of the bank later each time, until it is killed.
const [file = '', start = '0', connectionId = ''] = process.argv.slice(2);
const { world, bank } = open(file, Number(start));
process.stdout.write('ready\n');
for (;;) {
  await bank.sync(connectionId);
  world.advance({ hours: 7 });
}
