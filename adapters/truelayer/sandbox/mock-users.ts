/** What a user of TrueLayer's mock bank brings about. */
export interface MockUser {
  /** The code that every data call ends with. */
  readonly failsWith: string | null;
  readonly extend: 'no_action_needed' | null;
}

const failing =
  /^error\.(account_permanently_locked|account_temporarily_locked|internal_error|provider_error|user_input_required|wrong_credentials)$/;

/** The mock bank's user with these words; `undefined` where there is none. */
export function mockUser(username: string, password: string): MockUser | undefined {
  const code = failing.exec(username)?.[1];
  if (code) return password === 'error' ? { failsWith: code, extend: null } : undefined;
  const number = /^john([1-9]\d?|100)?$/.exec(username);
  if (!number) return undefined;
  if (username === 'john' && password === 'eternal') return { failsWith: null, extend: 'no_action_needed' };
  const fits = [`doe${number[1] ?? ''}`, `iban${number[1] ?? ''}`].includes(password);
  return fits ? { failsWith: null, extend: null } : undefined;
}
