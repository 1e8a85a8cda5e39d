import type { Backend } from './backend.ts';
import type { Connection } from './connection.ts';
import { Refusal } from './refusal.ts';
import type { Task } from './task.ts';

/** Takes a data call for later; the answer says where to ask for its results. */
export function beginTask(backend: Backend, connection: Connection, url: URL, work: () => object): object {
  const webhookUri = url.searchParams.get('webhook_uri');
  if (webhookUri !== null && !URL.canParse(webhookUri)) throw new Refusal('validation_error');
  const id = backend.freshUuid('task');
  const origin = backend.settings.resultsOrigin ?? url.origin;
  const task: Task = {
    id,
    connectionId: connection.id,
    requestUri: url.href,
    resultsUri: `${origin}/data/v1/results/${id}`,
    webhookUri,
    work,
    polls: 0,
    told: false,
    final: null,
  };
  backend.tasks.set(id, task);
  if (task.webhookUri !== null) void finishLater(backend, task);
  return { results_uri: task.resultsUri, status: 'Queued', task_id: id };
}

/** `/results/{id}`: `Running` for some polls, then final; with the bearer of the same connection. */
export function pollTask(backend: Backend, connection: Connection, id: string): object {
  const task = backend.tasks.get(id);
  if (!task || task.connectionId !== connection.id) throw new Refusal('not_found');
  if (!task.final && task.polls++ < backend.settings.asyncPolls) return { results: [], status: 'Running' };
  return finalOf(task);
}

/** Finishes a task and tells its webhook, if it has one. */
export async function finishTask(backend: Backend, task: Task): Promise<void> {
  const final = finalOf(task);
  if (task.webhookUri === null || task.told) return;
  task.told = true;
  const body = {
    request_timestamp: '0001-01-01T00:00:00',
    request_uri: task.requestUri,
    credentials_id: task.connectionId,
    task_id: task.id,
    status: final['status'],
    results_uri: task.resultsUri,
    ...(final['error'] !== undefined && {
      error: final['error'],
      error_description: final['error_description'],
    }),
  };
  const headers = { 'content-type': 'application/json' };
  await backend.send(new Request(task.webhookUri, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function finishLater(backend: Backend, task: Task): Promise<void> {
  await backend.world.clock.sleep(backend.settings.asyncSeconds * 1000);
  // Nobody waits for this; that the app was not there is in the log.
  await finishTask(backend, task).catch(() => undefined);
}

function finalOf(task: Task): Readonly<Record<string, unknown>> {
  try {
    task.final ??= { ...task.work() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, description } = error;
    task.final = { results: [], status: 'Failed', error: code, error_description: description };
  }
  return task.final;
}
