import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyAdapter } from 'bankweave/adapter-kit';
import { faker } from 'bankweave/adapters/faker';
import { mx } from 'bankweave/adapters/mx';
import { plaid } from 'bankweave/adapters/plaid';
import { expect, test } from 'vitest';
import { trueLayerAdapter } from '../conformance/truelayer-world.ts';
import { root } from '../support/source-files.ts';

const adapters: Readonly<Record<string, AnyAdapter>> = {
  Plaid: plaid({ clientId: 'id', secret: 'secret', environment: 'sandbox' }) as AnyAdapter,
  TrueLayer: trueLayerAdapter() as AnyAdapter,
  MX: mx({
    clientId: 'id',
    apiKey: 'key',
    environment: 'integration',
    webhookUsername: 'mx',
    webhookPassword: 'a-long-password-that-is-an-example',
  }) as AnyAdapter,
  Faker: faker() as AnyAdapter,
};

const removals = {
  explicit: 'listed by the provider',
  inferred: 'seen from a whole read',
  none: 'never told',
};
const pending = {
  linked: 'named by the booked row',
  unlinked: 'not named',
  'complete-set': 'the whole set each time',
  none: 'none',
};

const columns: Readonly<Record<string, (adapter: AnyAdapter) => string>> = {
  'rows that go': ({ traits }) => removals[traits.removals],
  'pending rows': ({ traits }) => pending[traits.pending],
  feed: ({ traits, feed }) =>
    `${traits.windowed ? `days, ${traits.overlapDays} read again` : 'a cursor'}, by ${feed.scope}`,
  consent: ({ traits }) =>
    traits.consentDays === null ? 'by bank, or no end' : `${traits.consentDays} days`,
  tokens: ({ connection, traits }) =>
    traits.secrets === false ? 'none' : connection.refresh ? 'renewed' : 'do not end',
  webhooks: ({ webhooks }) => (webhooks ? (webhooks.verify ? 'verified' : 'not verified') : '–'),
  'bank search': ({ institutions }) => (institutions ? 'yes' : '–'),
  'live balances': ({ balances }) => (balances ? 'yes' : '–'),
};

/** The table as the adapters' own manifests and facets give it. */
function table(): string {
  const names = Object.keys(adapters);
  const rows = Object.entries(columns).map(
    ([name, cell]) => `| ${name} | ${names.map((id) => cell(adapters[id] as AnyAdapter)).join(' | ')} |`,
  );
  return [`| | ${names.join(' | ')} |`, `| --- |${names.map(() => ' --- |').join('')}`, ...rows].join('\n');
}

test('the table of the README is what the adapters say of themselves', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(readme.includes(table()), `the README has to hold\n\n${table()}\n`).toBe(true);
});
