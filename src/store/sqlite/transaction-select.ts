/** Whole transactions with the host's own fields. */
export const SELECT_TRANSACTIONS = `
SELECT t.added_seq, t.change_seq, t.id, t.user_id, t.connection_id, t.account_id, t.provider, t.status, t.hidden,
  t.digest, t.revision, t.date, t.amount, t.currency, t.kind, t.category_primary, t.category_detailed, t.description,
  t.original_description, t.origin, t.first_seen_at, t.updated_at, t.details, n.notes, n.category_override
FROM transactions t LEFT JOIN annotations n ON n.transaction_id = t.id`;
