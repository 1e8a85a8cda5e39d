import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Writes an answer, no faster than it is taken; stops where nobody takes it any more. */
export async function send(response: Response, to: ServerResponse, signal: AbortSignal): Promise<void> {
  if (to.destroyed || to.writableEnded) return;
  to.statusCode = response.status;
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') to.setHeader(name, value);
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) to.setHeader('set-cookie', cookies);
  if (!response.body) {
    to.end();
    return;
  }
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!to.write(value)) await once(to, 'drain', { signal });
    }
    to.end();
  } catch (error) {
    await reader.cancel().catch(() => {});
    to.destroy();
    if (!signal.aborted) throw error;
  }
}
