import { type ConnectionFacet, isBankweaveError } from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import { institutionOf } from './institutions.ts';
import { accessTokenOf } from './link.ts';
import type { Settings } from './options.ts';
import { toInspection } from './to-connection.ts';
import { Done, ItemAnswer, Rotated } from './wire.ts';

/** An Item as a connection. Its access token does not end by itself, so there is nothing to refresh. */
export function createConnection(settings: Settings, api: Api): ConnectionFacet {
  return {
    async inspect(call) {
      const request = { access_token: accessTokenOf(call.credentials) };
      const answer = await api.ask(call, 'itemGet', request, ItemAnswer);
      const institution = await institutionOf(settings, api, answer.item, call);
      return toInspection(answer, institution, call.clock.now());
    },

    async revoke(call) {
      try {
        await api.ask(call, 'itemRemove', { access_token: accessTokenOf(call.credentials) }, Done);
      } catch (error) {
        // Somebody was faster, or an answer got lost on the way.
        if (!isBankweaveError(error) || error.code !== 'connection_revoked') throw error;
      }
    },

    async rotate(call) {
      const request = { access_token: accessTokenOf(call.credentials) };
      // Sent once: the old token is dead with the first of them, so a second could only be refused.
      const once = { idempotent: false };
      const answer = await api.ask(call, 'itemAccessTokenInvalidate', request, Rotated, once);
      return { ...call.credentials, accessToken: answer.new_access_token };
    },

    async sendWebhooksTo(url, call) {
      const request = { access_token: accessTokenOf(call.credentials), webhook: url };
      await api.ask(call, 'itemWebhookUpdate', request, Done);
    },
  };
}
