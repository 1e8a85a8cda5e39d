import { type Credentials, UnauthorizedError } from 'bankweave/adapter-kit';
import { readClaims } from './claims.ts';

/** What a token call gave, in our words. */
export interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  /** Seconds. */
  readonly expiresIn?: number | undefined;
  readonly scope?: string | undefined;
}

/** The credentials after a token call. What it did not bring is left out, and stays as it was. */
export function renewedCredentials(answer: TokenAnswer, now: number): Credentials {
  const { accessToken, refreshToken, scope } = answer;
  const expiresAt = expiryOf(answer, now);
  return {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(expiresAt !== undefined && { expiresAt: String(expiresAt) }),
    ...(scope !== undefined && { scope }),
  };
}

/** The credentials after the person was there: with the moment, since banks open their deep history only then. */
export function signedIn(answer: TokenAnswer, now: number, more: Credentials): Credentials {
  const { provider } = readClaims(answer.accessToken);
  return {
    ...renewedCredentials(answer, now),
    authenticatedAt: String(now),
    ...(provider !== undefined && { institution: provider }),
    ...more,
  };
}

// The clock of the token's maker may differ from ours, so what it says of itself comes second.
function expiryOf({ accessToken, expiresIn }: TokenAnswer, now: number): number | undefined {
  if (expiresIn !== undefined) return now + expiresIn * 1_000;
  return readClaims(accessToken).expiresAt;
}

/** Less is left of a token than a request may take. */
const ABOUT_TO_END_MS = 10_000;

/**
 * The access token to send.
 *
 * @throws UnauthorizedError for one whose time is over, so that no call is spent on finding that out
 */
export function accessTokenOf({ accessToken, expiresAt }: Credentials, now: number): string {
  if (accessToken === undefined || Number(expiresAt ?? Number.POSITIVE_INFINITY) - now < ABOUT_TO_END_MS)
    throw new UnauthorizedError('truelayer: the access token has run out', {
      provider: 'truelayer',
      scope: 'connection',
    });
  return accessToken;
}

/** When the person last signed in at the bank, in epoch milliseconds; 0 where that is not known. */
export function authenticatedAt({ authenticatedAt: at }: Credentials): number {
  const read = Number(at ?? 0);
  return Number.isFinite(read) ? read : 0;
}

/** Whether a scope was granted. */
export function isGranted({ scope }: Credentials, name: string, asked: readonly string[]): boolean {
  return (scope?.split(/\s+/) ?? asked).includes(name);
}
