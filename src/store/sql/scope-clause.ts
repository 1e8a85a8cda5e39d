import { EVERY_USER, type Scope } from '../scope.ts';

/** The condition that keeps a read inside its scope, and what to bind to it. */
export function scopeClause(scope: Scope, column = 'user_id'): readonly [sql: string, values: string[]] {
  return scope === EVERY_USER ? ['1', []] : [`${column} = ?`, [scope.userId]];
}
