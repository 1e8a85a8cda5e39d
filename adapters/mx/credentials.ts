import {
  type CalendarDate,
  type Credentials,
  readOptionalDate,
  UnauthorizedError,
} from 'bankweave/adapter-kit';
import type { Member } from './transport.ts';

/** What is kept of a connection: MX's guids of the person and of their login. Without the API key they open nothing. */
export interface Kept extends Member {
  /** The institution's code. */
  readonly institution?: string;
  /** The first member of the connection, by which it is known, where MX has purged that one. */
  readonly first?: string;
  /** The day on which another member took its place. */
  readonly relinkedOn?: CalendarDate;
}

/** As the vault keeps it. */
export function writeCredentials({ user, member, institution, first, relinkedOn }: Kept): Credentials {
  return {
    userGuid: user,
    memberGuid: member,
    ...(institution !== undefined && { institution }),
    ...(first !== undefined && { firstGuid: first }),
    ...(relinkedOn !== undefined && { relinkedOn }),
  };
}

/** And back again. */
export function readCredentials(credentials: Credentials): Kept {
  const { userGuid, memberGuid, institution, firstGuid, relinkedOn } = credentials;
  if (!userGuid || !memberGuid)
    throw new UnauthorizedError('mx: these credentials are not from this provider', { provider: 'mx' });
  const day = readOptionalDate(relinkedOn);
  return {
    user: userGuid,
    member: memberGuid,
    ...(institution !== undefined && { institution }),
    ...(firstGuid !== undefined && { first: firstGuid }),
    ...(day !== undefined && { relinkedOn: day }),
  };
}
