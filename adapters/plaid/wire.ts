import { z } from 'zod';

/** A record of which only the fields that are looked at are read, each on its own. */
export type Raw = Readonly<Record<string, unknown>>;

const raw = z.record(z.string(), z.unknown());

export const Exchanged = z.object({ access_token: z.string().min(1), item_id: z.string().min(1) });

export const Rotated = z.object({ new_access_token: z.string().min(1) });

export const LinkToken = z.object({
  link_token: z.string().min(1),
  expiration: z.unknown().optional(),
  hosted_link_url: z.string().nullish(),
});

export const LinkSessions = z.object({
  link_sessions: z
    .array(
      z.object({
        results: z.object({ item_add_results: z.array(raw).nullish() }).nullish(),
        exit: raw.nullish(),
      }),
    )
    .nullish(),
});

export const ItemAnswer = z.object({ item: raw, status: raw.nullish() });

export const Accounts = z.object({ accounts: z.array(z.unknown()), item: raw.nullish() });

export const Liabilities = z.object({ liabilities: raw });

/** A page of `/transactions/sync`. Rows are read one by one. */
export const SyncPage = z.object({
  added: z.array(z.unknown()),
  modified: z.array(z.unknown()),
  removed: z.array(z.unknown()),
  has_more: z.boolean(),
  next_cursor: z.string().nullish(),
  transactions_update_status: z.unknown().optional(),
});

export const InstitutionAnswer = z.object({ institution: raw });

export const InstitutionList = z.object({ institutions: z.array(z.unknown()) });

export const VerificationKey = z.object({ key: raw });

export const Done = z.object({}).loose();
