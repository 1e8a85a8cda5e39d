export {
  ADAPTER_LAWS,
  adapterConformance,
  type AdapterConformanceOptions,
} from './adapter/adapter-conformance.ts';
export type {
  BankRow,
  DocumentedError,
  ErrorAnswer,
  Handle,
  OpenLink,
  ProviderWorld,
  WantedRow,
  WorldAbilities,
} from './adapter/provider-world.ts';
export {
  type SandboxScene,
  type SandboxWorld,
  type SandboxWorldOptions,
  sandboxWorld,
} from './adapter/sandbox-world.ts';
export { SimulatedClock } from './adapter/simulated-clock.ts';
export type { Law, TestFunction } from './law.ts';
export {
  STORE_LAWS,
  storeConformance,
  type StoreConformanceOptions,
} from './store/store-conformance.ts';
