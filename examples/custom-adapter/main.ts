/**
 * A bank that does not exist, served on this machine, and an adapter for it.
 *
 *   npm start
 */
import { calendarDate, createBankweave, formatMoney } from 'bankweave';
import { pebble } from './adapter.ts';
import { PebbleBank } from './bank.ts';
import { servePebbleBank } from './bank-server.ts';

const pebbles = new PebbleBank(() => calendarDate(new Date().toISOString().slice(0, 10)));
const server = await servePebbleBank(pebbles);
const bank = createBankweave({
  adapters: [pebble({ baseUrl: server.url, redirectUri: 'http://localhost:3000/back' })],
});
const ada = bank.user('ada');

// In an app this is a redirect in the person's browser. Here we follow it ourselves.
const link = await ada.links.start('pebble');
const answer = await fetch(link.url ?? '', { redirect: 'manual' });
const callback = new URL(answer.headers.get('location') ?? '');
const connection = await ada.links.complete('pebble', link.id, callback.searchParams);
console.log(`Linked ${connection.institution.name}`);

const first = await bank.sync(connection.id);
console.log(`First sync: ${first.status}, ${first.counts.added} added\n`);
for await (const account of ada.accounts.list()) {
  const { kind, current } = account.balances;
  console.log(
    `${account.name}: ${current ? formatMoney(current, 'en-GB') : '?'}${kind === 'liability' ? ' owed' : ''}`,
  );
}
for await (const t of ada.transactions.list())
  console.log(
    `${t.date}  ${t.status.padEnd(7)} ${formatMoney(t.amount, 'en-GB').padStart(10)}  ${t.description}`,
  );

const { next } = await ada.changes({ limit: 1_000 });
pebbles.liveOn();
pebbles.expireTokens();
const second = await bank.sync(connection.id);
console.log(`\nSecond sync: ${second.status}; the token had ended and was renewed on the way`);
for (const change of (await ada.changes({ after: next })).items) {
  if (!('transaction' in change)) continue;
  const { transaction: t } = change;
  const was = change.type === 'transaction.modified' ? change.previous : {};
  const notes = [was.status && `was ${was.status}`, was.amount && `was ${formatMoney(was.amount, 'en-GB')}`];
  console.log(
    `${change.type.padEnd(20)} ${t.status.padEnd(7)} ${formatMoney(t.amount, 'en-GB').padStart(10)}  ${t.description}`,
    ...notes.filter(Boolean).map((note) => `(${note})`),
  );
  for (const { rule } of await ada.transactions.explain(t.id).catch(() => []))
    console.log(`${' '.repeat(41)}because: ${rule}`);
}

await bank.close();
await server.close();
