import { ConfigurationError } from '../errors/catalog.ts';

// One slash and then no other, and nothing that a browser reads as one or drops: `/banks?linked=1`.
const PATH = /^\/(?![/\\])[^\s\\\p{C}]*$/u;
const WEB = /^https?:\/\/[^\s\\\p{C}@]*$/u;

/** Addresses that a person may be sent to; exactly these, letter by letter. */
export function returnAddresses(addresses: readonly string[], field: string): ReadonlySet<string> {
  for (const address of addresses) {
    if (isSound(address)) continue;
    throw new ConfigurationError(
      'An address to send people to is a path on this site, or a whole https address.',
      {
        field,
        expected: "a path such as '/banks', or an https address without a user name",
      },
    );
  }
  return new Set(addresses);
}

function isSound(address: unknown): boolean {
  if (typeof address !== 'string') return false;
  if (PATH.test(address)) return true;
  const url = WEB.test(address) ? URL.parse(address) : null;
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
