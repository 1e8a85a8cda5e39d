import type { Wire, World, WorldOptions } from 'bankweave/sandbox';
import type { StoryClock } from './story-clock.ts';

/** What a value of a provider looks like that must not be written down, and what stands in its place. */
export interface Secret {
  /** Global. */
  readonly pattern: RegExp;
  /** The stand-in of the nth one: nothing behind it, and not of the pattern. */
  readonly as: (n: number, found: string) => string;
}

/** What a story runs on, while it is recorded and when it is replayed. */
export interface Stage<W extends Wire = Wire> {
  /** Where the adapter sends its requests. */
  readonly baseUrl: string;
  readonly clock: StoryClock;
  /** The keys by the names of {@link Recording.keys}. */
  readonly keys: Readonly<Record<string, string>>;
  /**
   * Something that happens outside of the adapter, such as a person finishing a link. It runs while the story is
   * recorded, and what it gives is written down, scrubbed; a replay takes it from there.
   *
   * @param act Gets the wire and its world, or nothing where a real sandbox is recorded.
   */
  outside(
    name: string,
    act: (wire: W | undefined, world: World | undefined) => Promise<string>,
  ): Promise<string>;
}

/** A story: what an application does with an adapter. It answers with what the application then has, as plain JSON. */
type Story<W extends Wire = Wire> = (stage: Stage<W>) => Promise<unknown>;

/** How one provider is recorded. */
export interface Recording<W extends Wire = Wire> {
  readonly provider: string;
  /** The provider's sandbox, on which the fixtures are replayed too. */
  readonly host: string;
  /**
   * The keys that the real sandbox wants, by their names in the environment, each with the wire's own, which also stands
   * in for it in fixtures.
   */
  readonly keys: Readonly<Record<string, string>>;
  readonly wire: () => W;
  /** The first day of the wire's world; a late one keeps fixtures small. */
  readonly epoch?: WorldOptions['epoch'];
  readonly secrets: readonly Secret[];
  /** Fields of a request that differ each time (JSON, form or query): only their presence is compared. */
  readonly volatile: readonly string[];
  /** Headers of answers that the adapter reads, lower case. `content-type` and `retry-after` are always kept. */
  readonly headers?: readonly string[];
  readonly stories: Readonly<Record<string, Story<W>>>;
}

/** One request and its answer. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly request?: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A story as it was recorded. */
export interface Fixture {
  readonly provider: string;
  readonly story: string;
  /** The provider's own sandbox, or the wire of this package. */
  readonly source: 'sandbox' | 'wire';
  readonly startedAt: string;
  readonly outside: Readonly<Record<string, string>>;
  readonly exchanges: readonly Exchange[];
  /** What the story answered with. */
  readonly result: unknown;
}

/** A recording of any provider, ready to run. */
export interface Recordable {
  readonly provider: string;
  readonly stories: readonly string[];
  record(story: string, environment: Readonly<Record<string, string | undefined>>): Promise<Fixture>;
}
