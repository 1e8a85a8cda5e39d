/**
 * What a server needs: handlers from `Request` to `Response` for webhooks and for people who come back from their bank.
 *
 * @module
 */
export type { Handler } from './answer.ts';
export { type LinkBank, linkCallbackHandler, type LinkCallbackOptions } from './link-callback.ts';
export { linkCookie, type LinkCookieOptions } from './link-cookie.ts';
export { type WebhookBank, webhookHandler, type WebhookHandlerOptions } from './webhook-handler.ts';
