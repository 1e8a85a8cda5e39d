/** Seeds that once failed, and what was wrong. They stay. */
export const KEPT: readonly { readonly seed: number; readonly why: string }[] = [];
