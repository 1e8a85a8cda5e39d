import { expect, test, vi } from 'vitest';
import { errorOf } from '../../client/banks.ts';
import { served } from './served.ts';

vi.setConfig({ testTimeout: 60_000 });

const person = () => ({ name: 'Ada', email: 'ada@example.com' });

test('extend renews the consent without the dialog, and /me says that it lasts longer', async () => {
  const { world, link, repair, bank } = await served({ adapter: { person } });
  const { id, consent } = await link();
  world.advance({ days: 60 });
  const after = await repair(id, 'renew_consent');
  expect((after.consent.expiresAt ?? '') > (consent.expiresAt ?? '')).toBe(true);
  expect(after.status).toBe('active');
  expect(after.historyClosesAt).toBeUndefined();
  expect((await bank.sync(id)).status).toBe('complete');
});

test('an extension that is answered with success and moves nothing is told as none', async () => {
  const { world, link, repair } = await served({
    adapter: { person },
    wire: { everyBank: { extendMovesConsent: false } },
  });
  const { id, consent } = await link();
  world.advance({ days: 60 });
  const after = await repair(id, 'renew_consent');
  expect(after.consent.expiresAt).toBe(consent.expiresAt);
  expect(after.status).toBe('action_required');
  // A sign-in mends it.
  expect((await repair(id)).status).toBe('active');
});

test('a bank that wants to see the person says so, and nothing is lost', async () => {
  const { world, link, repair, bank } = await served({
    adapter: { person },
    wire: { everyBank: { extend: 'authentication_needed' } },
  });
  const { id } = await link();
  world.advance({ days: 60 });
  const refused = await errorOf(() => repair(id, 'renew_consent'));
  expect(refused).toMatchObject({ code: 'action_required', action: 'reauthenticate' });
  expect((await bank.sync(id)).status).toBe('complete');
});

test('without `person` a consent is renewed at the bank', async () => {
  const { world, link, ada, repair } = await served();
  const { id, consent } = await link();
  world.advance({ days: 60 });
  expect((await ada.links.repair(id, { mode: 'renew_consent' })).kind).toBe('redirect');
  const after = await repair(id, 'renew_consent');
  expect((after.consent.expiresAt ?? '') > (consent.expiresAt ?? '')).toBe(true);
});

test('a refresh never makes a consent last longer; when it is over the person is asked, and the rows stay', async () => {
  const { world, link, ada, bank, repair } = await served();
  const { id, consent } = await link();
  await bank.sync(id);
  const rows = (await ada.transactions.list({ limit: 500 })).items.length;
  world.advance({ days: 89 });
  await bank.sync(id);
  expect((await ada.connections.get(id)).consent.expiresAt).toBe(consent.expiresAt);
  world.advance({ days: 2 });
  await errorOf(() => bank.sync(id));
  const over = await ada.connections.get(id);
  expect(['expired', 'action_required']).toContain(over.status);
  expect((await ada.transactions.list({ limit: 500 })).items.length).toBeGreaterThanOrEqual(
    Math.min(500, rows),
  );
  const back = await repair(id);
  expect([back.id, back.status]).toEqual([id, 'active']);
  expect((await bank.sync(id)).status).toBe('complete');
});

test('a repair keeps connection, accounts and rows, also where the account ids are new under a new consent', async () => {
  const { link, ada, bank, repair } = await served({ wire: { everyBank: { accountIdsPerConsent: true } } });
  const { id } = await link();
  await bank.sync(id);
  const before = (await ada.transactions.list({ limit: 500 })).items.map((row) => row.id).sort();
  await repair(id);
  await bank.sync(id, { attended: { ip: '203.0.113.7' } });
  expect((await ada.transactions.list({ limit: 500 })).items.map((row) => row.id).sort()).toEqual(before);
  expect((await ada.accounts.list()).items).toHaveLength(3);
});

test.each(['constant', 'rotating', 'omitted'] as const)(
  'refresh tokens that are %s: what comes back is kept, what does not stays',
  async (refreshTokens) => {
    const { link, bank, world } = await served({ wire: { refreshTokens } });
    const { id } = await link();
    for (let n = 0; n < 4; n++) {
      expect((await bank.sync(id)).status).toBe('complete');
      world.advance({ hours: 7 });
    }
  },
);

test('the newest token alone is valid: one refused token is one refresh, whoever asks', async () => {
  const { link, bank, wire } = await served({ wire: { refreshTokens: 'rotating' } });
  const { id } = await link();
  const login = wire.control.connections()[0]?.id ?? '';
  wire.control.endAccessToken(login);
  wire.control.forgetCalls();
  expect((await bank.sync(id)).status).toBe('complete');
  expect(wire.control.requests.filter(({ path }) => path === '/connect/token')).toHaveLength(1);
});

test('a removed connection is ended at TrueLayer, with a token that is renewed for it', async () => {
  const { link, ada, wire, world, bank } = await served();
  const { id } = await link();
  world.advance({ hours: 2 });
  await ada.connections.remove(id);
  await bank.runDue();
  expect(wire.control.connections()[0]?.deleted).toBeTruthy();
});

test('no secret is in an address, whatever was done', async () => {
  const { link, bank, wire, repair, ada } = await served({ adapter: { person } });
  const { id } = await link();
  await bank.sync(id);
  await repair(id, 'renew_consent');
  await ada.connections.remove(id);
  for (const { path, query } of wire.control.requests)
    expect(`${path} ${JSON.stringify(query)}`).not.toMatch(/sandbox-secret|eyJ|refresh/);
});
