import {
  ActionRequiredError,
  InstitutionUnavailableError,
  ProviderResponseError,
  ProviderUnavailableError,
  UnauthorizedError,
} from 'bankweave/adapter-kit';
import { overFaker } from '../bases.ts';
import { batches, inspecting, pulling, translating } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

/** What asks the person for one thing asks for another. */
const asking =
  (action: string, instead: ActionRequiredError['action']): HostileAdapter[3] =>
  (adapter) => {
    const changed = inspecting((found) =>
      (found as { action?: string }).action === action ? { ...found, action: instead } : found,
    )(adapter);
    return pulling(async function* (all) {
      try {
        yield* all;
      } catch (error) {
        if ((error as { action?: string }).action !== action) throw error;
        throw new ActionRequiredError('something else', { action: instead });
      }
    })(changed);
  };

const readiness = (told: string, instead: 'complete') =>
  batches((batch) => (batch.readiness === told ? { ...batch, readiness: instead } : batch));

/** Faults of what is said when something goes wrong. */
export const hostileFaults: readonly HostileAdapter[] = [
  [
    'a bank that is down is an answer that makes no sense',
    ['FAULT-01'],
    overFaker,
    translating('institution_unavailable', () => new ProviderResponseError('what?')),
  ],
  [
    'trouble of the provider is a refused token',
    ['FAULT-02'],
    overFaker,
    translating('provider_unavailable', () => new UnauthorizedError('no')),
  ],
  [
    'a throttled provider is said to have refused the token',
    ['FAULT-03'],
    overFaker,
    translating('rate_limited', () => new UnauthorizedError('no')),
  ],
  [
    'a limit is left as an error of nobody',
    ['FAULT-04'],
    overFaker,
    translating('provider_authentication', () => new TypeError('keys')),
  ],
  [
    'a broken login sends the person to the bank',
    ['FAULT-05'],
    overFaker,
    asking('reauthenticate', 'act_at_bank'),
  ],
  [
    'a challenge sends the person to the bank',
    ['FAULT-06'],
    overFaker,
    asking('answer_challenge', 'act_at_bank'),
  ],
  [
    'what is to be done at the bank is a challenge',
    ['FAULT-07'],
    overFaker,
    asking('act_at_bank', 'answer_challenge'),
  ],
  [
    'an ended consent is a matter of accounts',
    ['FAULT-08'],
    overFaker,
    asking('renew_consent', 'select_accounts'),
  ],
  [
    'a connection that was revoked is a bank that is down',
    ['FAULT-09'],
    overFaker,
    (adapter) =>
      inspecting((found) => ({ ...found, auth: 'ok' }))(
        translating('connection_revoked', () => new InstitutionUnavailableError('later'))(adapter),
      ),
  ],
  [
    'a refused token is a provider in trouble',
    ['FAULT-10'],
    overFaker,
    translating('unauthorized', () => new ProviderUnavailableError('later')),
  ],
  [
    'a broken account ends the pull',
    ['FAULT-11'],
    overFaker,
    pulling(async function* (all) {
      for await (const batch of all) {
        if ((batch.failures?.length ?? 0) > 0) throw new InstitutionUnavailableError('one account fails');
        yield batch;
      }
    }),
  ],
  ['a provider that has nothing yet has all', ['FAULT-12'], overFaker, readiness('not_ready', 'complete')],
  [
    'a history that is being collected is complete',
    ['FAULT-13'],
    overFaker,
    readiness('initial', 'complete'),
  ],
  [
    'data are always of this moment',
    ['FAULT-14'],
    overFaker,
    inspecting((found, { clock }) => ({ ...found, dataAsOf: new Date(clock.now()).toISOString() })),
  ],
  [
    'data that change below a read are an end',
    ['FAULT-15'],
    overFaker,
    pulling(async function* (all, { checkpoint }) {
      try {
        yield* all;
      } catch (error) {
        if ((error as { code?: string }).code !== 'update_restarted') throw error;
        yield { checkpoint: checkpoint ?? 'begun' };
      }
    }),
  ],
];
