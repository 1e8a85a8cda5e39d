import { mx, type MxOptions } from 'bankweave/adapters/mx';
import { describe, expect, test } from 'vitest';
import { callFor } from '../faker/harness.ts';

const PASSWORD = 'p4ss: word';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function facet(options: MxOptions = { webhookUsername: 'mx', webhookPassword: 'p4ss:word' }) {
  return mx({ clientId: 'c', apiKey: 'k', environment: 'integration', ...options }).webhooks;
}

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  path: '/webhooks/mx',
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const call = () => ({ ...callFor({}), keys: undefined as never });

describe('who may send', () => {
  test('MX with its user name and password', async () => {
    const { verify } = facet();
    await verify?.(post({}, { authorization: basic('mx:p4ss:word') }), call());
    await verify?.(post({}, { authorization: basic('mx:p4ss:word').replace('Basic', 'basic') }), call());
  });

  test.each([
    ['nothing', {}],
    ['an empty header', { authorization: '' }],
    ['another password', { authorization: basic(`mx:${PASSWORD}`) }],
    ['another name', { authorization: basic('mX:p4ss:word') }],
    ['a part of it', { authorization: basic('mx:p4ss') }],
    ['more than it', { authorization: `${basic('mx:p4ss:word')} ` }],
    ['a token', { authorization: 'Bearer p4ss:word' }],
  ])('nobody with %s, all with one and the same refusal', async (_, headers) => {
    const error = await facet()
      .verify?.(post({}, headers as Record<string, string>), call())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'The webhook does not have the password.' });
  });

  test('without a password nothing is verified, so that the app has to allow it', () => {
    expect(facet({}).verify).toBeUndefined();
  });
});

describe('what it asks for', () => {
  const flat = {
    action: 'member_data_updated',
    member_guid: 'MBR-1',
    user_guid: 'USR-1',
    completed_at: 1795000000,
  };
  const nested = (thing: string, action: string, more: object = { member_guid: 'MBR-1' }) => ({
    action,
    [thing]: { guid: 'X-1', revision: 3, ...more },
  });

  test.each([
    ['AGGREGATION', { type: 'AGGREGATION', ...flat }, { type: 'sync', about: 'data' }],
    ['BALANCE', { type: 'BALANCE', ...flat }, { type: 'sync', about: 'data' }],
    ['HISTORY', { type: 'HISTORY', ...flat }, { type: 'sync', about: 'history' }],
    ['STATEMENT', { type: 'STATEMENT', ...flat }, { type: 'sync', about: 'data' }],
    ['VERIFICATION', { type: 'VERIFICATION', ...flat, accounts: ['ACT-1'] }, { type: 'sync', about: 'data' }],
    [
      'initial data',
      { type: 'initial_data_ready', guid: 'EVT-1', member_guid: 'MBR-1' },
      { type: 'sync', urgent: true },
    ],
    [
      'a status by name',
      { type: 'CONNECTION_STATUS', action: 'CHANGED', member_guid: 'MBR-1', connection_status: 'DENIED' },
      { type: 'inspect', about: 'login_broken' },
    ],
    [
      'a status by number',
      { type: 'CONNECTION_STATUS', member_guid: 'MBR-1', connection_status_id: 5 },
      { type: 'inspect', about: 'login_broken' },
    ],
    ['a job', { job: { status_name: 'DENIED', member_guid: 'MBR-1' } }, { type: 'inspect' }],
    ['a member that is gone', nested('member', 'deleted', { guid: 'MBR-1' }), { type: 'revoked' }],
    ['a member that changed', nested('member', 'updated', { guid: 'MBR-1' }), { type: 'inspect' }],
    ['a new account', nested('account', 'created'), { type: 'sync', about: 'new_accounts' }],
    ['an account that is gone', nested('account', 'deleted'), { type: 'sync', about: 'accounts_removed' }],
    ['a row that is gone', nested('transaction', 'deleted'), { type: 'sync', about: 'data' }],
    ['a type of tomorrow', { type: 'TOMORROW', member_guid: 'MBR-1' }, { type: 'inspect', about: 'other' }],
  ])('%s', (_, body, wanted) => {
    expect(facet().parse(post(body))).toMatchObject([{ providerConnectionId: 'MBR-1', ...wanted }]);
  });

  test('trap: what names no member concerns nobody', () => {
    expect(facet().parse(post({ type: 'BUDGET', action: 'created', budget: { guid: 'BGT-1' } }))).toEqual([]);
    expect(facet().parse(post(nested('user', 'updated')))).toEqual([]);
  });

  test.each(['', 'null', '7', '"text"', '{"a":', '<html>'])('what is no object is an error: %s', (body) => {
    expect(() => facet().parse(post(body))).toThrow(
      expect.objectContaining({ code: 'provider_response' }) as Error,
    );
  });

  test('trap: events have no id; deliveries of one are known by their bytes', () => {
    const keyOf = (body: object) => facet().parse(post(body))[0]?.dedupeKey;
    const body = { type: 'AGGREGATION', ...flat };
    expect(keyOf(body)).toBe(keyOf({ ...body }));
    expect(keyOf(body)).not.toBe(keyOf({ ...body, completed_at: 1795000001 }));
  });

  test('trap: a status has neither id nor time, so that nothing tells a second event from a second delivery', () => {
    const keyOf = (body: object) => facet().parse(post(body))[0]?.dedupeKey;
    const denied = { type: 'CONNECTION_STATUS', action: 'CHANGED', connection_status: 'DENIED' };
    expect(keyOf({ ...denied, member_guid: 'MBR-1' })).toBeNull();
    expect(keyOf({ job: { status_name: 'CHALLENGED', member_guid: 'MBR-1' } })).toBeNull();
    expect(keyOf(nested('account', 'updated'))).toMatch(/^sha256:/);
    expect(keyOf({ type: 'initial_data_ready', guid: 'EVT-1', member_guid: 'MBR-1' })).toMatch(/^sha256:/);
  });
});
