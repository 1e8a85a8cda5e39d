import {
  type Call,
  isBankweaveError,
  ProviderUnavailableError,
  readBody,
  readWire,
} from 'bankweave/adapter-kit';
import { post } from './client.ts';
import type { TokenAnswer } from './credentials.ts';
import { errorOfClient } from './legacy-error.ts';
import type { Settings } from './settings.ts';
import { Tokens } from './wire.ts';

/** What a token is asked for with. */
export type Grant =
  | {
      readonly type: 'authorization_code';
      readonly code: string;
      readonly redirectUri: string;
      readonly codeVerifier?: string;
    }
  | { readonly type: 'refresh_token'; readonly refreshToken: string };

const TIMEOUT_MS = 60_000;

/** ONE token call. It is never sent twice: a code works once, and an answer that is lost may have held a new token. */
export async function requestTokens(settings: Settings, call: Call, grant: Grant): Promise<TokenAnswer> {
  if (settings.client) return byClient(settings, call, grant);
  const form = { grant_type: grant.type, ...keysOf(settings), ...fieldsOf(grant) };
  const answer = await post(call, `${settings.authUrl}/connect/token`, { form, idempotent: false });
  return tokensIn(readBody(answer, Tokens));
}

/** The client's id and secret as fields of a body. */
export function keysOf({ clientId, clientSecret }: Settings): Record<string, string> {
  return { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }) };
}

function fieldsOf(grant: Grant): Record<string, string> {
  if (grant.type === 'refresh_token') return { refresh_token: grant.refreshToken };
  const { code, redirectUri, codeVerifier } = grant;
  return {
    redirect_uri: redirectUri,
    code,
    ...(codeVerifier !== undefined && { code_verifier: codeVerifier }),
  };
}

function tokensIn({
  access_token,
  refresh_token,
  expires_in,
  scope,
}: ReturnType<typeof Tokens.parse>): TokenAnswer {
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? undefined,
    expiresIn: expires_in ?? undefined,
    scope: scope ?? undefined,
  };
}

/** Lets the app's own client ask. It brings no lifetime and no scope, and its errors hold the whole request. */
async function byClient({ client }: Settings, call: Call, grant: Grant): Promise<TokenAnswer> {
  const stopper = new AbortController();
  const late = call.clock.sleep(TIMEOUT_MS, { signal: stopper.signal }).then(() => {
    throw new ProviderUnavailableError(`truelayer: the token call took longer than ${TIMEOUT_MS} ms`, {
      provider: 'truelayer',
      scope: 'provider',
    });
  });
  try {
    const asked =
      grant.type === 'refresh_token'
        ? client?.refreshAccessToken(grant.refreshToken)
        : client?.exchangeCodeForToken(grant.redirectUri, grant.code);
    return tokensIn(readWire(Tokens, await Promise.race([asked, late])));
  } catch (error) {
    throw isBankweaveError(error) ? error : errorOfClient(error);
  } finally {
    late.catch(() => {});
    stopper.abort(new Error('stopped'));
  }
}
