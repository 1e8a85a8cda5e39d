import { trueLayer, type TrueLayerOptions } from 'bankweave/adapters/truelayer';
import { expect, test, vi } from 'vitest';
import { errorOf } from '../../client/banks.ts';
import { options } from './harness.ts';

test.each([
  ['a live client id on the sandbox', { clientId: 'app-1a2b3c' }, 'clientId'],
  ['a sandbox client id on the live hosts', { environment: 'live' }, 'clientId'],
  ['an address that is none', { baseUrl: 'api.truelayer.com' }, 'baseUrl'],
  ['a redirect that is no address', { redirectUri: 'callback' }, 'redirectUri'],
  ['more history than anybody gives', { historyDays: 9_000 }, 'historyDays'],
  ['another version of the API', { apiVersion: 'data-v3' }, 'apiVersion'],
  ['a misspelt option', { clientID: 'x' }, 'clientID'],
  ['a secret with a line break in it', { clientSecret: 'a\nb' }, 'clientSecret'],
] as const)('refuses %s before anything is sent', async (_, more, field) => {
  const error = await errorOf(() => trueLayer({ ...options, ...more } as TrueLayerOptions));
  expect(error).toMatchObject({ code: 'invalid_configuration', field });
  expect(JSON.stringify(error)).not.toContain('canary');
});

test('everything can come from the environment', () => {
  vi.stubEnv('TRUELAYER_CLIENT_ID', 'app-live');
  vi.stubEnv('TRUELAYER_CLIENT_SECRET', 'secret');
  vi.stubEnv('TRUELAYER_ENV', 'live');
  vi.stubEnv('TRUELAYER_REDIRECT_URI', 'https://app.example/back');
  expect(trueLayer().traits.hosts).toEqual([
    'auth.truelayer.com',
    'api.truelayer.com',
    'webhooks.truelayer.com',
  ]);
  vi.unstubAllEnvs();
  expect(() => trueLayer()).toThrow('TRUELAYER_CLIENT_ID');
});

test('this machine may be called only where the app gave the address', () => {
  expect(trueLayer(options).http?.allowLoopback).toBe(false);
  const local = trueLayer({
    ...options,
    authUrl: 'http://127.0.0.1:4011/',
    baseUrl: 'http://127.0.0.1:4011',
  });
  expect(local.http?.allowLoopback).toBe(true);
  expect(local.traits.hosts).toContain('127.0.0.1:4011');
});
