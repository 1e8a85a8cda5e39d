import {
  ActionRequiredError,
  type Call,
  type Credentials,
  InvalidInputError,
  type LinkExchanged,
  type LinkFacet,
  type LinkStarted,
  readInstant,
  readText,
  strictOptions,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import { LINK_OPTIONS, linkPlan, type LinkPlan, type PlaidLinkInput } from './link-options.ts';
import { peekIn, type PlaidLinkParams, publicTokenIn } from './link-params.ts';
import { newLogin, repairOf } from './link-token.ts';
import type { Settings } from './options.ts';
import { errorIn } from './to-error.ts';
import { Exchanged, LinkSessions, LinkToken } from './wire.ts';

// Below it Plaid finds no recurring payments, and it cannot be raised later.
const SHORT_HISTORY = 180;

/** Links through Plaid's widget or its hosted page; repairs by its update mode. */
export function createLink(settings: Settings, api: Api): LinkFacet<PlaidLinkInput, PlaidLinkParams> {
  return {
    async start({ session, input, connection }, call): Promise<LinkStarted> {
      const plan = planOf(settings, input);
      if (session.mode === 'connect' && plan.daysRequested < SHORT_HISTORY)
        call.logger.warn('Plaid is asked for a short history, and more cannot be had later.', {
          provider: 'plaid',
          daysRequested: plan.daysRequested,
        });
      const request =
        session.mode === 'connect'
          ? newLogin(plan, call.userId)
          : repairOf(plan, call.userId, accessTokenOf(connection?.credentials), session.mode);
      const answer = await api.ask(call, 'linkTokenCreate', request, LinkToken);
      const expiresAt = readInstant(answer.expiration);
      const url = readText(answer.hosted_link_url);
      return {
        ...(url === undefined ? { kind: 'widget' } : { kind: 'redirect', url }),
        token: answer.link_token,
        ...(expiresAt && { expiresAt }),
        context: { linkToken: answer.link_token },
      };
    },

    peek: peekIn,

    async exchange({ session, params, connection }, call): Promise<LinkExchanged> {
      // Update mode keeps the token and the ids, so there is nothing to exchange.
      if (session.mode !== 'connect') return repaired(connection?.credentials);
      const token = publicTokenIn(params) ?? (await hostedResult(api, session.context?.['linkToken'], call));
      const request = { public_token: token };
      const { access_token, item_id } = await api.ask(call, 'itemPublicTokenExchange', request, Exchanged, {
        idempotent: false,
      });
      return { credentials: { accessToken: access_token, itemId: item_id }, providerConnectionId: item_id };
    },
  };
}

/** The token by which a connection is read. */
export function accessTokenOf(credentials: Credentials | undefined): string {
  const token = credentials?.['accessToken'];
  if (token !== undefined && token !== '') return token;
  throw new UnsupportedError(
    'The access token of this connection is lost; remove it and link the bank anew.',
    {
      scope: 'connection',
    },
  );
}

function repaired(credentials: Credentials | undefined): LinkExchanged {
  const accessToken = accessTokenOf(credentials);
  const itemId = credentials?.['itemId'] ?? '';
  return { credentials: { accessToken, itemId }, providerConnectionId: itemId };
}

function planOf({ given }: Settings, input: PlaidLinkInput | undefined): LinkPlan {
  if (input !== undefined) checkKeys(input);
  const plan: { -readonly [K in keyof PlaidLinkInput]: PlaidLinkInput[K] } = { ...given, ...input };
  // Plaid takes one of them; the link's own word comes before the option's.
  if (input?.androidPackageName !== undefined && input.redirectUri === undefined) delete plan.redirectUri;
  if (input?.redirectUri !== undefined && input.androidPackageName === undefined)
    delete plan.androidPackageName;
  return linkPlan(plan, InvalidInputError);
}

function checkKeys(input: object): void {
  try {
    strictOptions('plaid', input, LINK_OPTIONS);
  } catch (error) {
    const { message, field, expected } = error as InvalidInputError;
    throw new InvalidInputError(message, { field, expected });
  }
}

/** The public token of a hosted link, which no page hands to the app: Plaid is asked how it went. */
async function hostedResult(api: Api, linkToken: string | undefined, call: Call): Promise<string> {
  if (linkToken === undefined) throw notDone();
  const { link_sessions: sessions } = await api.ask(
    call,
    'linkTokenGet',
    { link_token: linkToken },
    LinkSessions,
  );
  for (const { results } of sessions ?? [])
    for (const result of results?.item_add_results ?? []) {
      const token = readText(result['public_token']);
      if (token !== undefined) return token;
    }
  const exit = sessions?.findLast(({ exit: one }) => one)?.exit;
  if (!exit) throw notDone();
  throw (
    errorIn(exit['error']) ??
    new ActionRequiredError('The person left before the bank was linked; start a new link.', {
      providerCode: 'LINK_EXITED',
      action: 'reauthenticate',
    })
  );
}

function notDone(): ActionRequiredError {
  return new ActionRequiredError('The person has not finished linking the bank yet.', {
    providerCode: 'LINK_NOT_FINISHED',
    action: 'reauthenticate',
  });
}
