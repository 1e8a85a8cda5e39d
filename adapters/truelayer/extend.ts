import {
  ActionRequiredError,
  type Call,
  ConfigurationError,
  ProviderResponseError,
  readBody,
} from 'bankweave/adapter-kit';
import { post } from './client.ts';
import type { TokenAnswer } from './credentials.ts';
import type { Settings } from './settings.ts';
import { keysOf } from './token.ts';
import { Extended } from './wire.ts';

/**
 * Tells TrueLayer that the person has reconfirmed their consent: ONE call. That the consent then lasts longer is only
 * known from `/me`, since answers of success that changed nothing were seen.
 *
 * @throws ActionRequiredError where the bank wants to see the person all the same
 */
export async function extendConsent(
  settings: Settings,
  refreshToken: string,
  redirectUri: string,
  call: Call,
): Promise<TokenAnswer> {
  const { baseUrl, extendPath, person } = settings;
  const { name, email, phone } = (await person?.(call.userId)) ?? {};
  if (name === undefined || (email ?? phone) === undefined) {
    const expected = 'a name, and an email or a phone number';
    throw new ConfigurationError(`trueLayer: \`person\` did not give ${expected}`, {
      provider: 'truelayer',
      field: 'person',
      expected,
    });
  }
  const user = { id: call.userId, name, ...(email === undefined ? { phone } : { email }) };
  const answer = await post(call, `${baseUrl}${extendPath}`, {
    json: {
      ...keysOf(settings),
      user_has_reconfirmed_consent: true,
      refresh_token: refreshToken,
      redirect_uri: redirectUri,
      user,
    },
    idempotent: false,
  });
  const { action_needed, action_type, access_token, refresh_token, expires_in } = readBody(answer, Extended);
  const action = (action_needed ?? action_type ?? '').toLowerCase();
  if (action === 'no_action_needed' && access_token)
    return {
      accessToken: access_token,
      refreshToken: refresh_token ?? refreshToken,
      expiresIn: expires_in ?? undefined,
    };
  if (action === 'authentication_needed' || action === 'reconfirmation_of_consent_needed')
    throw new ActionRequiredError(
      'The bank wants the person to sign in again; repair with mode reauthenticate.',
      {
        provider: 'truelayer',
        providerCode: action,
        action: 'reauthenticate',
      },
    );
  const expected = 'a known action';
  throw new ProviderResponseError(`truelayer: action_needed is not ${expected}`, {
    provider: 'truelayer',
    field: 'action_needed',
    expected,
  });
}
