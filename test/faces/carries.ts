import type { Transaction } from 'bankweave';
import { readText } from 'bankweave/adapter-kit';

/** What a row says, one text for each field. */
export const FIELDS = {
  status: (row) => row.status,
  amount: (row) => `${row.amount.value} ${row.amount.currency}`,
  date: (row) => row.date,
  // Text from a wire is cleaned on its way in; Faker has none.
  bankText: (row) => readText(row.originalDescription) ?? '',
  cleanText: (row) => row.description,
  merchant: (row) => row.merchant?.name ?? '',
  kind: (row) => row.kind,
  primaryCategory: (row) => row.category.primary,
  detailedCategory: (row) => row.category.detailed,
  channel: (row) => row.channel ?? '',
  originalAmount: (row) =>
    row.originalAmount ? `${row.originalAmount.value} ${row.originalAmount.currency}` : '',
} as const satisfies Readonly<Record<string, (row: Transaction) => string>>;

export type Field = keyof typeof FIELDS;

/**
 * Whether a provider's API can carry a field of the world: `same` means that what arrives in the ledger is what Faker,
 * which reads the world itself, has there. `own` means that the provider has words of its own, `none` that it has none.
 */
type Carried = 'same' | 'own' | 'none';

export interface Carries {
  readonly fields: Readonly<Record<Field, Carried>>;
  /** What a reader of this provider cannot see come and go. */
  readonly unseen: readonly string[];
}

export const CARRIES: Readonly<Record<string, Carries>> = {
  plaid: {
    fields: {
      status: 'same',
      amount: 'same',
      date: 'same',
      bankText: 'same',
      cleanText: 'own',
      merchant: 'own',
      kind: 'own',
      primaryCategory: 'own',
      detailedCategory: 'own',
      channel: 'own',
      originalAmount: 'none',
    },
    unseen: ['a pending row that comes and goes between two reads'],
  },
  mx: {
    fields: {
      status: 'same',
      amount: 'same',
      date: 'same',
      bankText: 'same',
      cleanText: 'own',
      merchant: 'own',
      kind: 'own',
      primaryCategory: 'own',
      detailedCategory: 'own',
      channel: 'none',
      originalAmount: 'none',
    },
    unseen: [
      'a pending row that comes and goes between two reads',
      'a row that is taken back and brought again between two reads',
    ],
  },
  truelayer: {
    fields: {
      status: 'same',
      amount: 'same',
      date: 'same',
      bankText: 'same',
      cleanText: 'own',
      merchant: 'own',
      kind: 'own',
      primaryCategory: 'own',
      detailedCategory: 'none',
      channel: 'none',
      originalAmount: 'none',
    },
    unseen: [
      'a pending row that comes and goes between two reads',
      'a row that is taken back and brought again between two reads',
      'which pending row a booked one belongs to: they are joined by amount, day and text',
    ],
  },
};
