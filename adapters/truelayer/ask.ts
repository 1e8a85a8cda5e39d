import type { ConnectionCall } from 'bankweave/adapter-kit';
import { type Answered, answerOf, type DataRequest, getData, stillWaiting } from './client.ts';
import type { Settings } from './settings.ts';
import { hookAddress } from './hook-token.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Asks the data API, and waits where it answers later. In asynchronous mode the task is handed back once the patience is
 * over; without it, an answer that nobody can fetch later is an error.
 */
export async function ask(settings: Settings, call: ConnectionCall, request: DataRequest): Promise<Answered> {
  const mode = settings.async;
  const { login } = call.credentials;
  const hook =
    mode?.webhookUri === undefined || login === undefined
      ? undefined
      : hookAddress(settings, mode.webhookUri, login);
  const query = {
    ...request.query,
    ...(mode && { async: 'true' }),
    ...(hook !== undefined && { webhook_uri: hook }),
  };
  const answer = answerOf(await getData(settings, call, { ...request, query }));
  if (answer.state === 'final') return answer;
  if (answer.task === undefined) throw stillWaiting();
  return fetchTask(settings, call, answer.task);
}

/** Fetches the answer of a task, as long as the patience lasts. It costs no call to the bank. */
export async function fetchTask(settings: Settings, call: ConnectionCall, task: string): Promise<Answered> {
  const patience = settings.async?.patienceMs ?? 60_000;
  const until = call.clock.monotonic() + patience;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    // Built here, never taken from what somebody sent: the token goes to TrueLayer and nowhere else.
    const answer = answerOf(await getData(settings, call, { path: `/results/${encodeURIComponent(task)}` }));
    if (answer.state === 'final') return answer;
    if (call.clock.monotonic() + pause > until) return { state: 'waiting', task };
    await call.clock.sleep(pause, { signal: call.signal });
  }
}
