import { onFirstUse } from '../internal/on-first-use.ts';

/** Everything behind the front door. Loaded once, by the first call that asks for it. */
export const engine = onFirstUse(() => import('./engine.ts'));
