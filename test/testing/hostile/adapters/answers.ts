import {
  ActionRequiredError,
  type ConnectionCall,
  isBankweaveError,
  ProviderResponseError,
  RateLimitError,
  type ToError,
} from 'bankweave/adapter-kit';
import { overFaker, overHttp } from '../bases.ts';
import { asking, facet, pulling, rows, traits } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

/** Stands before the adapter's own reading of errors. */
const reading = (read: ToError) =>
  facet('http', (honest) => ({
    toError: (answer: Parameters<ToError>[0]) =>
      read(answer) ?? (honest as { toError?: ToError }).toError?.(answer),
  }));

const deaf = (call: ConnectionCall): ConnectionCall => ({ ...call, signal: new AbortController().signal });

/** Faults in dealing with answers, secrets and aborts. */
export const hostileAnswers: readonly HostileAdapter[] = [
  [
    'it has a host and goes to it behind the back of the client',
    // Whatever is looked for in requests and answers is not there.
    ['HTTP-01', 'HTTP-02', 'HTTP-03', 'HTTP-04', 'HTTP-05', 'HTTP-07', 'PAGES-02', 'PAGES-03'],
    overFaker,
    traits({ hosts: ['api.faker.example'] }),
  ],
  [
    'every limit is over in a second',
    ['HTTP-02', 'HTTP-03'],
    overHttp,
    reading(({ status }) =>
      status === 429 ? new RateLimitError('slower', { scope: 'provider', retryAfterMs: 1_000 }) : undefined,
    ),
  ],
  [
    'a wait that is a date is not read',
    ['HTTP-03'],
    overHttp,
    reading(({ status, headers }) => {
      const seconds = Number(headers['retry-after']);
      return status === 429
        ? new RateLimitError('slower', { scope: 'provider', retryAfterMs: (seconds || 1) * 1_000 })
        : undefined;
    }),
  ],
  [
    'a page of a gateway is a bug',
    ['HTTP-04'],
    overHttp,
    reading(({ status, body }) =>
      status >= 500 && typeof body !== 'object' ? new ProviderResponseError('what?') : undefined,
    ),
  ],
  [
    'an answer that makes no sense is an account without rows',
    ['HTTP-05'],
    overHttp,
    pulling(async function* (all, { window }) {
      try {
        yield* all;
      } catch (error) {
        if (!isBankweaveError(error) || error.code !== 'provider_response') throw error;
        if ((error as { field?: string }).field === 'next_page') throw error;
        yield { checkpoint: window.to };
      }
    }),
  ],
  [
    'a field that nobody knows is an error',
    ['HTTP-06'],
    overHttp,
    asking((request) => async (one) => {
      const answer = await request(one);
      if (JSON.stringify(answer.body ?? {}).includes('zz_new'))
        throw new ProviderResponseError('what is that?');
      return answer;
    }),
  ],
  [
    'one bad record spoils the page',
    ['HTTP-07'],
    overHttp,
    pulling(async function* (all) {
      for await (const batch of all) {
        if ((batch.rejected?.length ?? 0) > 0) throw new ProviderResponseError('a bad record');
        yield batch;
      }
    }),
  ],
  [
    'an ended consent asks for a challenge',
    ['ERROR-01', 'FAULT-08'],
    overHttp,
    reading(({ status }) =>
      status === 403 ? new ActionRequiredError('answer', { action: 'answer_challenge' }) : undefined,
    ),
  ],
  [
    'a token stands in an address',
    ['SECRET-01'],
    overHttp,
    asking(
      (request, call) => (one) =>
        request({ ...one, query: { ...one.query, token: call.credentials['accessToken'] ?? '' } }),
    ),
  ],
  [
    'the log shows what was answered',
    ['SECRET-02'],
    overHttp,
    asking((request, call) => async (one) => {
      const answer = await request(one);
      call.logger.debug('answered', { body: JSON.stringify(answer.body) });
      return answer;
    }),
  ],
  [
    'a row holds a token',
    ['SECRET-03'],
    overHttp,
    rows((row, _input, call) => ({ ...row, reference: call.credentials['refreshToken'] ?? '' })),
  ],
  [
    'an aborted pull goes on',
    ['ABORT-01', 'ABORT-02'],
    overFaker,
    facet('feed', ({ pull }) => ({
      pull: (input: Parameters<typeof pull>[0], call: ConnectionCall) => pull(input, deaf(call)),
    })),
  ],
  [
    'an abort on the way is an outage',
    ['ABORT-03'],
    overHttp,
    asking((request, { signal }) => async (one) => {
      signal.throwIfAborted();
      return request(one).catch((error: unknown) => {
        throw isBankweaveError(error) ? error : new ProviderResponseError('gone');
      });
    }),
  ],
];
