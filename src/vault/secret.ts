import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * Text that shows itself to nobody by accident: not in a template literal, JSON, `util.inspect`, an error or a
 * structured clone. Only {@link reveal} gives it out.
 *
 * @example
 * ```ts
 * const secret = new Secret(process.env.BANKWEAVE_KEY ?? '')
 * console.log({ secret })   // { secret: [secret] }
 * vault({ keys: [{ id: '2026', secret }] })
 * ```
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
