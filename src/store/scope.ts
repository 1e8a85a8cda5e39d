/** Reads across all users; only the application itself may do that, never on behalf of a person. */
export const EVERY_USER: unique symbol = Symbol('bankweave.every-user');

/** Whose rows a read may see. It is the first argument of every read, so that it cannot be forgotten. */
export type Scope = { readonly userId: string } | typeof EVERY_USER;

/** Whether a row of `userId` is inside a scope. */
export function inScope(scope: Scope, userId: string): boolean {
  return scope === EVERY_USER || scope.userId === userId;
}
