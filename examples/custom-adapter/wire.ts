import { z } from 'zod';

// As little of the bank's answers as is used, and nothing is taken on trust: amounts and dates stay `unknown` here,
// since the parsers of the kit read them, record by record. One bad record must not lose the page.

const anything = z.unknown().optional();

export const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  login: z.string().min(1).optional(),
});

export const Me = z.object({
  bank: z.object({ id: z.string(), name: z.string() }),
  consent: z.object({ given_at: anything, ends_at: anything }),
  data_as_of: anything,
});

export const Accounts = z.object({
  accounts: z.array(
    z.object({
      id: z.string().min(1),
      nickname: anything,
      kind: anything,
      currency: anything,
      number_ends: anything,
      balance: anything,
      spendable: anything,
      credit_line: anything,
    }),
  ),
});

export type WireAccount = z.infer<typeof Accounts>['accounts'][number];

const entry = z.record(z.string(), z.unknown());

/** An entry or a hold, before anybody looked at it. */
export type WireRow = z.infer<typeof entry>;

export const Entries = z.object({ entries: z.array(entry), next_page: z.number().int().nullable() });

export const Holds = z.object({ holds: z.array(entry) });
