import {
  ActionRequiredError,
  type ConnectionCall,
  daysBetween,
  isBankweaveError,
  type PullInput,
} from 'bankweave/adapter-kit';
import { ask } from './ask.ts';
import type { Checkpoint } from './checkpoint.ts';
import { authenticatedAt } from './credentials.ts';
import type { Settings } from './settings.ts';
import { inspect, isForbidden } from './to-connection.ts';
import { isDeep, narrower, routine } from './window.ts';

type Window = PullInput['window'];

/** The booked rows of a window, or the task that will bring them. */
export interface Booked {
  readonly window: Window;
  /** `undefined` while the bank is still answering. */
  readonly rows: readonly unknown[] | undefined;
  /** What was learned about the bank. */
  readonly learned: Pick<Checkpoint, 'ceiling' | 'refused'>;
  readonly task?: string | undefined;
}

/** Where the rows of one account are. */
export interface Place {
  readonly account: string;
  /** Such as `/accounts/abc`. */
  readonly path: string;
}

/**
 * Reads the booked rows of a window. A bank that does not go back so far refuses the whole call instead of giving what
 * it has: then a narrower one is asked for. Where it wants a sign-in for older days, the usual window is all there is.
 */
export async function readBooked(
  settings: Settings,
  call: ConnectionCall,
  { account, path }: Place,
  asked: Window,
): Promise<Booked> {
  let window = asked;
  let learned: Booked['learned'] = {};
  for (;;) {
    try {
      const query = { from: window.from, to: window.to };
      const answer = await ask(settings, call, {
        path: `${path}/transactions`,
        query,
        budget: 'transactions',
        account,
      });
      return answer.state === 'final'
        ? { window, rows: answer.results, learned }
        : { window, rows: undefined, learned, task: answer.task };
    } catch (error) {
      const code = isBankweaveError(error) ? error.providerCode : undefined;
      const next = code === 'invalid_date_range' ? narrower(window) : undefined;
      if (next) {
        learned = { ceiling: daysBetween(next.from, next.to) };
        window = next;
      } else if (isDeep(window) && (code === 'sca_exceeded' || isForbidden(error))) {
        learned = { ...learned, refused: String(authenticatedAt(call.credentials)) };
        window = routine(window);
      } else {
        if (isForbidden(error)) await explain(settings, call);
        throw error;
      }
    }
  }
}

/** A refusal may mean that the consent is over: TrueLayer says so itself. Otherwise it is about this account alone. */
async function explain(settings: Settings, call: ConnectionCall): Promise<void> {
  const { auth, action = 'renew_consent' } = await inspect(settings, call);
  if (auth === 'action_required')
    throw new ActionRequiredError('The consent has ended; the person has to give it again.', {
      provider: 'truelayer',
      action,
    });
}
