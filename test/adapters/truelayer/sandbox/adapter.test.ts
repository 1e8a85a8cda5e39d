import { createBankweave } from 'bankweave';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { type BankQuirks, trueLayerWire } from 'bankweave/adapters/truelayer/sandbox';
import { createWorld } from 'bankweave/sandbox';
import { expect, test } from 'vitest';
import { inProcess } from '../../../support/in-process.ts';
import { StillClock } from '../harness.ts';

// Wire and adapter were written apart from each other, from TrueLayer's own description.
const habits: readonly (readonly [string, BankQuirks])[] = [
  ['no quirks', {}],
  ['another transaction_id in each answer', { rehash: true }],
  [
    'no ids, midnights and changing hashes',
    { normalisedIds: false, providerIds: false, timestamps: 'midnight', rehash: true },
  ],
  ['every notation of time', { timestamps: 'mixed' }],
  ['`from` ignored', { from: 'ignored' }],
  ['lists only while the person is there', { listsOnlyAfterSca: true }],
  ['types against signs', { typeConflicts: true, cardSigns: 'as_accounts' }],
  [
    'unknown words, pots, no figures, no names',
    { oddities: true, pots: true, available: false, enrichment: false },
  ],
];

test.each(habits)('the adapter tells the world’s ledger day by day: %s', async (_, everyBank) => {
  const world = createWorld({ seed: 7, clock: new StillClock(), epoch: '2026-08-01' });
  const wire = trueLayerWire({ everyBank, refreshTokens: 'rotating' });
  const { urls, transport } = inProcess(world, [wire]);
  const url = urls['truelayer'] ?? '';
  const adapter = trueLayer({
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-secret',
    redirectUri: 'https://app.example/back',
    authUrl: url,
    baseUrl: url,
    providers: ['uk-ob-all'],
  });
  const bank = createBankweave({ adapters: [adapter], clock: world.clock, transport });
  const ada = bank.user('ada');
  const link = await ada.links.start('truelayer');
  const { params } = wire.control.completeLink(link.url ?? '', {
    institution: 'thames-bank',
    username: 'ada',
  });
  const connection = await ada.links.complete('truelayer', link.id, params);
  for (let day = 0; day < 6; day++) {
    expect((await bank.sync(connection.id)).status).toBe('complete');
    const told = [];
    for await (const row of ada.transactions.list()) {
      if (row.status !== 'void') told.push(`${row.date} ${row.amount.value} ${row.status}`);
    }
    const real = world
      .login('thames-bank', 'ada')
      .accounts.flatMap(({ id }) => world.ledger(id))
      .map((row) => `${row.date} ${row.amount.value} ${row.status}`);
    expect(told.sort(byText)).toEqual(real.sort(byText));
    world.advance({ days: 1 });
  }
  // Nobody was there, and nothing was asked for more often than a bank allows.
  expect(wire.control.counters().every(({ attended, refused }) => attended === 0 && refused === 0)).toBe(
    true,
  );
  await bank.close();
});

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
