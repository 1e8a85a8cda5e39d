import { InvalidInputError, type RawRequest } from 'bankweave/adapter-kit';
import { overFaker } from '../bases.ts';
import { facet } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

const refused = () => new InvalidInputError('not genuine');

/** Faults in taking notices. */
export const hostileNotices: readonly HostileAdapter[] = [
  [
    'a notice names another connection',
    ['HOOK-01'],
    overFaker,
    facet('webhooks', ({ parse }) => ({
      parse: (request: RawRequest) =>
        parse(request).map((notice) => ({
          ...notice,
          providerConnectionId: `${notice.providerConnectionId}?`,
        })),
    })),
  ],
  [
    'the proof is there and is not compared',
    ['HOOK-02', 'HOOK-03'],
    overFaker,
    facet('webhooks', () => ({
      async verify({ headers }: RawRequest) {
        if (!headers['x-notice-signature']) throw refused();
      },
    })),
  ],
  [
    'the beginning of a proof proves enough',
    ['HOOK-03'],
    overFaker,
    facet('webhooks', ({ verify }) => {
      const known = new Set<string>();
      return {
        async verify(request: RawRequest, call: Parameters<NonNullable<typeof verify>>[1]) {
          const start = request.headers['x-notice-signature']?.slice(0, 16) ?? '';
          const key = `${start} ${Buffer.from(request.body).toString()}`;
          if (start !== '' && known.has(key)) return;
          await verify?.(request, call);
          known.add(key);
        },
      };
    }),
  ],
  [
    'every delivery is an event of its own',
    ['HOOK-04'],
    overFaker,
    (adapter) => {
      let times = 0;
      return facet('webhooks', ({ parse }) => ({
        parse: (request: RawRequest) =>
          parse(request).map((notice) => ({ ...notice, dedupeKey: `${notice.dedupeKey} ${times++}` })),
      }))(adapter);
    },
  ],
  [
    'a notice that is no JSON ends in a SyntaxError',
    ['HOOK-05'],
    overFaker,
    facet('webhooks', ({ parse }) => ({
      parse: (request: RawRequest) => (JSON.parse(Buffer.from(request.body).toString()), parse(request)),
    })),
  ],
];
