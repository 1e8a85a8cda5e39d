import { ConfigurationError } from '../errors/fix-code.ts';
import { nearest } from '../internal/nearest.ts';

/** One setting of an adapter: where it may come from and what it has to look like. */
export interface Setting {
  /** How the application passes it, as it would be written: `plaid({ clientId })`. */
  readonly option: string;
  /** The environment variable that is read when the option was left out: `PLAID_CLIENT_ID`. */
  readonly env: string;
  /** The option's value. */
  readonly value: string | undefined;
  /** Whether it is a credential, which then must be one unbroken piece of text. Default: false. */
  readonly secret?: boolean;
  /** What the whole value has to match. Default: anything. */
  readonly pattern?: RegExp;
  /** What `pattern` asks for, in words: `24 hexadecimal characters`. */
  readonly expected?: string;
}

/**
 * A setting from the option, or else from the environment, without the blanks around it.
 *
 * @throws `ConfigurationError` when it is missing or malformed. The message names the option and the variable, never
 * the value.
 * @example
 * ```ts
 * const clientId = loadSetting({ option: 'plaid({ clientId })', env: 'PLAID_CLIENT_ID', value: options.clientId })
 * ```
 */
export function loadSetting(setting: Setting): string {
  const found = loadOptionalSetting(setting);
  if (found !== undefined) return found;
  throw wrong(setting, 'is missing', setting.expected ?? 'a text');
}

/**
 * Like {@link loadSetting}, with `undefined` for a setting that is nowhere.
 *
 * @throws `ConfigurationError` when it is malformed.
 * @example
 * ```ts
 * const webhook = loadOptionalSetting({ option: 'plaid({ webhookUrl })', env: 'PLAID_WEBHOOK_URL', value: options.webhookUrl })
 * ```
 */
export function loadOptionalSetting(setting: Setting): string | undefined {
  const { value, env, secret, pattern, expected } = setting;
  if (value !== undefined && typeof value !== 'string')
    throw wrong(setting, 'is no text', expected ?? 'a text');
  const text = (value ?? process.env[env] ?? '').trim();
  if (text === '') return undefined;
  if (secret && /\s/.test(text))
    throw wrong(setting, 'has blanks inside', expected ?? 'a text without blanks');
  if (pattern && !matches(pattern, text))
    throw wrong(setting, 'is malformed', expected ?? `a text like ${pattern.source}`);
  return text;
}

/** A setting with a closed list of values. */
export interface Choice<Value extends string> extends Pick<Setting, 'option' | 'env'> {
  readonly value: string | undefined;
  readonly choices: readonly Value[];
  /** Taken when the setting is nowhere. Default: none, so that it has to be given. */
  readonly fallback?: Value;
}

/**
 * A setting that is one of a few words.
 *
 * @throws `ConfigurationError` when it is missing without a fallback, or another word.
 * @example
 * ```ts
 * loadChoice({ option: 'plaid({ environment })', env: 'PLAID_ENV', value: options.environment, choices: ['sandbox', 'production'] })
 * ```
 */
export function loadChoice<const Value extends string>(choice: Choice<Value>): Value {
  const expected = `one of: ${choice.choices.join(', ')}`;
  const text = loadOptionalSetting({ option: choice.option, env: choice.env, value: choice.value, expected });
  const found = text === undefined ? choice.fallback : choice.choices.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(choice, text === undefined ? 'is missing' : 'is malformed', expected);
}

/**
 * Refuses options that nobody reads, so that a misspelt one does not go unnoticed.
 *
 * @param owner What takes the options: `plaid`.
 * @throws `ConfigurationError` naming the unknown option and the known one that it resembles.
 * @example
 * ```ts
 * strictOptions('plaid', options, ['clientId', 'secret', 'environment'])
 * ```
 */
export function strictOptions(owner: string, given: object | undefined, known: readonly string[]): void {
  for (const key of Object.keys(given ?? {})) {
    if (known.includes(key)) continue;
    const name = /^\w{1,40}$/.test(key) ? key : '?';
    const near = nearest(key, known);
    const expected = near === undefined ? `one of: ${known.join(', ')}` : near;
    const hint = near === undefined ? `; it has ${known.join(', ')}` : `; did you mean "${near}"?`;
    throw new ConfigurationError(`${owner} has no option "${name}"${hint}`, { field: name, expected });
  }
}

function matches(pattern: RegExp, text: string): boolean {
  const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text);
  return match !== null && match[0] === text;
}

function wrong(
  { option, env }: Pick<Setting, 'option' | 'env'>,
  what: string,
  expected: string,
): ConfigurationError {
  const field = /\{\s*(\w+)/.exec(option)?.[1] ?? option;
  const message = `${field} ${what}: pass ${option} or set ${env} to ${expected}`;
  return new ConfigurationError(message, { field, expected });
}
