import { type Inspection, type Institution, readInstant, readText } from 'bankweave/adapter-kit';
import { actionOf, classOf, isTrouble } from './connection-status.ts';
import { isWorking } from './readiness.ts';
import * as wire from './wire.ts';

/** An institution in the library's words. */
export function toInstitution(from: wire.Institution): Institution {
  const country = readText(from.iso_country_code)?.toUpperCase();
  const logo = readText(from.medium_logo_url) ?? readText(from.small_logo_url);
  const url = readText(from.url);
  return {
    id: from.code,
    name: readText(from.name) ?? from.code,
    ...(country !== undefined && /^[A-Z]{2}$/.test(country) && { countries: [country] }),
    ...(logo !== undefined && { logo }),
    ...(url !== undefined && { url }),
  };
}

/** What the provider says about a connection. */
export function toInspection(member: wire.Member, institution: Institution): Inspection {
  const { auth, action } = authOf(member);
  const dataAsOf = readInstant(member.successfully_aggregated_at);
  return {
    institution,
    // A consent of MX ends when the bank ends it; no date is told beforehand.
    consent: { scopes: ['accounts', 'balances', 'transactions'], grantedAt: null, expiresAt: null },
    auth,
    ...(action !== undefined && { action }),
    ...(dataAsOf !== undefined && { dataAsOf }),
  };
}

function authOf(member: wire.Member): Pick<Inspection, 'auth' | 'action'> {
  const status = classOf(member.connection_status);
  // While a job runs, a bad status may be that of the job before.
  if (isTrouble(status) && isWorking(member)) return { auth: 'ok' };
  if (status === 'terminal') return { auth: 'revoked' };
  const wants = wire.isTrue(member.needs_updated_credentials) ? 'reauthenticate' : actionOf(status);
  return wants === undefined ? { auth: 'ok' } : { auth: 'action_required', action: wants };
}
