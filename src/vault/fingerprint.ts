import { hash } from 'node:crypto';
import type { Credentials } from '../adapter-kit/call.ts';

/** Tells credentials apart without showing them: a digest of what they are, whoever sealed them and when. */
export function fingerprint(connectionId: string, credentials: Credentials): string {
  const sorted = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([connectionId, sorted]), 'base64url');
}
