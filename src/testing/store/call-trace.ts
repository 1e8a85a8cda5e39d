import { inspect } from 'node:util';
import type { ChangeSet, Update } from '../../store/ledger.ts';

const KEPT = 5;
const LONGEST = 200;

interface TracedCall {
  readonly name: string;
  readonly given: readonly unknown[];
  result?: string | { readonly value: unknown };
}

/** Remembers the last calls of a law, so that a broken one can say what it did. */
export class CallTrace {
  readonly #calls: TracedCall[] = [];

  /** The same facet; what is asked of it is remembered. */
  over<T extends object>(facet: string, target: T): T {
    return new Proxy(target, {
      get: (_, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown =>
          this.#called(`${facet}.${String(property)}`, given, target, member);
      },
    });
  }

  /** The last calls, the newest last. */
  story(): string {
    return this.#calls.map(written).join('\n');
  }

  #called(name: string, given: unknown[], target: object, method: Function): unknown {
    const rows: string[] = [];
    const commit = name === 'update.commit';
    const call: TracedCall = { name, given: commit ? [rows] : given };
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls.shift();
    const args = commit ? [noted(given[0] as AsyncIterable<ChangeSet>, rows), ...given.slice(1)] : given;
    const result: unknown = Reflect.apply(method, target, args);
    if (!(result instanceof Promise)) return result;
    return result.then(
      (value: unknown) => {
        call.result = { value };
        return name === 'ledger.openUpdate' ? this.over('update', value as Update) : value;
      },
      (error: unknown) => {
        call.result = `failed with ${(error as { code?: string }).code ?? String(error)}`;
        throw error;
      },
    );
  }
}

// What a commit writes of rows is seen only as it is read.
async function* noted(sets: AsyncIterable<ChangeSet>, rows: string[]): AsyncGenerator<ChangeSet> {
  for await (const set of sets) {
    for (const row of set.rows.slice(0, KEPT)) rows.push(`${row.type} ${'row' in row ? row.row.id : row.id}`);
    yield set;
  }
}

function written({ name, given, result = 'did not end' }: TracedCall): string {
  const args = given.map(brief).join(', ');
  return `  ${name}(${args}) ${typeof result === 'string' ? result : `gave ${brief(result.value)}`}`;
}

function brief(value: unknown): string {
  const text = inspect(value, {
    depth: 3,
    compact: true,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 4,
    maxStringLength: 60,
  });
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
