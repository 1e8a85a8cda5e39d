import { Configuration, PlaidApi, Products } from 'plaid';
import { onTestFinished } from 'vitest';
import { plaidWire, type PlaidWireOptions } from 'bankweave/adapters/plaid/sandbox';
import { createWorld, serveSandbox } from 'bankweave/sandbox';
import { stoppedClock } from '../../../sandbox/stopped-clock.ts';

/** A served Plaid with a small world of about two months, and the real SDK. */
export async function servePlaid(options: PlaidWireOptions = {}) {
  const clock = stoppedClock();
  const world = createWorld({ seed: 7, clock, epoch: '2026-09-20' });
  const wire = plaidWire(options);
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(() => close());
  const url = urls['plaid'] ?? '';
  return { clock, world, wire, control: wire.control, url, api: sdk(url) };
}

/** The vendor's SDK at an address. */
function sdk(url: string, secret = 'sandbox-secret'): PlaidApi {
  const headers = { 'PLAID-CLIENT-ID': 'sandbox-client', 'PLAID-SECRET': secret };
  return new PlaidApi(
    new Configuration({
      basePath: url,
      baseOptions: { headers, timeout: 5000, maxRedirects: 0, proxy: false },
    }),
  );
}

/** Makes an Item the short way. */
export async function linkItem(
  { api, control }: Pick<Awaited<ReturnType<typeof servePlaid>>, 'api' | 'control'>,
  bank = 'river-bank',
  extra: {
    readonly products?: Products[];
    readonly username?: string;
    readonly webhook?: string;
    readonly days?: number;
  } = {},
) {
  const { data: created } = await api.sandboxPublicTokenCreate({
    institution_id: control.institutionId(bank),
    initial_products: extra.products ?? [Products.Transactions],
    options: {
      override_username: extra.username ?? 'ada',
      ...(extra.webhook === undefined ? {} : { webhook: extra.webhook }),
      transactions: { days_requested: extra.days ?? 730 },
    },
  });
  const { data } = await api.itemPublicTokenExchange({ public_token: created.public_token });
  return { access_token: data.access_token, itemId: data.item_id };
}

/** What an error of the SDK tells, without its secrets. */
export async function problemOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) =>
      thrown as { response?: { status: number; data: Record<string, unknown>; headers: unknown } },
  );
  if (!error) return { status: 200 };
  return { status: error.response?.status, ...error.response?.data };
}
