export { trueLayer, type TrueLayerAdapter } from './adapter.ts';
export type { TrueLayerAuthClient } from './legacy-client.ts';
export type {
  TrueLayerAsync,
  TrueLayerLinkInput,
  TrueLayerLinkParams,
  TrueLayerOptions,
  TrueLayerPerson,
} from './options.ts';
