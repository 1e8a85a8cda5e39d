import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/**
 * Call once at the top of a test file that talks to mocked hosts. The network is closed, and a test fails
 * when a request met no mock (nock would answer 501, which a retry hides) or when a mock was left unused.
 *
 * @param allowed Hosts that are really there, such as a sandbox on this machine. Default: none.
 */
export function guardNetwork(allowed: readonly string[] = []): void {
  const unmatched: string[] = [];
  const isAllowed = (host: string): boolean => allowed.includes(host.split(':')[0] ?? '');
  const note = (request: { method?: string; url?: string; path?: string }): void => {
    if (request.url !== undefined && isAllowed(new URL(request.url).host)) return;
    unmatched.push(`${request.method ?? 'GET'} ${request.url ?? request.path ?? '?'}`);
  };

  beforeAll(() => {
    nock.disableNetConnect();
    if (allowed.length > 0) nock.enableNetConnect(isAllowed);
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
