import {
  type Batch,
  CheckpointInvalidError,
  type ConnectionCall,
  type Feed,
  isBankweaveError,
  ProviderResponseError,
  type Readiness,
  readEach,
} from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import { accessTokenOf } from './link.ts';
import { asksFor } from './link-options.ts';
import type { Settings } from './options.ts';
import { about, toRemoval, toTransaction } from './to-transaction.ts';
import { type Raw, SyncPage } from './wire.ts';

/** The most that Plaid gives in one page: fewer pages are fewer moments in which the data can change below us. */
const COUNT = 500;
/** The first read after the history is complete is several times slower than later ones. */
const FIRST_TIMEOUT = 120_000;
const FIRST_TRIES = 3;
const FIRST_PAUSE = 1_000;

type Page = Readonly<{
  added: readonly unknown[];
  modified: readonly unknown[];
  removed: readonly unknown[];
  has_more: boolean;
  next_cursor?: string | null | undefined;
  transactions_update_status?: unknown;
}>;

/**
 * `/transactions/sync`, from the cursor of the last update to its end: one update with one checkpoint, which is the
 * last page's cursor. Cursors of pages in between never leave.
 */
export function createFeed(settings: Settings, api: Api): Feed {
  return {
    scope: 'connection',
    pull: (input, call) => pull(settings, api, input.checkpoint ?? '', call),
  };
}

async function* pull(
  settings: Settings,
  api: Api,
  base: string,
  call: ConnectionCall,
): AsyncGenerator<Batch> {
  // A first call would add the product to the login, and with it a subscription that nobody asked for.
  if (!asksFor(settings.link, 'transactions')) return;
  let page: Page;
  try {
    page = await firstPage(settings, api, base, call);
  } catch (error) {
    // This login has no transactions, and nothing to go wrong with.
    if (isBankweaveError(error) && error.code === 'unsupported' && error.scope === 'request') return;
    throw error;
  }
  const seen = new Set([base]);
  for (;;) {
    const next = page.next_cursor ?? '';
    const readiness = readinessOf(page, next);
    if (readiness === 'not_ready') {
      yield { readiness };
      return;
    }
    if (!page.has_more) {
      yield { ...batchOf(page), readiness, checkpoint: next };
      return;
    }
    // One that came before would lead round in a circle.
    if (next === '' || seen.has(next))
      throw new ProviderResponseError('Plaid says that there is more but not where', {
        field: 'next_cursor',
        expected: 'a cursor that moves on',
      });
    seen.add(next);
    // On its way while this one is read. Where nobody waits for it any more, how it ends concerns nobody.
    const asked = pageAt(settings, api, next, call);
    asked.catch(() => undefined);
    yield batchOf(page);
    page = await asked;
  }
}

/**
 * The page at the stored cursor. Where it goes on saying that the data has changed, the cursor is one of the middle of
 * an update, and never becomes good again.
 */
async function firstPage(settings: Settings, api: Api, base: string, call: ConnectionCall): Promise<Page> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pageAt(settings, api, base, call);
    } catch (error) {
      const isMutation = isBankweaveError(error) && error.code === 'update_restarted';
      if (!isMutation || base === '') throw error;
      if (attempt === FIRST_TRIES)
        throw new CheckpointInvalidError('Plaid no longer goes on from the stored cursor', {
          providerCode: error.providerCode,
          requestId: error.requestId,
        });
      await call.clock.sleep(FIRST_PAUSE * attempt, { signal: call.signal });
    }
  }
}

async function pageAt(settings: Settings, api: Api, cursor: string, call: ConnectionCall): Promise<Page> {
  const request = {
    access_token: accessTokenOf(call.credentials),
    count: COUNT,
    ...(cursor !== '' && { cursor }),
    options: {
      include_original_description: true,
      personal_finance_category_version: settings.categoryVersion,
    },
  };
  try {
    const treatment = cursor === '' ? { timeoutMs: FIRST_TIMEOUT } : {};
    return await api.ask(call, 'transactionsSync', request, SyncPage, treatment);
  } catch (error) {
    // Another login's, or too old. Messages are no contract, so the code alone has to do.
    if (cursor === '' || !isBankweaveError(error) || error.providerCode !== 'INVALID_FIELD') throw error;
    const { providerCode, requestId } = error;
    throw new CheckpointInvalidError('Plaid does not know the stored cursor', { providerCode, requestId });
  }
}

/** How much of its history Plaid has. What it does not say is complete, or there would never be an end. */
function readinessOf(page: Page, next: string): Readiness {
  const isEmpty = page.added.length + page.modified.length + page.removed.length === 0;
  switch (page.transactions_update_status) {
    case 'NOT_READY':
      return 'not_ready';
    case 'INITIAL_UPDATE_COMPLETE':
    case 'TRANSACTIONS_UPDATE_STATUS_UNKNOWN':
      return isEmpty && next === '' ? 'not_ready' : 'initial';
    default:
      return isEmpty && next === '' ? 'not_ready' : 'complete';
  }
}

function batchOf(page: Page): Batch {
  const added = readEach(page.added as readonly Raw[], toTransaction, about);
  const modified = readEach(page.modified as readonly Raw[], toTransaction, about);
  const removed = readEach(page.removed as readonly Raw[], toRemoval, about);
  return {
    upserts: [...added.upserts, ...modified.upserts],
    removals: removed.upserts,
    rejected: [...added.rejected, ...modified.rejected, ...removed.rejected],
  };
}
