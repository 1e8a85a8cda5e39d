import {
  ActionRequiredError,
  type Call,
  type ConnectionCall,
  type ConnectionFacet,
  type Credentials,
  isBankweaveError,
} from 'bankweave/adapter-kit';
import { post } from './client.ts';
import { accessTokenOf, renewedCredentials } from './credentials.ts';
import type { Settings } from './settings.ts';
import { inspect } from './to-connection.ts';
import { keysOf, requestTokens } from './token.ts';

/** The connection as a whole: what it says of itself, its tokens, its end. */
export function createConnection(settings: Settings): ConnectionFacet {
  return {
    inspect: (call) => inspect(settings, call),
    refresh: (call) => refresh(settings, call),
    revoke: async (call) => {
      const token = accessTokenOf(call.credentials, call.clock.now());
      await call.http.request({
        method: 'DELETE',
        url: `${settings.authUrl}/api/delete`,
        headers: { authorization: `Bearer ${token}` },
      });
    },
  };
}

/** New tokens. They never make a consent last longer. */
async function refresh(settings: Settings, call: ConnectionCall): Promise<Credentials> {
  const { refreshToken } = call.credentials;
  if (refreshToken === undefined)
    throw new ActionRequiredError('The link was made without offline_access and has ended.', {
      provider: 'truelayer',
      action: 'reauthenticate',
    });
  try {
    const answer = await requestTokens(settings, call, { type: 'refresh_token', refreshToken });
    return renewedCredentials(answer, call.clock.now());
  } catch (error) {
    if (!isBankweaveError(error) || error.providerCode !== 'invalid_client') throw error;
    // The sandbox gives this answer for a token that it does not know, too.
    if (!(await knowsClient(settings, call))) throw error;
    throw new ActionRequiredError(
      'TrueLayer no longer knows the refresh token; the person has to sign in again.',
      {
        provider: 'truelayer',
        providerCode: 'invalid_client',
        action: 'reauthenticate',
      },
    );
  }
}

/** Whether the client's id and secret are good: a token for nobody tells. */
async function knowsClient(settings: Settings, call: Call): Promise<boolean> {
  if (settings.clientSecret === undefined) return false;
  const form = { grant_type: 'client_credentials', ...keysOf(settings) };
  try {
    await post(call, `${settings.authUrl}/connect/token`, { form, idempotent: false });
    return true;
  } catch (error) {
    call.signal.throwIfAborted();
    if (!isBankweaveError(error)) throw error;
    // What it objects to then is the question, not who asks it.
    const code = error.providerCode ?? '';
    return ['invalid_scope', 'unsupported_grant_type', 'unauthorized_client', 'invalid_request'].includes(
      code,
    );
  }
}
