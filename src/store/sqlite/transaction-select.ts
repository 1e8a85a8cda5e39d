/** The columns of whole transactions; `n` holds the host's own fields. */
export const COLUMNS = `
SELECT t.added_seq, t.change_seq, t.id, t.user_id, t.connection_id, t.account_id, t.provider, t.status, t.hidden,
  t.digest, t.revision, t.date, t.amount, t.currency, t.kind, t.category_primary, t.category_detailed, t.description,
  t.original_description, t.origin, t.first_seen_at, t.updated_at, t.details, n.notes, n.category_override`;

export const WITH_NOTES = 'LEFT JOIN annotations n ON n.transaction_id = t.id';

/** Whole transactions, to be narrowed. */
export const SELECT_TRANSACTIONS = `${COLUMNS} FROM transactions t ${WITH_NOTES}`;
