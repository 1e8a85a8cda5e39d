export { plaid, type PlaidAdapter } from './adapter.ts';
export type { PlaidClient, PlaidMethod } from './plaid-client.ts';
export type { PlaidHostedLink, PlaidLinkInput } from './link-options.ts';
export type { PlaidLinkParams } from './link-params.ts';
export type { PlaidOptions } from './options.ts';
