import type { Credentials } from '../adapter-kit/call.ts';

/** Credentials after a renewal: what came replaces what was, and what did not come back stays as it was. */
export function mergeCredentials(before: Credentials, answer: Credentials): Credentials {
  const given = Object.entries(answer).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries([...Object.entries(before), ...given]);
}
