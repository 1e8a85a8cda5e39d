import type { Recordable } from './recording.ts';

/** Every provider that can be recorded. */
export const recordings: readonly Recordable[] = [];
