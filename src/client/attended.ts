import type { Attended } from '../adapter-kit/call.ts';
import { fieldsOf, refuse, textOf } from './input.ts';

/** The person's own address, checked; nothing where they are not there. */
export async function attendedOf(attended: Attended | null | undefined): Promise<Attended | undefined> {
  if (attended === undefined || attended === null) return undefined;
  const { isIP } = await import('node:net');
  const { ip, userAgent } = fieldsOf<Attended>(attended, ['ip', 'userAgent'], 'options.attended');
  if (typeof ip !== 'string' || isIP(ip) === 0)
    refuse('options.attended.ip', "the person's own IP address, version 4 or 6");
  return {
    ip,
    ...(userAgent !== undefined && {
      userAgent: textOf(userAgent, 'options.attended.userAgent', { max: 1024 }),
    }),
  };
}
