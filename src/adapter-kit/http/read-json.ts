import { ProviderResponseError } from '../../errors/provider.ts';

/** The deepest nesting that is parsed. `JSON.parse` would take 100,000 levels, and the next logger would break. */
const MAX_DEPTH = 64;

/**
 * The parsed JSON of an answer, or `undefined` for an empty body. Bytes that are no UTF-8 become U+FFFD and a leading
 * byte order mark is dropped.
 *
 * @throws {@link ProviderResponseError} for anything that is no whole JSON object or array, or nests too deep.
 */
export function readJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  if (isTooDeep(bytes)) throw unreadable(`JSON of at most ${MAX_DEPTH} levels`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let parsed: unknown;
  try {
    parsed = JSON.parse(plain);
  } catch {
    if (plain.trim() === '') return undefined;
    // The parser's own message quotes the text.
    throw unreadable('JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) throw unreadable('a JSON object or array');
  return parsed;
}

// Every byte of every page comes through here, so it does as little as it can: nothing below `"` matters, text is
// skipped, and setting one bit makes `[` look like `{` and `]` like `}`.
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x22) continue;
    if (byte === 0x22) {
      while (++at < length && bytes[at] !== 0x22) if (bytes[at] === 0x5c) at++;
    } else if ((byte | 0x20) === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if ((byte | 0x20) === 0x7d) {
      depth--;
    }
  }
  return false;
}

function unreadable(expected: string): ProviderResponseError {
  return new ProviderResponseError(`the provider did not answer with ${expected}`, {
    field: 'body',
    expected,
  });
}
