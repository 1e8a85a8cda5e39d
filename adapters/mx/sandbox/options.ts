/**
 * What becomes of a pending row when the bank books it:
 * `replaced` it vanishes and another guid appears without a link, which MX calls the usual case; `keeps` the guid stays;
 * `coexists` both are listed until the pending one is 14 days old; `dies` the booked row never comes and the pending one
 * goes after 14 days; `mixed` each row has one of the first three stories.
 */
export type MxPendingStory = 'replaced' | 'keeps' | 'coexists' | 'dies' | 'mixed';

/** Where MX's behaviour is not known for sure. Everything that stands on it should work with both settings. */
export interface MxUncertain {
  /** 406 where a vendor `Accept` and `Accept-Version` come together. Default: false. */
  readonly refusesBothHeaders?: boolean;
  /** Whether `to_date` includes the day itself. Default: false. */
  readonly toDateIncludesDay?: boolean;
  /** 400 for `from_date` without `to_date`. Default: false. */
  readonly refusesLoneFromDate?: boolean;
  /** 400 for more than six months between `from_date` and `to_date`, too. Default: false. */
  readonly capsDateRange?: boolean;
  /** Whether `records_per_page` below 10 is honoured; otherwise it becomes 25. Default: false. */
  readonly smallPagesHonoured?: boolean;
  /** Whether the 409 for a duplicate member tells the guid of the one that is there. Default: false. */
  readonly duplicateNamesMember?: boolean;
  /** What answers a challenge with options. Default: `value`. */
  readonly optionAnswer?: 'value' | 'guid' | 'either';
  /** Whether `is_being_aggregated` is true while a member is CHALLENGED. Default: true. */
  readonly challengedIsAggregating?: boolean;
  /** Whether one transaction is read as `{transactions:[…]}` as the specification has it. Default: false. */
  readonly singleTransactionAsList?: boolean;
  /** 403 for what belongs to a disabled user; MX says that access is restricted, not how. Default: true. */
  readonly refusesDisabledUsers?: boolean;
  /** The order of lists of transactions. Default: `newest` first. */
  readonly order?: 'newest' | 'oldest' | 'shuffled';
}

/** Ways in which real payloads differ from tidy ones. All are off by default. */
export interface MxQuirks {
  /** `currency_code` is null everywhere, as at MX Bank. */
  readonly nullCurrency?: boolean;
  /** `type` of every tenth transaction or so is null; `is_income` and `is_expense` still tell. */
  readonly nullType?: boolean;
  /** Amounts and balances are text. */
  readonly numericStrings?: boolean;
  /** Statuses, subtypes and categories that nobody has heard of, here and there. */
  readonly unknownEnums?: boolean;
  /** Fields that no version of the API knows. */
  readonly extraFields?: boolean;
  /** Optional fields are left out instead of null. */
  readonly missingFields?: boolean;
  /** `type` of a challenge is MX's number instead of its name. */
  readonly challengeTypeNumbers?: boolean;
}

/** Where the sandbox sends webhooks, and how badly. */
export interface MxWebhookOptions {
  /** The receiver. */
  readonly url: string;
  /** Sent as HTTP Basic; MX signs nothing. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** `flat` job notices alone, or `nested` object notices of members, accounts and transactions too. Default: `flat`. */
  readonly envelope?: 'flat' | 'nested';
  /** Each notice is sent this many times. Default: 1. */
  readonly copies?: number;
  /** The newest notice goes first. Default: false. */
  readonly reordered?: boolean;
  /** Every n-th notice never arrives. Default: none. */
  readonly loseEvery?: number;
  /**
   * Whether notices that are due leave by themselves after each call of the API. With false they wait for
   * `control.webhooks.flush()`, which a simulation wants. Default: true.
   */
  readonly automatic?: boolean;
  /** Who sends. Default: real HTTP, to loopback addresses only. */
  readonly deliver?: (request: Request) => Promise<Response>;
}

/** How the sandbox behaves. Everything has a default. */
export interface MxWireOptions {
  /** Default: `sandbox-client`. */
  readonly clientId?: string;
  /** Default: `sandbox-key`. */
  readonly apiKey?: string;
  /**
   * Which headers tell the API version: `accept-version` alone, as MX announced for after 2026-08-12; `accept-only`, as it was before;
   * `either`. Default: `either`.
   */
  readonly versionPolicy?: 'accept-version' | 'accept-only' | 'either';
  /** How long the first job of a member takes; later ones take a third of it. Default: 14, as measured at MX Bank. */
  readonly jobSeconds?: number;
  /** How long a challenge waits for its answer. Default: 10; MX gives no figure. */
  readonly challengeMinutes?: number;
  /** What becomes of pending rows. Default: `replaced`. */
  readonly pending?: MxPendingStory;
  readonly quirks?: MxQuirks;
  readonly uncertain?: MxUncertain;
  /** Where the wire is reached, for the addresses of the widget and of OAuth. Default: as the request was addressed. */
  readonly publicUrl?: string;
  /** Default: no webhooks. */
  readonly webhooks?: MxWebhookOptions;
}
