// One step for each released shape of the file; a step is never changed once it is released. `PRAGMA user_version` is
// the number of steps that a file has behind it.
const first = `
CREATE TABLE connections (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_connection_id TEXT NOT NULL,
  institution TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_synced_at TEXT,
  next_sync_at TEXT,
  failures INTEGER NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX connections_by_provider ON connections (user_id, provider, provider_connection_id)
  WHERE status <> 'removed';

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  provider_account_id TEXT NOT NULL,
  persistent_id TEXT,
  name TEXT NOT NULL,
  mask TEXT,
  type TEXT NOT NULL,
  subtype TEXT NOT NULL,
  currency TEXT NOT NULL,
  current_balance TEXT,
  available_balance TEXT,
  status TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_by_user ON accounts (user_id, connection_id);

CREATE TABLE balances (
  account_id TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT,
  current TEXT,
  available TEXT,
  credit_limit TEXT,
  document TEXT NOT NULL,
  PRIMARY KEY (account_id, taken_at)
) STRICT;

-- A row is also the feed's entry of its own addition, number added_seq. The columns that a lookup by id reads stand
-- first, the long ones last.
CREATE TABLE transactions (
  added_seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  status TEXT NOT NULL,
  hidden TEXT,
  revision INTEGER NOT NULL,
  change_seq INTEGER,
  date TEXT NOT NULL,
  amount TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_key TEXT NOT NULL,
  provider TEXT NOT NULL,
  kind TEXT NOT NULL,
  category_primary TEXT NOT NULL,
  category_detailed TEXT NOT NULL,
  origin TEXT NOT NULL,
  first_seen_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  description TEXT NOT NULL,
  original_description TEXT NOT NULL,
  merchant TEXT,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX transactions_by_user ON transactions (user_id, date);
CREATE INDEX transactions_by_number ON transactions (user_id);
CREATE INDEX transactions_pending ON transactions (account_id, date) WHERE status = 'pending';

CREATE TABLE annotations (
  transaction_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  notes TEXT,
  category_override TEXT
) STRICT;

CREATE TABLE transaction_revisions (
  change_seq INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE transaction_aliases (
  connection_id TEXT NOT NULL,
  key TEXT NOT NULL,
  user_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  PRIMARY KEY (connection_id, key)
) STRICT;

CREATE TABLE decisions (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  at TEXT NOT NULL,
  undone_at TEXT,
  evidence TEXT NOT NULL,
  before TEXT
) STRICT;
CREATE INDEX decisions_by_transaction ON decisions (transaction_id);

CREATE TABLE checkpoints (
  connection_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  user_id TEXT NOT NULL,
  checkpoint TEXT,
  state TEXT NOT NULL,
  PRIMARY KEY (connection_id, scope)
) STRICT;

CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  added INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_user ON runs (user_id, started_at);
CREATE INDEX runs_by_connection ON runs (connection_id, started_at);

-- Every entry of the feed but the first one of each transaction.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  type TEXT NOT NULL,
  origin TEXT NOT NULL,
  at TEXT NOT NULL,
  added_seq INTEGER,
  previous TEXT,
  document TEXT
) STRICT;
CREATE INDEX changes_by_user ON changes (user_id);

CREATE TABLE records (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  user_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  due_at INTEGER,
  value TEXT NOT NULL,
  PRIMARY KEY (namespace, key)
) STRICT;
CREATE INDEX records_due ON records (namespace, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE wanted (
  connection_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  due_at INTEGER
) STRICT;
CREATE INDEX wanted_due ON wanted (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE leases (
  connection_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  owner TEXT,
  epoch INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE feed_state (
  name TEXT NOT NULL PRIMARY KEY,
  value ANY NOT NULL
) STRICT;
INSERT INTO feed_state (name, value) VALUES ('last_seq', 0), ('trimmed_to', 0), ('last_commit', '');

CREATE VIEW change_feed AS
SELECT seq, user_id, connection_id, type, origin, at, added_seq, previous FROM changes
UNION ALL
SELECT added_seq, user_id, connection_id, 'transaction.added', origin, first_seen_at, added_seq, NULL
FROM transactions WHERE added_seq > (SELECT value FROM feed_state WHERE name = 'trimmed_to');

CREATE VIEW ledger AS
SELECT t.id, t.user_id, t.account_id, a.name AS account, t.date, t.status, t.amount, t.currency, t.description,
       t.merchant, coalesce(n.category_override, t.category_detailed) AS category, t.kind, n.notes, t.connection_id
FROM transactions t
LEFT JOIN accounts a ON a.id = t.account_id
LEFT JOIN annotations n ON n.transaction_id = t.id
WHERE t.hidden IS NULL;
`;

// Inbound notices name a login and no user.
const logins = `
CREATE INDEX connections_by_login ON connections (provider, provider_connection_id) WHERE status <> 'removed';
`;

// Accounts are asked for by connection, and listed by id.
const accountsOfConnections = `
CREATE INDEX accounts_by_connection ON accounts (connection_id, id);
`;

/** The steps from an empty file to this version's shape. */
export const MIGRATIONS: readonly string[] = [first, logins, accountsOfConnections];

/** Marks a file as one of this library (`bwv1` as a number). */
export const APPLICATION_ID = 0x62777631;
