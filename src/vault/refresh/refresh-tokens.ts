import { fingerprint } from '../fingerprint.ts';
import { Flight } from './flight.ts';
import type { Refreshed, RefreshRequest } from './request.ts';
import { flightsOf } from './under-way.ts';

/**
 * Gives credentials newer than the refused ones: renewed by one token call, whoever else asks for the same in this
 * process or another one. What was renewed already is not renewed again.
 *
 * Before the call leaves, an intent is durable that names the credentials used; what comes back is durable before
 * anybody sees it. A crash in between leaves the intent: the next attempt sends the old credentials again at once, and
 * if they are refused says so with the intent as evidence.
 *
 * @throws ActionRequiredError when the provider refused the credentials that are stored; LeaseHeldError when another
 *   process takes too long; NotFoundError for a connection without credentials; the provider's and the store's errors;
 *   `signal.reason` when aborted
 */
export async function refreshTokens(request: RefreshRequest): Promise<Refreshed> {
  const { owner, held, signal } = request;
  const mine = fingerprint(owner.connectionId, held.credentials);
  for (;;) {
    signal.throwIfAborted();
    const flight = flightFor(request);
    const result = await flight.join(signal);
    // A flight that was under way when we came may have brought the very credentials that we were refused with.
    if (flight.token === mine || fingerprint(owner.connectionId, result.credentials) !== mine) return result;
    // The next flight is for ours: that one has left its place, or has yet to and is asked once more.
  }
}

function flightFor(request: RefreshRequest): Flight {
  const { records, owner } = request;
  const { connectionId } = owner;
  const ofStore = flightsOf(records);
  const flying = ofStore.get(connectionId);
  if (flying && !flying.deserted) return flying;
  const flight = new Flight(request);
  ofStore.set(connectionId, flight);
  void flight.over.then(() => {
    if (ofStore.get(connectionId) === flight) ofStore.delete(connectionId);
  });
  return flight;
}
