/** What an access token says of itself. It is not verified and opaque by contract: a hint, and a fallback. */
export interface Claims {
  /** The id of the credentials. */
  readonly credentialsId?: string;
  readonly provider?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** Reads the claims of a token that happens to be a JWT; of any other, none. */
export function readClaims(token: string): Claims {
  const parts = token.split('.');
  if (parts.length !== 3) return {};
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return {};
  }
  if (typeof read !== 'object' || read === null) return {};
  const { sub, connector_id, exp } = read as Record<string, unknown>;
  return {
    ...(typeof sub === 'string' && sub !== '' && { credentialsId: sub }),
    ...(typeof connector_id === 'string' && connector_id !== '' && { provider: connector_id }),
    ...(typeof exp === 'number' && Number.isFinite(exp) && { expiresAt: exp * 1_000 }),
  };
}
