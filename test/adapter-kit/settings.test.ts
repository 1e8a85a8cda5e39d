import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  loadChoice,
  loadOptionalSetting,
  loadSetting,
  strictOptions,
} from '../../src/adapter-kit/settings.ts';
import { ConfigurationError } from '../../src/errors/fix-code.ts';

const clientId = { option: 'plaid({ clientId })', env: 'PLAID_CLIENT_ID', value: undefined };

function refusal(act: () => unknown): ConfigurationError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('it was not refused as it should be');
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('settings', () => {
  test('the option comes first, then the environment; blanks around it are dropped', () => {
    vi.stubEnv('PLAID_CLIENT_ID', ' from-env\n');
    expect(loadSetting(clientId)).toBe('from-env');
    expect(loadSetting({ ...clientId, value: ' from-option ' })).toBe('from-option');
  });

  test('a missing one names the option and the variable', () => {
    for (const value of [undefined, '', '  ']) {
      vi.stubEnv('PLAID_CLIENT_ID', '');
      const error = refusal(() => loadSetting({ ...clientId, value }));
      expect(error).toMatchObject({ code: 'invalid_configuration', field: 'clientId', remedy: 'fix_code' });
      expect(error.message).toBe(
        'clientId is missing: pass plaid({ clientId }) or set PLAID_CLIENT_ID to a text',
      );
      expect(loadOptionalSetting({ ...clientId, value })).toBeUndefined();
    }
  });

  test('an empty option does not hide behind the environment', () => {
    vi.stubEnv('PLAID_CLIENT_ID', 'from-env');
    expect(loadOptionalSetting({ ...clientId, value: '' })).toBeUndefined();
  });

  test.each([
    [{ value: 'canary secret', secret: true }],
    [{ value: 'canary', pattern: /[0-9a-f]{24}/, expected: '24 hexadecimal characters' }],
    [{ value: `${'a'.repeat(24)}canary`, pattern: /[0-9a-f]{24}/g }],
    [{ value: { secret: 'canary' } as unknown as string }],
  ])('a malformed one never shows its value: %#', (given) => {
    const error = refusal(() => loadSetting({ ...clientId, ...given }));
    expect(JSON.stringify(error) + error.stack).not.toMatch(/canary/);
    expect(error.message).toMatch(/plaid\(\{ clientId \}\).*PLAID_CLIENT_ID/);
  });

  test('a pattern is asked for the whole value', () => {
    const value = 'a'.repeat(24);
    expect(loadSetting({ ...clientId, value, pattern: /[0-9a-f]{24}/gy })).toBe(value);
  });

  test('a choice', () => {
    const environment = {
      option: 'plaid({ environment })',
      env: 'PLAID_ENV',
      choices: ['sandbox', 'production'],
    } as const;
    vi.stubEnv('PLAID_ENV', 'production');
    expect(loadChoice({ ...environment, value: undefined })).toBe('production');
    expect(loadChoice({ ...environment, value: 'sandbox' })).toBe('sandbox');
    const error = refusal(() => loadChoice({ ...environment, value: 'canary' }));
    expect(error.message).toBe(
      'environment is malformed: pass plaid({ environment }) or set PLAID_ENV to one of: sandbox, production',
    );
    vi.stubEnv('PLAID_ENV', '');
    expect(loadChoice({ ...environment, value: undefined, fallback: 'sandbox' })).toBe('sandbox');
    refusal(() => loadChoice({ ...environment, value: undefined }));
  });
});

describe('unknown options', () => {
  const known = ['clientId', 'secret', 'environment'];
  test.each([
    ['clientID', 'plaid has no option "clientID"; did you mean "clientId"?'],
    ['client_id', 'plaid has no option "client_id"; did you mean "clientId"?'],
    ['enviroment', 'plaid has no option "enviroment"; did you mean "environment"?'],
    ['webhook', 'plaid has no option "webhook"; it has clientId, secret, environment'],
    ['a value as a key', 'plaid has no option "?"; it has clientId, secret, environment'],
  ])('%s', (key, message) => {
    expect(refusal(() => strictOptions('plaid', { [key]: 'canary' }, known)).message).toBe(message);
  });

  test('known ones pass, and so does nothing at all', () => {
    strictOptions('plaid', { clientId: 1, secret: undefined }, known);
    strictOptions('plaid', undefined, known);
    refusal(() => strictOptions('plaid', JSON.parse('{"__proto__":1}') as object, known));
  });
});
