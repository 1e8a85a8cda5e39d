import type { MxQuirks, MxUncertain, MxWireOptions, MxPendingStory } from './options.ts';

/** Every quirk, on or off. */
export type QuirksOn = Readonly<Required<MxQuirks>>;

/** The options with their defaults. What `control` may change later is not read-only. */
export interface Settings {
  readonly clientId: string;
  readonly apiKey: string;
  readonly versionPolicy: NonNullable<MxWireOptions['versionPolicy']>;
  readonly uncertain: Readonly<Required<MxUncertain>>;
  readonly jobMs: number;
  readonly challengeMs: number;
  readonly publicUrl: string | undefined;
  readonly webhooks: MxWireOptions['webhooks'];
  quirks: QuirksOn;
  pending: MxPendingStory;
}

export function settingsFrom(options: MxWireOptions): Settings {
  const { jobSeconds = 14, challengeMinutes = 10, publicUrl } = options;
  if (!(jobSeconds >= 0) || !(challengeMinutes > 0)) {
    throw new RangeError('`jobSeconds` and `challengeMinutes` are not below zero');
  }
  return {
    clientId: options.clientId ?? 'sandbox-client',
    apiKey: options.apiKey ?? 'sandbox-key',
    versionPolicy: options.versionPolicy ?? 'either',
    uncertain: { ...unsure, ...options.uncertain },
    jobMs: jobSeconds * 1000,
    challengeMs: challengeMinutes * 60_000,
    publicUrl: publicUrl?.replace(/\/+$/, ''),
    webhooks: options.webhooks,
    quirks: { ...plain, ...options.quirks },
    pending: options.pending ?? 'replaced',
  };
}

const unsure: Required<MxUncertain> = {
  refusesBothHeaders: false,
  toDateIncludesDay: false,
  refusesLoneFromDate: false,
  capsDateRange: false,
  smallPagesHonoured: false,
  duplicateNamesMember: false,
  optionAnswer: 'value',
  challengedIsAggregating: true,
  singleTransactionAsList: false,
  refusesDisabledUsers: true,
  order: 'newest',
};

const plain: QuirksOn = {
  nullCurrency: false,
  nullType: false,
  numericStrings: false,
  unknownEnums: false,
  extraFields: false,
  missingFields: false,
  challengeTypeNumbers: false,
};
