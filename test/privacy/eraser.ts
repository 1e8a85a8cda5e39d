// A process that erases a user and is killed on the way: eraser.ts <file> <user> <call>.
import { createBankweave } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { watched } from './calls.ts';
import { Provider } from './provider.ts';
import { sealing } from './sealing.ts';

const [file = '', user = '', call = ''] = process.argv.slice(2);
let calls = 0;
const store = watched(sqliteStore(file), (_, inside) => {
  if (++calls === Number(call) && !inside) process.kill(process.pid, 'SIGKILL');
});
const bank = createBankweave({ adapters: [new Provider().adapter], store, vault: sealing() });
await bank.user(user).erase();
await bank.close();
process.send?.('done');
