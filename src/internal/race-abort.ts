/**
 * Settles as `promise` does, or rejects with `signal.reason` as soon as the signal aborts, for work that may not
 * listen to the signal itself. Leaves no listener behind.
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const done = (): void => {
      signal.removeEventListener('abort', onAbort);
    };
    promise.then(resolve, reject).finally(done);
  });
}
