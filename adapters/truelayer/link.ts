import { createHash } from 'node:crypto';
import type {
  Call,
  Credentials,
  LinkExchanged,
  LinkFacet,
  LinkSession,
  LinkStarted,
} from 'bankweave/adapter-kit';
import { authUrl } from './auth-url.ts';
import { callbackIn, codeIn } from './callback.ts';
import { readClaims } from './claims.ts';
import { renewedCredentials, signedIn } from './credentials.ts';
import { extendConsent } from './extend.ts';
import type { TrueLayerLinkInput, TrueLayerLinkParams } from './options.ts';
import { reauthUrl } from './reauth.ts';
import type { Settings } from './settings.ts';
import { requestTokens } from './token.ts';

type Link = LinkFacet<TrueLayerLinkInput, TrueLayerLinkParams>;

/** Links through the dialog; repairs through the dialog too, or by extending the consent without it. */
export function createLink(settings: Settings): Link {
  return {
    async start({ session, input = {}, connection }, call): Promise<LinkStarted> {
      if (connection) return startRepair(settings, session, connection, call);
      const { redirectUri = settings.redirectUri } = input;
      return { kind: 'redirect', url: authUrl(settings, session, input), context: { redirectUri } };
    },

    // Without params no page took part, and `exchange` refuses a code that is not there.
    callback: (params) => callbackIn(params),

    async exchange({ session, params, connection }, call): Promise<LinkExchanged> {
      const { redirectUri = settings.redirectUri, bank, consentEnd } = session.context ?? {};
      const before = connection?.credentials;
      if (before && consentEnd !== undefined && params === undefined)
        return extended(settings, before, { redirectUri, consentEnd }, call);
      const answer = await requestTokens(settings, call, {
        type: 'authorization_code',
        code: codeIn(params),
        redirectUri,
        ...(settings.pkce && { codeVerifier: session.codeVerifier }),
      });
      const { provider, credentialsId } = readClaims(answer.accessToken);
      const own = credentialsId ?? fingerprintOf(answer.refreshToken ?? answer.accessToken);
      // A new consent at the bank of the old one takes its place; one at another bank is another connection.
      const isSameBank = bank !== undefined && (provider === undefined || provider === bank);
      const login = isSameBank ? (before?.['login'] ?? own) : own;
      return { credentials: signedIn(answer, call.clock.now(), { login }), providerConnectionId: login };
    },
  };
}

/** Extending is no visit to the bank: it opens no deep history, and what is not renewed stays as it was. */
async function extended(
  settings: Settings,
  before: Credentials,
  { redirectUri, consentEnd }: { readonly redirectUri: string; readonly consentEnd: string },
  call: Call,
): Promise<LinkExchanged> {
  const answer = await extendConsent(settings, before['refreshToken'] ?? '', redirectUri, call);
  const renewed = renewedCredentials(answer, call.clock.now());
  // With the old end kept, an inspection sees whether the new one is really later.
  return {
    credentials: { ...before, ...renewed, authenticatedAt: '0', extendedFrom: consentEnd },
    providerConnectionId: before['login'] ?? '',
  };
}

// A token that says nothing of itself is at least like no other.
function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

/**
 * A repair keeps the connection. The reauthentication page keeps the id of its credentials too; where that page cannot
 * be had, a new link to the same bank does, and what comes back takes the old one's place.
 */
async function startRepair(
  settings: Settings,
  session: LinkSession,
  { credentials, consent }: NonNullable<Parameters<Link['start']>[0]['connection']>,
  call: Call,
): Promise<LinkStarted> {
  const { institution, refreshToken } = credentials;
  const { redirectUri, person, clientSecret } = settings;
  const canExtend = person !== undefined && clientSecret !== undefined && refreshToken !== undefined;
  if (session.mode === 'renew_consent' && canExtend)
    return { kind: 'none', context: { redirectUri, consentEnd: consent?.expiresAt ?? '' } };
  const url = await reauthUrl(settings, session, refreshToken, call);
  if (url !== undefined) return { kind: 'redirect', url, context: { redirectUri } };
  const input = institution === undefined ? {} : { providerId: institution };
  const context = { redirectUri, ...(institution !== undefined && { bank: institution }) };
  return { kind: 'redirect', url: authUrl(settings, session, input), context };
}
