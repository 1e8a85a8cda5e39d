/** A handler of the standard kind, as Next, Hono, Deno, Bun and Workers take it. */
export type Handler = (request: Request) => Promise<Response>;

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** An answer that has nothing to say. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...HEADERS, ...headers } });
}

/** An answer that says what went wrong, by code only, and by which id the log knows it. */
export function problem(
  status: number,
  code: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ code, requestId }), {
    status,
    headers: { ...HEADERS, 'content-type': 'application/problem+json', ...headers },
  });
}

/** Sends the browser on, with a GET, and tells the next page nothing about this one. */
export function redirect(address: string, cookie: string | undefined): Response {
  return empty(303, {
    location: address,
    'referrer-policy': 'no-referrer',
    ...(cookie !== undefined && { 'set-cookie': cookie }),
  });
}
