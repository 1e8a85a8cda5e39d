import {
  type ConnectionCall,
  type ConnectionFacet,
  type Institution,
  isBankweaveError,
  readInstant,
  readText,
} from 'bankweave/adapter-kit';
import { classOf, type StatusClass } from './connection-status.ts';
import { readCredentials } from './credentials.ts';
import { runJob, THROTTLE_MS } from './jobs.ts';
import type { Settings } from './options.ts';
import { toInspection, toInstitution } from './to-connection.ts';
import type { Member as Guids, OpenTransport, Transport } from './transport.ts';
import { withMember } from './unknown-member.ts';
import { deleteIfEmpty } from './users.ts';
import { Institution as WireInstitution, isTrue, Member, readOne } from './wire.ts';

/** Looking at a member, and ending it. */
export function createConnection(settings: Settings, open: OpenTransport): ConnectionFacet {
  return {
    inspect: (call) =>
      withMember(open, call, async (mx, of) => {
        let member = await read(mx, of);
        if (settings.aggregateAttended && (await fetched(mx, of, member, call))) member = await read(mx, of);
        return toInspection(member, await institutionOf(mx, member));
      }),

    async revoke(call) {
      const mx = await open(call);
      const of = readCredentials(call.credentials);
      await mx.deleteMember(of).catch(unlessGone);
      if (settings.emptyUsers === 'delete') await deleteIfEmpty(mx, of.user).catch(unlessGone);
    },
  };
}

async function read(mx: Transport, of: Guids): Promise<Member> {
  return readOne('member', Member, await mx.member(of));
}

// A job would try the wrong password once more, and the third time the bank locks the login.
const POINTLESS: readonly StatusClass[] = ['reauth', 'pending_auth', 'terminal', 'disabled', 'manual'];

/** Has MX fetch from the bank, where the person is there to see it and it was not done a short time ago. */
async function fetched(mx: Transport, of: Guids, member: Member, call: ConnectionCall): Promise<boolean> {
  if (!call.attended || POINTLESS.includes(classOf(member.connection_status))) return false;
  const last = readInstant(member.successfully_aggregated_at);
  const isThrottled = last !== undefined && call.clock.now() - Date.parse(last) < THROTTLE_MS;
  if (isThrottled && !isTrue(member.is_being_aggregated)) return false;
  const outcome = await runJob(mx, of, () => mx.aggregate(of), call);
  call.logger.debug('MX was asked to fetch from the bank.', { provider: 'mx', outcome });
  return outcome !== 'not_started' && outcome !== 'busy';
}

/** The institution with its logo; a member says little of it. */
async function institutionOf(mx: Transport, { institution_code, name }: Member): Promise<Institution> {
  const code = readText(institution_code) ?? '';
  try {
    return toInstitution(readOne('institution', WireInstitution, await mx.institution(code)));
  } catch (error) {
    // An institution that MX no longer lists is no reason not to read what it has.
    if (!isBankweaveError(error) || error.code !== 'not_found') throw error;
    return { id: code, name: readText(name) ?? code };
  }
}

function unlessGone(error: unknown): void {
  if (!isBankweaveError(error) || error.code !== 'not_found') throw error;
}
