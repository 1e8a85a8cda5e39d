import type { WorldMerchant } from 'bankweave/sandbox';
import type { Ask, Fields } from './ask.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import type { Mx } from './state.ts';

/** The shops that were seen in a transaction since the sandbox began. */
export function listMerchants(mx: Mx, ask: Ask): Reply {
  const name = ask.query.get('name')?.toLowerCase() ?? '';
  const found = [...mx.merchants].filter(([, merchant]) => merchant.name.toLowerCase().includes(name));
  return paged(
    ask,
    mx.settings,
    'merchants',
    found.map(([guid, merchant]) => merchantBody(guid, merchant)),
  );
}

export function readMerchant(mx: Mx, { path }: Ask): Reply {
  const guid = path['merchant_guid'] ?? '';
  const merchant = mx.merchants.get(guid);
  if (!merchant) throw new Refusal(404, 'The merchant was not found.');
  return { status: 200, body: { merchant: merchantBody(guid, merchant) } };
}

function merchantBody(guid: string, { name, website }: WorldMerchant): Fields {
  return {
    guid,
    name,
    logo_url: `https://logos.example/${guid}.png`,
    website_url: website === undefined ? null : `https://${website}`,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}
