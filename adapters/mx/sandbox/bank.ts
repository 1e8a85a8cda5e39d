import type { WorldAccount, WorldRow } from 'bankweave/sandbox';

/** An institution of MX and where its data come from. */
export interface Bank {
  readonly code: string;
  readonly guid: string;
  readonly name: string;
  readonly country: string;
  readonly url: string;
  readonly oauth: boolean;
  /** Whether a job by request within three hours of the last good one does nothing. */
  readonly throttled: boolean;
  /** Whether its payloads lack a currency. */
  readonly currencyless: boolean;
  loginId(username: string): string;
  ownerOf(username: string): Owner;
  /** The accounts as the bank lists them at a moment. */
  accounts(username: string, at: number): readonly WorldAccount[];
  account(accountId: string, at: number): WorldAccount;
  rows(accountId: string, at: number): readonly WorldRow[];
  /** Pending rows that were booked between two moments, as they were shown before. */
  booked(username: string, after: number, until: number): readonly WorldRow[];
}

/** The person behind a login. */
interface Owner {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}
