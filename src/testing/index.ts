export type { Law, TestFunction } from './law.ts';
export {
  STORE_LAWS,
  storeConformance,
  type StoreConformanceOptions,
} from './store/store-conformance.ts';
