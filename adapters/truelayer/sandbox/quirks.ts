/**
 * How one bank behind TrueLayer behaves. TrueLayer's Data API v1 shows every bank through one shape and hides none of
 * their habits; each field is a habit that has been met.
 */
export interface BankQuirks {
  /** Which half of the API the bank has. Default: what the world's bank sells. */
  readonly serves?: 'both' | 'accounts' | 'cards';
  /** How the missing half answers: 501, 403 or an empty list. Default: `not_supported`. */
  readonly absence?: Absence;
  /** Default: `served` where the world's bank shows pending rows, otherwise `not_supported`. */
  readonly pending?: 'served' | 'not_supported' | 'denied';
  /** Default: `served`. */
  readonly standingOrders?: 'served' | 'not_supported' | 'denied';
  /** Default: `served`; `denied_when_none` answers 403 for an account without any. */
  readonly directDebits?: 'served' | 'not_supported' | 'denied' | 'denied_when_none';

  /** Whether booked rows have `normalised_provider_transaction_id`. Default: true. */
  readonly normalisedIds?: boolean;
  /** Whether rows have `provider_transaction_id`, and `meta` has the bank's own id. Default: true. */
  readonly providerIds?: boolean;
  /** Whether a row keeps the bank's id when it is booked. Default: false. */
  readonly keepsIdOnSettlement?: boolean;
  /** Whether `transaction_id` is another one in each answer. Default: false. */
  readonly rehash?: boolean;
  /** Whether `account_id` is another one after a new consent; not documented either way. Default: false. */
  readonly accountIdsPerConsent?: boolean;

  /** `exact` moments, `midnight`, or `mixed`: every notation that has been met. Default: `exact`. */
  readonly timestamps?: 'exact' | 'midnight' | 'mixed';
  /** Whether `from` is honoured, ignored (every row comes) or silently cut to the last 88 days. Default: `honoured`. */
  readonly from?: 'honoured' | 'ignored' | 'clamped';
  /** How long after an authentication the whole history is open, in minutes. Default: 5. */
  readonly scaMinutes?: number;
  /** Whether the open history belongs to the first access token alone. Default: false. */
  readonly scaBoundToFirstToken?: boolean;
  /** How a deep window is refused later. Default: `sca_exceeded`. */
  readonly scaRefusal?: 'sca_exceeded' | 'access_denied';
  /** The deepest window outside of that time, in days. Default: 90. */
  readonly windowDays?: number;
  /** How far the bank's history goes back at all, in days. Default: 1825. */
  readonly historyDays?: number;
  /** Whether accounts and cards are listed only within the SCA window. Default: false. */
  readonly listsOnlyAfterSca?: boolean;

  /** Whether balances have `available`, and cards `credit_limit`. Default: true. */
  readonly available?: boolean;
  /** Whether savings accounts have nothing but `swift_bic` for a number. Default: false. */
  readonly pots?: boolean;
  /** `inverted` is TrueLayer's rule for cards: money out is positive. `as_accounts` breaks it. Default: `inverted`. */
  readonly cardSigns?: 'inverted' | 'as_accounts';
  /** Whether purchases come with `transaction_type` `CREDIT` and a negative amount. Default: false. */
  readonly typeConflicts?: boolean;
  /** Whether rows have `merchant_name` and a classification; otherwise only `meta` names the shop. Default: true. */
  readonly enrichment?: boolean;
  /** Whether there are unknown types, categories and keys, and the year 1. Default: false. */
  readonly oddities?: boolean;

  /** How long a consent lasts, in days. Default: the world's bank, otherwise 90. */
  readonly consentDays?: number;
  /** Whether `/me` has `consent_created_at`. Default: true. */
  readonly consentCreatedAt?: boolean;
  /** What `connections/extend` answers. Default: `no_action_needed`. */
  readonly extend?: 'no_action_needed' | 'authentication_needed' | 'reconfirmation_of_consent_needed';
  /** Whether that really moves the end of the consent. Default: true. */
  readonly extendMovesConsent?: boolean;
}

/** How something that a bank does not have answers. */
type Absence = 'not_supported' | 'denied' | 'empty';

/** Quirks with nothing left open. */
export type Habits = Required<Omit<BankQuirks, 'serves' | 'pending' | 'consentDays'>> &
  Pick<BankQuirks, 'serves' | 'pending' | 'consentDays'>;

/** A bank without any quirk. */
export const plainHabits: Habits = {
  absence: 'not_supported',
  standingOrders: 'served',
  directDebits: 'served',
  normalisedIds: true,
  providerIds: true,
  keepsIdOnSettlement: false,
  rehash: false,
  accountIdsPerConsent: false,
  timestamps: 'exact',
  from: 'honoured',
  scaMinutes: 5,
  scaBoundToFirstToken: false,
  scaRefusal: 'sca_exceeded',
  windowDays: 90,
  historyDays: 1825,
  listsOnlyAfterSca: false,
  available: true,
  pots: false,
  cardSigns: 'inverted',
  typeConflicts: false,
  enrichment: true,
  oddities: false,
  consentCreatedAt: true,
  extend: 'no_action_needed',
  extendMovesConsent: true,
};
