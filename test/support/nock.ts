import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/**
 * Call once at the top of a test file that talks to mocked hosts. The network is closed, and a test fails
 * when a request met no mock (nock would answer 501, which a retry hides) or when a mock was left unused.
 */
export function guardNetwork(): void {
  const unmatched: string[] = [];
  const note = (request: { method?: string; url?: string; path?: string }): void => {
    unmatched.push(`${request.method ?? 'GET'} ${request.url ?? request.path ?? '?'}`);
  };

  beforeAll(() => {
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });
  afterEach(() => {
    const found = { unmatched: unmatched.splice(0), unused: nock.pendingMocks() };
    nock.cleanAll();
    expect(found, 'requests without a mock, mocks without a request').toEqual({ unmatched: [], unused: [] });
  });
  afterAll(() => {
    nock.emitter.off('no match', note);
    nock.enableNetConnect();
  });
}
