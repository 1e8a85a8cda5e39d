const MOST_BYTES = 64 * 1024;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/** What came back from a provider: the query of a GET, or the form of a POST. `undefined` where it is neither. */
export async function callbackParams(request: Request): Promise<URLSearchParams | undefined> {
  if (request.method === 'GET') return URL.parse(request.url)?.searchParams;
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (!FORM.test(request.headers.get('content-type') ?? '') || declared > MOST_BYTES) return undefined;
  const { body } = request;
  if (!body) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
