import type { Ledger } from '../ledger.ts';
import type { Decision, TransactionRow } from '../rows.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText } from '../sql/text.ts';
import type { Database } from './database.ts';
import type { Session } from './session.ts';

interface DecisionColumns {
  readonly id: string;
  readonly user_id: string;
  readonly connection_id: string;
  readonly transaction_id: string;
  readonly rule: string;
  readonly at: string;
  readonly undone_at: string | null;
  readonly evidence: string;
  readonly before: string | null;
}

const SELECT =
  'SELECT id, user_id, connection_id, transaction_id, rule, at, undone_at, evidence, before FROM decisions';

/** Adds a decision, or replaces it where it is undone. */
export function writeDecision(session: Session, decision: Decision): void {
  session.run(
    `INSERT INTO decisions (id, user_id, connection_id, transaction_id, rule, at, undone_at, evidence, before)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET transaction_id = excluded.transaction_id, rule = excluded.rule, at = excluded.at,
       undone_at = excluded.undone_at, evidence = excluded.evidence, before = excluded.before`,
    decision.id,
    decision.userId,
    decision.connectionId,
    decision.transactionId,
    decision.rule,
    decision.at,
    decision.undoneAt ?? null,
    JSON.stringify(decision.evidence),
    decision.before ? JSON.stringify(decision.before) : null,
  );
}

export function sqliteDecisions(database: Database): Pick<Ledger, 'decisions' | 'decision'> {
  return {
    async decisions(scope, transactionId) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE transaction_id = ? AND ${mine} ORDER BY rowid`;
      const rows = await database.read((session) => session.all<DecisionColumns>(sql, transactionId, ...who));
      return rows.map(decisionOf);
    },
    async decision(scope, id) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE id = ? AND ${mine}`;
      const row = await database.read((session) => session.get<DecisionColumns>(sql, id, ...who));
      return row ? decisionOf(row) : null;
    },
  };
}

function decisionOf(row: DecisionColumns): Decision {
  return {
    id: fromText(row.id),
    userId: fromText(row.user_id),
    connectionId: fromText(row.connection_id),
    transactionId: fromText(row.transaction_id),
    rule: row.rule as Decision['rule'],
    at: row.at,
    evidence: JSON.parse(fromText(row.evidence)) as Decision['evidence'],
    ...(row.before === null ? {} : { before: JSON.parse(fromText(row.before)) as TransactionRow }),
    ...(row.undone_at === null ? {} : { undoneAt: row.undone_at }),
  };
}
