import { mxRecording } from './mx.ts';
import { plaidRecording } from './plaid.ts';
import { recordable } from './record.ts';
import type { Recordable } from './recording.ts';
import { trueLayerRecording } from './truelayer.ts';

/** Every provider that can be recorded. */
export const recordings: readonly Recordable[] = [
  recordable(plaidRecording),
  recordable(trueLayerRecording),
  recordable(mxRecording),
];
