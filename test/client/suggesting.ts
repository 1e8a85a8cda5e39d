import type { World } from 'bankweave/sandbox';
import type { FakerBank } from './banks.ts';

/** Brings about two pending rows and one booked row that could be either; answers with the suggestion's id. */
export async function ambiguous(place: {
  world: World;
  bank: FakerBank;
  ada: ReturnType<FakerBank['user']>;
  connection: string;
}): Promise<string> {
  const { world, bank, ada, connection } = place;
  const account = (await ada.accounts.list({ connectionId: connection })).items.find(
    ({ subtype }) => subtype === 'checking',
  );
  const at = account?.providerAccountId ?? '';
  const given = { amount: '-4.50', description: 'Corner Cafe', merchant: 'Corner Cafe' };
  const rows = [world.authorize(at, given), world.authorize(at, given)];
  await bank.sync(connection);
  world.advance({ hours: 20 });
  for (const row of rows) world.void(row.id);
  world.post(at, given);
  await bank.sync(connection);
  return (await ada.suggestions.list()).items[0]?.id ?? '';
}
