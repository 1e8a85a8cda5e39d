import type { Credentials } from '../../adapter-kit/call.ts';
import { LeaseHeldError, ProviderUnavailableError } from '../../errors/catalog.ts';
import { raceAbort } from '../../internal/race-abort.ts';
import { EVERY_USER } from '../../store/scope.ts';
import { type CredentialStore, type HeldCredentials, TOKEN_REFRESH } from '../credentials.ts';
import { fingerprint } from '../fingerprint.ts';
import { mergeCredentials } from '../merge.ts';
import { Claim } from './claim.ts';
import { isQuiet, isRefusal, isUntouched, refusalOf, refusedError } from './refusal.ts';
import type { Refreshed, RefreshRequest } from './request.ts';
import { type Intent, type Slot, slotIn } from './slot.ts';
import { storeRenewed } from './store-renewed.ts';
import { Watch } from './watch.ts';

/** The longest a token call may take. */
const CALL_MS = 60_000;
/** The longest anybody waits for a renewal. */
const WAIT_MS = 90_000;
const FIRST_POLL = 20;
const LONGEST_POLL = 250;

/** One renewal of one connection's tokens, for everybody in this process who waits for it. */
export class Flight {
  /** Fingerprint of the credentials that are to be replaced. */
  readonly token: string;
  /** Ends when the renewal does, whoever still waits. Never rejects. */
  readonly over: Promise<void>;
  readonly #request: RefreshRequest;
  readonly #left = new AbortController();
  readonly #result: Promise<Refreshed>;
  #waiting = 0;
  #sent = false;

  constructor(request: RefreshRequest) {
    this.#request = request;
    this.token = this.#print(request.held);
    this.#result = this.#fly();
    this.over = this.#result.then(
      () => {},
      () => {},
    );
  }

  /** Whether everybody left before the call did; such a flight ends without a result. */
  get deserted(): boolean {
    return this.#left.signal.aborted && !this.#sent;
  }

  /** Waits for the result, until `signal` aborts or it takes too long. */
  async join(signal: AbortSignal): Promise<Refreshed> {
    const { clock, owner } = this.#request;
    const { connectionId } = owner;
    const enough = new AbortController();
    const tooLong = clock.sleep(WAIT_MS, { signal: enough.signal }).then(() => {
      throw new LeaseHeldError('The token of this connection is being renewed, which takes unusually long.', {
        connectionId,
        retryAfterMs: WAIT_MS,
      });
    });
    this.#waiting++;
    try {
      return await raceAbort(Promise.race([this.#result, tooLong]), signal);
    } finally {
      enough.abort();
      this.#waiting--;
      if (this.#waiting === 0) this.#left.abort();
    }
  }

  #print({ credentials }: HeldCredentials): string {
    return fingerprint(this.#request.owner.connectionId, credentials);
  }

  async #fly(): Promise<Refreshed> {
    const { records, credentials, clock, owner, provider } = this.#request;
    const { connectionId } = owner;
    const { signal } = this.#left;
    const watch = new Watch(clock);
    for (let poll = FIRST_POLL; ; poll = Math.min(2 * poll, LONGEST_POLL)) {
      const current = await credentials.read(connectionId);
      if (this.#print(current) !== this.token) return { ...current, asked: false };
      const record = await records.get(EVERY_USER, TOKEN_REFRESH, connectionId);
      const slot = slotIn(record);
      if (isQuiet(slot.refusal, this.token, clock.now()))
        throw refusedError(slot.refusal, { provider, connectionId });
      const version = record?.version ?? 0;
      if (watch.isFree(slot, version)) {
        const intent = this.#intent(slot.intent, current.version);
        const taken = { holder: intent.attempt, intent, refusal: slot.refusal };
        const claim = await Claim.take(this.#request, taken, version);
        if (claim) return this.#holding(claim, intent, slot);
      }
      await clock.sleep(poll, { signal });
    }
  }

  #intent(before: Intent | null, version: number): Intent {
    const { clock, attempt } = this.#request;
    const same = before?.token === this.token ? before : undefined;
    return {
      attempt,
      token: this.token,
      version,
      startedAt: same?.startedAt ?? clock.now(),
      unanswered: same ? same.unanswered + 1 : 0,
    };
  }

  /** Renews under a claim, and gives the claim back with what is known in the end. */
  async #holding(claim: Claim, intent: Intent, { intent: earlier, refusal }: Slot): Promise<Refreshed> {
    const { credentials, clock, owner, provider } = this.#request;
    const { connectionId } = owner;
    let known: Pick<Slot, 'intent' | 'refusal'> = { intent: earlier, refusal };
    try {
      // Somebody may have finished between our look and our claim.
      const current = await credentials.read(connectionId);
      if (this.#print(current) !== this.token) return { ...current, asked: false };
      const seal = await credentials.sealer(owner, current.version);
      this.#left.signal.throwIfAborted();
      this.#sent = true;
      // From here on until the answer is stored, nobody knows what became of the credentials.
      known = { intent, refusal: null };
      const stored = await this.#send(current, seal);
      known = { intent: null, refusal: null };
      return { ...stored, asked: true };
    } catch (error) {
      if (this.#sent && isUntouched(error)) known = { intent: earlier, refusal };
      if (!this.#sent || !isRefusal(error)) throw error;
      // A refusal counts only for what was sent; whoever stored something newer meanwhile decides.
      const current = await credentials.read(connectionId);
      if (this.#print(current) !== this.token) {
        known = { intent: null, refusal: null };
        return { ...current, asked: false };
      }
      const refused = refusalOf(error, intent, clock.now());
      known = { intent: earlier, refusal: refused };
      const { requestId, providerCode } = error;
      throw refusedError(refused, { provider, connectionId, requestId, providerCode, cause: error });
    } finally {
      await claim.close(known);
    }
  }

  /** The token call, and the write of its answer. */
  async #send(
    current: HeldCredentials,
    seal: Awaited<ReturnType<CredentialStore['sealer']>>,
  ): Promise<HeldCredentials> {
    const { clock, renew } = this.#request;
    const answered = new AbortController();
    const late = new AbortController();
    clock.sleep(CALL_MS, { signal: answered.signal }).then(
      () =>
        late.abort(
          new ProviderUnavailableError('The token call took too long.', {
            connectionId: this.#request.owner.connectionId,
          }),
        ),
      () => {},
    );
    const save = async (): Promise<HeldCredentials> => {
      let answer: Credentials;
      try {
        answer = await renew(current.credentials, late.signal);
      } finally {
        answered.abort();
      }
      // From the answer to the beginning of its write nothing is waited for.
      const renewed = mergeCredentials(current.credentials, answer);
      return storeRenewed(this.#request, this.token, renewed, seal(renewed));
    };
    // An answer that comes too late for those who wait is stored all the same.
    return raceAbort(save(), late.signal);
  }
}
