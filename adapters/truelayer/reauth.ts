import { type Call, isBankweaveError, type LinkSession, readBody } from 'bankweave/adapter-kit';
import { challengeOf } from './auth-url.ts';
import { post } from './client.ts';
import type { Settings } from './settings.ts';
import { Reauth } from './wire.ts';

/** The page that renews a connection under its own credentials id; `undefined` where TrueLayer gives none. */
export async function reauthUrl(
  settings: Settings,
  session: LinkSession,
  refreshToken: string | undefined,
  call: Call,
): Promise<string | undefined> {
  if (refreshToken === undefined) return undefined;
  try {
    const answer = await post(call, `${settings.authUrl}/v1/reauthuri`, {
      json: {
        response_type: 'code',
        refresh_token: refreshToken,
        redirect_uri: settings.redirectUri,
        state: session.state,
        ...challengeOf(settings, session),
      },
    });
    const { result } = readBody(answer, Reauth);
    // The person is only sent where the app has pointed the adapter to.
    return URL.parse(result)?.origin === new URL(settings.authUrl).origin ? result : undefined;
  } catch (error) {
    call.signal.throwIfAborted();
    if (!isBankweaveError(error) || error.retryable) throw error;
    call.logger.warn('truelayer: there is no page to renew this connection; a new link takes its place', {
      code: error.providerCode ?? error.code,
    });
    return undefined;
  }
}
