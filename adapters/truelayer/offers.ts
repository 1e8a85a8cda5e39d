import { type Credentials, isBankweaveError } from 'bankweave/adapter-kit';

/**
 * What banks are known not to offer, by bank and endpoint, so that no call is spent on asking again. Lost with the
 * process, which then learns it anew; what a feed has learned is in its checkpoint too.
 */
export interface Offers {
  lacks(credentials: Credentials, endpoint: string): boolean;
  /** Notes a refusal that will never change. Answers whether it was one. */
  learn(credentials: Credentials, endpoint: string, error: unknown): boolean;
}

export function createOffers(): Offers {
  const lacking = new Set<string>();
  const keyOf = ({ institution, login }: Credentials, endpoint: string): string =>
    `${institution ?? login ?? ''} ${endpoint}`;
  return {
    lacks: (credentials, endpoint) => lacking.has(keyOf(credentials, endpoint)),
    learn(credentials, endpoint, error) {
      const isLack = isNotOffered(error);
      if (isLack) lacking.add(keyOf(credentials, endpoint));
      return isLack;
    },
  };
}

/** Whether the bank does not have this at all: the one refusal that lasts. */
export function isNotOffered(error: unknown): boolean {
  if (!isBankweaveError(error) || error.code !== 'unsupported') return false;
  return error.status === 501 || error.providerCode === 'endpoint_not_supported';
}
