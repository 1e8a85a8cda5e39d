/** The longest body that is read. */
export const MOST_BYTES = 256 * 1024;

/** Reads a body once, up to the limit. A longer one is given up on at once, however long its sender takes to stop. */
export async function readBody(
  request: Request,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | 'too_large' | 'interrupted'> {
  const { body } = request;
  if (!body) return new Uint8Array();
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) {
    void body.cancel().catch(() => {});
    return 'too_large';
  }
  const reader = body.getReader();
  const giveUp = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener('abort', giveUp);
  try {
    return await collect(reader);
  } catch {
    // Whoever was sending has stopped half-way.
    return 'interrupted';
  } finally {
    signal?.removeEventListener('abort', giveUp);
    signal?.throwIfAborted();
  }
}

async function collect(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | 'too_large'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
    size += value.length;
    if (size > MOST_BYTES) {
      void reader.cancel().catch(() => {});
      return 'too_large';
    }
    chunks.push(value);
  }
}
