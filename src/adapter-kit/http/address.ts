import { AdapterContractError, ConfigurationError } from '../../errors/fix-code.ts';

/** Where requests may go. */
export interface AddressRules {
  readonly baseUrl?: string | undefined;
  readonly hosts: readonly string[];
  readonly allowLoopback?: boolean | undefined;
}

/** Checks the base address once, when the client is made. */
export function checkBaseUrl(rules: AddressRules): void {
  const { baseUrl } = rules;
  if (baseUrl === undefined) return;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const objection = url ? objectionTo(url, rules) : 'is no address';
  if (objection === undefined && url?.search === '' && url.hash === '') return;
  const expected = `an https address on one of: ${rules.hosts.join(', ')}`;
  throw new ConfigurationError(`baseUrl is not ${expected}`, { field: 'baseUrl', expected });
}

/** The address of a request, when it is one that this client may call. */
export function addressOf(
  text: string,
  query: Readonly<Record<string, string | number | undefined>> | undefined,
  rules: AddressRules,
): URL {
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(text);
  // Joined as text: `new URL(path, base)` would let a path such as `//elsewhere` name another host.
  const whole = absolute ? text : `${(rules.baseUrl ?? '').replace(/\/$/, '')}/${text.replace(/^\//, '')}`;
  if (!URL.canParse(whole)) throw refusal('is no address', rules);
  const url = new URL(whole);
  const objection = objectionTo(url, rules);
  if (objection !== undefined) throw refusal(objection, rules);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.append(key, String(value));
  }
  url.hash = '';
  return url;
}

function objectionTo(url: URL, { hosts, allowLoopback }: AddressRules): string | undefined {
  if (url.username !== '' || url.password !== '') return 'has a user name or password in it';
  if (isLoopback(url.hostname)) {
    if (allowLoopback && /^https?:$/.test(url.protocol)) return undefined;
    return 'is this machine, and the application gave no baseUrl';
  }
  if (url.protocol !== 'https:') return 'is not https';
  return hosts.includes(url.host) ? undefined : 'is a host that the adapter did not declare';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refusal(objection: string, { hosts }: AddressRules): AdapterContractError {
  const expected = `an https address on one of: ${hosts.join(', ')}`;
  return new AdapterContractError(`the address of a request ${objection}`, { field: 'url', expected });
}
