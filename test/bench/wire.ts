/** As much of the vendor's answer as the two sides read. */
export interface SyncPage {
  readonly accounts: readonly WireAccount[];
  readonly added: readonly WireRow[];
  readonly next_cursor: string;
  readonly has_more: boolean;
}

export interface WireAccount {
  readonly account_id: string;
  readonly balances: {
    readonly available: number;
    readonly current: number;
    readonly iso_currency_code: string;
  };
  readonly mask: string;
  readonly name: string;
  readonly official_name: string;
  readonly subtype: string;
  readonly type: 'depository' | 'credit';
}

export interface WireRow {
  readonly account_id: string;
  readonly amount: number;
  readonly iso_currency_code: string;
  readonly check_number: string | null;
  readonly counterparties: readonly {
    readonly name: string;
    readonly type: string;
    readonly entity_id: string | null;
  }[];
  readonly date: string;
  readonly datetime: string | null;
  readonly authorized_date: string | null;
  readonly location: {
    readonly address: string | null;
    readonly city: string | null;
    readonly region: string | null;
    readonly postal_code: string | null;
    readonly country: string | null;
    readonly lat: number | null;
    readonly lon: number | null;
    readonly store_number: string | null;
  };
  readonly merchant_name: string | null;
  readonly merchant_entity_id: string | null;
  readonly logo_url: string | null;
  readonly website: string | null;
  readonly name: string;
  readonly original_description: string | null;
  readonly payment_channel: string;
  readonly payment_meta: { readonly reference_number: string | null };
  readonly pending: boolean;
  readonly pending_transaction_id: string | null;
  readonly personal_finance_category: {
    readonly primary: string;
    readonly detailed: string;
    readonly confidence_level: string;
  };
  readonly transaction_id: string;
}
