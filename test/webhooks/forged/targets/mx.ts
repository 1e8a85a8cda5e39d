import { mxFace } from '../../../faces/mx.ts';
import type { Target } from '../target.ts';
import { wired } from './wired.ts';

/** What MX and the app have agreed on; the same as in its face. */
export const LOGIN = 'mx:of-the-simulation';
export const basicOf = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

export function mxTarget(options?: Parameters<typeof wired>[3]): Promise<Target> {
  return wired(
    mxFace,
    (login) => {
      const path = '/hooks/mx';
      const event = {
        type: 'AGGREGATION',
        action: 'member_data_updated',
        member_guid: login,
        completed_at: 1_795_000_000,
      };
      const body = Buffer.from(JSON.stringify(event, null, 2));
      const sent = (...values: readonly string[]) => ({
        path,
        headers: [
          ['content-type', 'application/json'] as const,
          ...values.map((value) => ['authorization', value] as const),
        ],
        body,
      });
      return { basic: { header: 'authorization', path, credentials: basicOf(LOGIN), body, sent } };
    },
    () => undefined,
    options,
  );
}
