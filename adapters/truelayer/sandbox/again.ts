import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';

/** What the app gives for a link that authenticates a connection again. */
export interface AgainInput {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge?: string | undefined;
  readonly challengeMethod?: string | undefined;
}

/** A link for the person to authenticate a connection again; it ends in a code for the same `credentials_id`. */
export function linkAgain(
  backend: Backend,
  connection: Connection,
  origin: string,
  { redirectUri, state, challenge, challengeMethod = 'plain' }: AgainInput,
): string {
  const ticket = backend.fresh('ticket').slice(0, 32);
  const query = new URLSearchParams({ reauth: ticket }).toString();
  backend.tickets.set(ticket, {
    query,
    redirectUri,
    state,
    scopes: connection.scopes,
    formPost: false,
    challenge: challenge === undefined ? null : { value: challenge, method: challengeMethod },
    providers: [backend.providerOf(connection)],
    again: connection.id,
  });
  return `${origin}/?${query}`;
}
