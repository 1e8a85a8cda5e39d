import { requestOf } from './target.ts';
import type { Sent } from './sent.ts';

/** Chances that are the same in every run. */
export function chances(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Flips, replaces, drops, doubles or inserts one byte. */
function changed(bytes: Uint8Array, next: (below: number) => number, printable: boolean): Buffer {
  const at = next(bytes.length);
  const was = bytes[at] ?? 0;
  const held = (value: number): number => (printable ? 33 + (value % 94) : value & 255);
  const put = (...values: number[]): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(values), bytes.subarray(at + 1)]);
  const ways = [
    () => put(held(was ^ (1 << next(8)))),
    () => put(held(next(256))),
    () => put(),
    () => put(was, was),
    () => put(held(next(256)), was),
  ];
  return ways[next(ways.length)]?.() ?? Buffer.from(bytes);
}

/** Where a byte of a request may be changed: `body`, `path`, or the name of a header. */
export type Place = string;

/** The request with one byte changed at one place; `undefined` where it still means the same. */
export function mutant(sent: Sent, place: Place, next: (below: number) => number): Sent | undefined {
  if (place === 'body') {
    const body = changed(sent.body, next, false);
    return body.equals(sent.body) || body.length === 0 ? undefined : { ...sent, body };
  }
  if (place === 'path') {
    const path = changed(Buffer.from(sent.path), next, true).toString('latin1');
    // A query is not signed, nor a slash at the end, and a server may be asked for one path in several ways.
    if (!path.startsWith('/') || /[?#]/.test(path)) return undefined;
    const bare = (one: string): string =>
      new URL(requestOf({ ...sent, path: one }).url).pathname.replace(/\/$/, '');
    return bare(path) === bare(sent.path) ? undefined : { ...sent, path };
  }
  let same = true;
  const headers = sent.headers.map(([name, value]) => {
    if (name.toLowerCase() !== place.toLowerCase()) return [name, value] as const;
    const other = changed(Buffer.from(value), next, true).toString('latin1');
    // The name of a scheme has no case.
    const plain = (text: string): string => text.replace(/^basic /i, 'basic ');
    same &&= plain(other) === plain(value);
    return [name, other] as const;
  });
  return same ? undefined : { ...sent, headers };
}
