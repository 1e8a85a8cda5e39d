import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { AdapterContractError, isBankweaveError } from '../errors/catalog.ts';
import type { Logger } from '../internal/logger.ts';
import { raceAbort } from '../internal/race-abort.ts';

const FACETS = [
  'link',
  'connection',
  'accounts',
  'feed',
  'institutions',
  'balances',
  'webhooks',
  'scheduledPayments',
  'challenges',
] as const;

/**
 * An adapter that throws nothing but errors of this library, and ends when its call is aborted. What else comes out of it is a fault of the adapter: its
 * message may hold a secret and is dropped, its name and place go to the logger.
 */
export function guardedAdapter(adapter: AnyAdapter, logger: Logger): AnyAdapter {
  const guarded: Record<string, unknown> = {};
  for (const name of FACETS) {
    const facet = adapter[name];
    if (facet)
      guarded[name] = guardedFacet(facet, (method) => new Guard(adapter.id, `${name}.${method}`, logger));
  }
  const { id, specVersion, traits, http } = adapter;
  return { id, specVersion, traits, ...(http && { http }), ...guarded } as AnyAdapter;
}

type Method = (...args: readonly unknown[]) => unknown;

function guardedFacet<Facet extends object>(facet: Facet, guardOf: (method: string) => Guard): Facet {
  return new Proxy(facet, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      const guard = guardOf(key);
      return (...args: readonly unknown[]): unknown => {
        const signal = signalIn(args);
        try {
          return guard.result((value as Method).apply(target, [...args]), signal);
        } catch (error) {
          throw guard.translated(error, signal);
        }
      };
    },
  });
}

/** The signal of the call that a method was given. */
function signalIn(args: readonly unknown[]): AbortSignal | undefined {
  const call = args.at(-1);
  return typeof call === 'object' && call !== null && 'signal' in call && call.signal instanceof AbortSignal
    ? call.signal
    : undefined;
}

class Guard {
  readonly #provider: string;
  readonly #where: string;
  readonly #logger: Logger;

  constructor(provider: string, where: string, logger: Logger) {
    this.#provider = provider;
    this.#where = where;
    this.#logger = logger;
  }

  result(value: unknown, signal: AbortSignal | undefined): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Symbol.asyncIterator in value) return this.#iterated(value as AsyncIterable<unknown>, signal);
    if (!('then' in value)) return value;
    return this.#settled(value as PromiseLike<unknown>, signal);
  }

  /** Ends with the signal, also where the adapter does not listen to it. */
  #settled<T>(value: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
    const result = Promise.resolve(value).catch((error: unknown) => {
      throw this.translated(error, signal);
    });
    return signal ? raceAbort(result, signal) : result;
  }

  translated(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    if (isBankweaveError(error)) return error;
    const name = error instanceof Error ? error.name : typeof error;
    this.#logger.error('An adapter threw something that is no error of this library.', {
      provider: this.#provider,
      where: this.#where,
      name,
      frames: framesOf(error),
    });
    return new AdapterContractError(
      `The '${this.#provider}' adapter threw a ${/^\w{1,40}$/.test(name) ? name : 'strange error'} in ${this.#where}; the logger has its place.`,
      { provider: this.#provider },
    );
  }

  async *#iterated(values: AsyncIterable<unknown>, signal: AbortSignal | undefined): AsyncGenerator<unknown> {
    const iterator = values[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (;;) {
        const result = await this.#settled(iterator.next(), signal);
        ended = result.done === true;
        if (ended) return;
        yield result.value;
      }
    } catch (error) {
      ended = !signal?.aborted;
      throw error;
    } finally {
      // An adapter that is still at work when the signal aborts is not waited for.
      const returned = ended ? undefined : iterator.return?.();
      if (signal?.aborted) returned?.catch(() => {});
      else await returned;
    }
  }
}

/** Where it was thrown: the frames of its stack, without the message that stands above them. */
function framesOf(error: unknown): readonly string[] {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .slice(0, 8);
}
