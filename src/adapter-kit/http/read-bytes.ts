import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, gunzipSync, inflate } from 'node:zlib';
import { ProviderResponseError } from '../../errors/provider.ts';
import { raceAbort } from '../../internal/race-abort.ts';
import type { TransportResponse } from './transport.ts';

// Below this size inflating at once is quicker than the way through the thread pool and does not hold up the loop.
const SMALL = 262_144;

const inflaters = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** The whole decoded body, or an error as soon as it has more bytes than allowed, before or after inflating. */
export async function readBytes(
  answer: TransportResponse,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const declared = Number(first(answer.headers['content-length']) ?? 0);
  if (declared > maxBytes) {
    discard(answer.body);
    throw tooLarge(maxBytes);
  }
  const raw = await collect(answer.body, maxBytes, signal);
  const encoding = (first(answer.headers['content-encoding']) ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '' || raw.length === 0) return raw;
  return inflated(raw, encoding, maxBytes);
}

/** Gives up a body that nobody will read. */
export function discard(body: TransportResponse['body']): void {
  if ('destroy' in body && typeof body.destroy === 'function') body.destroy();
}

async function collect(
  body: TransportResponse['body'],
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (body instanceof Uint8Array) {
    if (body.length > maxBytes) throw tooLarge(maxBytes);
    return body;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  };
  try {
    await raceAbort(body instanceof Readable ? flow(body, take) : pull(body, take), signal);
  } catch (error) {
    discard(body);
    throw error;
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

// Quicker than iterating, which stops the stream at every chunk.
function flow(stream: Readable, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error) {
        reject(error as Error);
      }
    });
    stream.once('end', resolve);
    stream.once('error', reject);
    stream.once('close', () => {
      reject(new Error('closed'));
    });
  });
}

async function pull(body: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): Promise<void> {
  for await (const chunk of body) take(chunk);
}

async function inflated(raw: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const inflater = Object.hasOwn(inflaters, encoding)
    ? inflaters[encoding as keyof typeof inflaters]
    : undefined;
  if (!inflater) throw unreadable('a body that is plain or gzip');
  const options = { maxOutputLength: maxBytes };
  try {
    return raw.length < SMALL && encoding === 'gzip'
      ? gunzipSync(raw, options)
      : await inflater(raw, options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : unreadable(`a body encoded as ${encoding}`);
  }
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(',');
}

function tooLarge(maxBytes: number): ProviderResponseError {
  return unreadable(`a body of at most ${maxBytes} bytes`);
}

function unreadable(expected: string): ProviderResponseError {
  return new ProviderResponseError(`the provider did not answer with ${expected}`, {
    field: 'body',
    expected,
  });
}
