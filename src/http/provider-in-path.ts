/** The last part of the path of an address: `plaid` of `/webhooks/plaid`. */
export function providerInPath(address: string): string | undefined {
  const last = URL.parse(address)?.pathname.replace(/\/$/, '').split('/').at(-1);
  try {
    return last ? decodeURIComponent(last) : undefined;
  } catch {
    return undefined;
  }
}
