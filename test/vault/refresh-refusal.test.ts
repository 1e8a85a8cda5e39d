import { inspect } from 'node:util';
import {
  ActionRequiredError,
  ConnectionRevokedError,
  isBankweaveError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
} from 'bankweave';
import { describe, expect, test } from 'vitest';
import { first, merged, owner, refreshWorld, second } from './refresh-world.ts';

const unauthorized = () => new UnauthorizedError('invalid_grant', { providerCode: 'invalid_grant' });

describe('a refusal', () => {
  test('counts only for what was sent: newer credentials are used instead', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      await world.credentials.put(owner, { accessToken: 'by somebody else' });
      throw unauthorized();
    };
    expect(await world.refresh()).toMatchObject({
      credentials: { accessToken: 'by somebody else' },
      asked: false,
    });
    expect((await world.slot()).refusal).toBeNull();
  });

  test('asks for the person, once, until the credentials change or an hour is over', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw unauthorized();
    };
    const refused = {
      code: 'action_required',
      action: 'reauthenticate',
      provider: 'acme',
      connectionId: 'con_1',
    };
    await expect(world.refresh()).rejects.toMatchObject({ ...refused, providerCode: 'invalid_grant' });
    for (let count = 0; count < 5; count++) await expect(world.refresh()).rejects.toMatchObject(refused);
    expect(world.calls).toBe(1);
    await world.clock.sleep(3_600_001);
    await expect(world.refresh()).rejects.toThrow(/sign in again\.$/);
    expect(world.calls).toBe(2);
    await world.credentials.put(owner, { ...first, refreshToken: 'repaired' });
    const held = await world.credentials.read(owner.connectionId);
    world.answer = async () => second;
    expect(await world.refresh({ held })).toMatchObject({ credentials: merged });
    expect(world.calls).toBe(3);
    expect(await world.slot()).toMatchObject({ holder: null, intent: null, refusal: null });
  });

  test('keeps the adapter’s own action and words, and the end of a connection', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ActionRequiredError('Consent has ended.', { action: 'renew_consent' });
    };
    for (let count = 0; count < 2; count++)
      await expect(world.refresh()).rejects.toMatchObject({
        action: 'renew_consent',
        message: 'Consent has ended.',
      });
    const other = await refreshWorld();
    other.answer = async () => {
      throw new ConnectionRevokedError('Gone.');
    };
    for (let count = 0; count < 2; count++)
      await expect(other.refresh()).rejects.toMatchObject({ code: 'connection_revoked' });
    expect([world.calls, other.calls]).toEqual([1, 1]);
  });

  test('after a lost answer comes with the evidence', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ProviderUnavailableError('The connection was cut.');
    };
    await expect(world.refresh({ attempt: 'req_lost' })).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    const begun = await world.slot();
    expect(begun).toMatchObject({ holder: null, intent: { attempt: 'req_lost', unanswered: 0 } });
    world.answer = async () => {
      throw unauthorized();
    };
    await expect(world.refresh({ attempt: 'req_again' })).rejects.toMatchObject({
      code: 'action_required',
      message: expect.stringMatching(/begun at 2026-11-20T00:00:00.*req_again, 1 before it/) as string,
    });
    expect(await world.slot()).toMatchObject({ intent: begun.intent, refusal: { action: 'reauthenticate' } });
  });

  test('the old token is tried at once after a lost answer, and may well work', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ProviderUnavailableError('The connection was cut.');
    };
    await expect(world.refresh()).rejects.toMatchObject({ code: 'provider_unavailable' });
    world.answer = async () => second;
    const before = world.clock.monotonic();
    expect(await world.refresh()).toMatchObject({ credentials: merged });
    expect(world.clock.monotonic()).toBe(before);
  });

  test('of the application, or a limit, leaves no trace: the token was not used', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new RateLimitError('Slow down.', { retryAfterMs: 1_000 });
    };
    await expect(world.refresh()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await world.slot()).toMatchObject({ holder: null, intent: null, refusal: null });
  });
});

test('no error of a renewal shows a token', async () => {
  const world = await refreshWorld();
  const failures = [unauthorized(), new ProviderUnavailableError('cut'), new Error('canary-foreign')];
  for (const failure of failures) {
    world.answer = async () => {
      throw failure;
    };
    const error = await world.refresh().catch((caught: unknown) => caught);
    if (!isBankweaveError(error)) continue;
    const shown = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: Infinity, showHidden: true })}`;
    expect(shown).not.toContain('canary');
  }
});
