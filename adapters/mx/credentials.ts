import { type Credentials, UnauthorizedError } from 'bankweave/adapter-kit';
import type { Member } from './transport.ts';

/** What is kept of a connection: MX's guids of the person and of their login. Without the API key they open nothing. */
export function writeCredentials({ user, member }: Member): Credentials {
  return { userGuid: user, memberGuid: member };
}

/** The guids again. */
export function readCredentials({ userGuid, memberGuid }: Credentials): Member {
  if (userGuid && memberGuid) return { user: userGuid, member: memberGuid };
  throw new UnauthorizedError('mx: these credentials are not from this provider', { provider: 'mx' });
}
