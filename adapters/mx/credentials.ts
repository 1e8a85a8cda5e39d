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
  /** The day on which this member took the place of one that MX has purged. */
  readonly relinkedOn?: CalendarDate;
}

/** As the vault keeps it. */
export function writeCredentials({ user, member, institution, relinkedOn }: Kept): Credentials {
  return {
    userGuid: user,
    memberGuid: member,
    ...(institution !== undefined && { institution }),
    ...(relinkedOn !== undefined && { relinkedOn }),
  };
}

/** And back again. */
export function readCredentials(credentials: Credentials): Kept {
  const { userGuid, memberGuid, institution, relinkedOn } = credentials;
  if (!userGuid || !memberGuid)
    throw new UnauthorizedError('mx: these credentials are not from this provider', { provider: 'mx' });
  const day = readOptionalDate(relinkedOn);
  return {
    user: userGuid,
    member: memberGuid,
    ...(institution !== undefined && { institution }),
    ...(day !== undefined && { relinkedOn: day }),
  };
}
