import type { Notice } from '../adapter-kit/webhooks.ts';
import { AdapterContractError } from '../errors/catalog.ts';

const TYPES: readonly unknown[] = ['sync', 'inspect', 'revoked'] satisfies Notice['type'][];
const MOST = 1_000;
const LONGEST = 4_096;

/** What an adapter read out of a request, made sure of: it goes on to the store. */
export function checkedNotices(notices: readonly Notice[], provider: string): readonly Notice[] {
  const bad = (expected: string): never => {
    throw new AdapterContractError(
      `The notices that the '${provider}' adapter read are none: expected ${expected}.`,
      {
        provider,
        field: 'notices',
        expected,
      },
    );
  };
  if (!Array.isArray(notices) || notices.length > MOST) bad(`a list of at most ${MOST}`);
  for (const notice of notices) {
    if (typeof notice !== 'object' || notice === null || !TYPES.includes(notice.type)) bad('a type for each');
    if (!isId(notice.providerConnectionId)) bad('a providerConnectionId for each');
    if (notice.dedupeKey !== null && !isId(notice.dedupeKey)) bad('a dedupeKey for each, or null');
  }
  return notices;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST;
}
