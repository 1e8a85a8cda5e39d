export { mx, type MxAdapter } from './adapter.ts';
export type { MxAnswer, MxClient } from './client.ts';
export type { MxLinkInput, MxLinkParams, MxOptions } from './options.ts';
