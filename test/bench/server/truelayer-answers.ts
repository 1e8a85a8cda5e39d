import { trueLayerRows } from './truelayer-row.ts';

// A token is the login itself, written in hex, so nothing is kept but the answers that were made.

const account = {
  account_id: 'account1',
  account_type: 'TRANSACTION',
  display_name: 'Everyday',
  currency: 'GBP',
  account_number: { number: '55555555', sort_code: '20-20-15' },
  provider: { provider_id: 'bench' },
  update_timestamp: '2026-06-30T10:00:00Z',
};
const me = {
  client_id: 'sandbox-bench',
  credentials_id: 'credentials1',
  provider: { provider_id: 'bench', display_name: 'Bench Bank' },
  consent_status: 'Authorised',
  consent_expires_at: '2099-01-01T00:00:00Z',
};
const balance = {
  currency: 'GBP',
  current: 2_000,
  available: 2_100,
  update_timestamp: '2026-06-30T10:00:00Z',
};

const kept = new Map<number, Buffer>();

/** What TrueLayer's two hosts answer, both below `/truelayer`; `undefined` for any other path. */
export function trueLayerAnswer(
  url: string,
  authorization: string | undefined,
  text: string,
): Buffer | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  if (!pathname.startsWith('/truelayer/')) return undefined;
  const path = pathname.replace(/^\/truelayer(\/data\/v1)?/, '');
  if (path === '/connect/token') {
    const code = new URLSearchParams(text).get('code') ?? '';
    const scope = 'info accounts balance cards transactions offline_access';
    const life = { expires_in: 3_600, token_type: 'Bearer', scope };
    return bytes({ access_token: code, refresh_token: `refresh ${code}`, ...life });
  }
  if (path === '/accounts/account1/transactions') {
    const { rows } = JSON.parse(Buffer.from(authorization?.slice(7) ?? '', 'hex').toString()) as {
      rows: number;
    };
    const made = kept.get(rows) ?? results(trueLayerRows(rows));
    kept.set(rows, made);
    return made;
  }
  if (path === '/me') return results([me]);
  if (path === '/accounts') return results([account]);
  if (path === '/accounts/account1/balance') return results([balance]);
  return results([]);
}

function results(rows: readonly unknown[]): Buffer {
  return bytes({ results: rows, status: 'Succeeded' });
}

function bytes(body: object): Buffer {
  return Buffer.from(JSON.stringify(body));
}
