import { CODES, type TrueLayerCode } from './codes.ts';

/** What an error says besides its code. */
export interface RefusalFacts {
  /** Default: the one the code usually has. */
  readonly status?: number;
  /** `null` leaves it out of the body. Default: a sentence with the code. */
  readonly description?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/** Ends a request with one of TrueLayer's errors. */
export class Refusal extends Error {
  readonly code: TrueLayerCode;
  readonly facts: RefusalFacts;

  constructor(code: TrueLayerCode, facts: RefusalFacts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }

  get description(): string | undefined {
    const { description } = this.facts;
    return description === null ? undefined : (description ?? `The request ended with ${this.code}.`);
  }

  response(): Response {
    const { status = CODES[this.code], details, retryAfterSeconds } = this.facts;
    const body = {
      error: this.code,
      ...(this.description !== undefined && { error_description: this.description }),
      ...(details && { error_details: details }),
    };
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return Response.json(body, { status, headers });
  }
}
