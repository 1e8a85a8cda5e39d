import { getEventListeners } from 'node:events';
import type { Notice } from 'bankweave/adapter-kit';
import { describe, expect, test } from 'vitest';
import { MOST_BYTES, readBody } from '../../src/webhooks/body.ts';
import { headersOf } from '../../src/webhooks/headers.ts';
import { checkedNotices } from '../../src/webhooks/notices.ts';
import { arrive, endOf, type NoticeWindow, served } from '../../src/webhooks/window.ts';

// Parts of the webhook desk by themselves, at the edges of what they bound.

const NOW = Date.UTC(2026, 10, 20, 12);
const one = (dedupeKey: string | null, urgent = false) => ({ dedupeKey, urgent });

describe('the window of a connection', () => {
  test('lets each event in once, in one batch, across batches, and for three days', () => {
    const first = arrive(undefined, [one('a'), one('a'), one('b'), one(null), one(null)], NOW);
    expect(first.fresh).toEqual([true, false, true, true, true]);
    expect(first.window.seen).toHaveLength(2);
    expect(first.window.seen.every(([key]) => /^[\w-]{22}$/.test(key))).toBe(true);
    const days = 72 * 3_600_000;
    expect(arrive(first.window, [one('a')], NOW + days - 1_000).fresh).toEqual([false]);
    expect(endOf(first.window)).toBe(NOW + days);
    // What is older is forgotten with the next that comes.
    const before = arrive(first.window, [one('c')], NOW + days - 1_000).window;
    expect(before.seen).toHaveLength(3);
    const after = arrive(first.window, [one('c')], NOW + days).window;
    expect(after.seen).toHaveLength(1);
    expect(arrive(after, [one('a')], NOW + days).fresh).toEqual([true]);
  });

  test('remembers no more than the last 64 events', () => {
    const many = Array.from({ length: 70 }, (_, n) => one(`${n}`));
    const { window } = arrive(undefined, many, NOW);
    expect(window.seen).toHaveLength(64);
    expect(arrive(window, [one('5'), one('6'), one('69')], NOW).fresh).toEqual([true, false, false]);
  });

  test('waits ten seconds for more, and never longer than a minute', () => {
    const first = arrive(undefined, [one('a')], NOW);
    expect(first).toMatchObject({ window: { first: NOW }, dueAt: NOW + 10_000, wantAt: NOW + 60_000 });
    const later = arrive(first.window, [one('b')], NOW + 30_000);
    expect(later).toMatchObject({ window: { first: NOW }, dueAt: NOW + 40_000, wantAt: null });
    expect(arrive(first.window, [one('c')], NOW + 55_000).dueAt).toBe(NOW + 60_000);
    // The clock was set back.
    const back = arrive(first.window, [one('d')], NOW - 5_000);
    expect(back).toMatchObject({ window: { first: NOW - 5_000 }, dueAt: NOW + 5_000 });
    expect(served(first.window)).toEqual({ ...first.window, first: null });
  });

  test('acts on an urgent notice at once, and on the next after ten seconds', () => {
    const waiting = arrive(undefined, [one('a')], NOW).window;
    const urgent = arrive(waiting, [one('b', true)], NOW + 1);
    expect(urgent).toMatchObject({
      window: { first: null, urgentAt: NOW + 1 },
      dueAt: NOW + 10_001,
      wantAt: NOW + 1,
    });
    const soon = arrive(urgent.window, [one('c', true)], NOW + 10_000);
    expect(soon).toMatchObject({ window: { first: NOW + 10_000, urgentAt: NOW + 1 }, wantAt: NOW + 70_000 });
    const next = arrive(urgent.window, [one('c', true)], NOW + 10_001);
    expect(next.wantAt).toBe(NOW + 10_001);
    // One that is known is not urgent again.
    const again = arrive({ ...urgent.window, urgentAt: null }, [one('b', true)], NOW + 20_000);
    expect(again.fresh).toEqual([false]);
    expect(again.wantAt).toBe(NOW + 80_000);
  });

  test('that holds nothing ended long ago', () => {
    const empty: NoticeWindow = { first: null, urgentAt: null, seen: [] };
    expect(endOf(empty)).toBe(72 * 3_600_000);
  });
});

describe('headers', () => {
  test('of one name are joined, in lower case', () => {
    const found = headersOf({ 'X-One': ['a', 'b'], 'x-one': 'c', Two: undefined, Three: 'd' });
    expect(found).toEqual({ 'x-one': 'a, b, c', three: 'd' });
    expect(
      headersOf(
        new Headers([
          ['X-One', 'a'],
          ['x-one', 'b'],
        ]),
      ),
    ).toEqual({ 'x-one': 'a, b' });
  });

  test('are taken up to 64 KiB altogether', () => {
    const of = (length: number) => headersOf({ ab: 'x'.repeat(length) });
    expect(of(64 * 1024 - 2)).toBeDefined();
    expect(of(64 * 1024 - 1)).toBeUndefined();
  });
});

describe('a body', () => {
  const request = (
    parts: readonly Uint8Array[],
    more: Record<string, string> = {},
    cancelled: unknown[] = [],
  ) => {
    const left = [...parts];
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const part = left.shift();
          if (part) controller.enqueue(part);
          else controller.close();
        },
        cancel: (reason) => void cancelled.push(reason),
      },
      { highWaterMark: 0 },
    );
    return new Request('http://x/', { method: 'POST', body, headers: more, duplex: 'half' } as RequestInit);
  };

  test('in parts is whole, up to 256 KiB', async () => {
    const read = async (...lengths: number[]) => {
      const found = await readBody(
        request(lengths.map((length) => new Uint8Array(length).fill(7))),
        undefined,
      );
      return typeof found === 'string' ? found : found.length;
    };
    expect(await read()).toBe(0);
    expect(await read(5)).toBe(5);
    expect(await read(1, 2, 3)).toBe(6);
    expect(await read(MOST_BYTES)).toBe(MOST_BYTES);
    expect(await read(MOST_BYTES - 1, 1)).toBe(MOST_BYTES);
    expect(await read(MOST_BYTES, 1)).toBe('too_large');
    const said = (length: number) => readBody(request([], { 'content-length': `${length}` }), undefined);
    expect(await said(MOST_BYTES)).not.toBe('too_large');
    expect(await said(MOST_BYTES + 1)).toBe('too_large');
  });

  test('that is too long is no longer read', async () => {
    const cancelled: unknown[] = [];
    await readBody(request([], { 'content-length': `${MOST_BYTES + 1}` }, cancelled), undefined);
    expect(cancelled).toHaveLength(1);
    const endless = Array.from({ length: 99 }, () => new Uint8Array(MOST_BYTES));
    expect(await readBody(request(endless, {}, cancelled), undefined)).toBe('too_large');
    expect(cancelled).toHaveLength(2);
  });

  test('that is too long is answered though its sender never stops', async () => {
    const stuck = (more: Record<string, string>) => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(MOST_BYTES)),
        cancel: () => new Promise(() => {}),
      });
      return new Request('http://x/', {
        method: 'POST',
        body,
        headers: more,
        duplex: 'half',
      } as RequestInit);
    };
    expect(await readBody(stuck({ 'content-length': `${MOST_BYTES + 1}` }), undefined)).toBe('too_large');
    expect(await readBody(stuck({}), undefined)).toBe('too_large');
  });

  test('that was read leaves nothing at the signal of the call', async () => {
    const { signal } = new AbortController();
    await readBody(request([new Uint8Array(3)]), signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that never ends is given up when the call is', async () => {
    const stop = new AbortController();
    const cancelled: unknown[] = [];
    const body = new ReadableStream<Uint8Array>({ cancel: (reason) => void cancelled.push(reason) });
    const stuck = new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit);
    const reading = readBody(stuck, stop.signal);
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(cancelled).toEqual([stop.signal.reason]);
  });
});

describe('notices that an adapter read', () => {
  const notice = (more: object = {}): Notice =>
    ({ type: 'sync', providerConnectionId: 'item', dedupeKey: null, ...more }) as Notice;
  const refused = (notices: unknown): boolean => {
    try {
      return checkedNotices(notices as Notice[], 'p') !== notices;
    } catch (error) {
      return (error as { code?: unknown }).code === 'adapter_contract';
    }
  };

  test('are taken up to a thousand, with ids up to 4,096 characters', () => {
    expect(refused(Array.from({ length: 1_000 }, () => notice()))).toBe(false);
    expect(refused(Array.from({ length: 1_001 }, () => notice()))).toBe(true);
    expect(refused([notice({ dedupeKey: 'x'.repeat(4_096) })])).toBe(false);
    expect(refused([notice({ dedupeKey: 'x'.repeat(4_097) })])).toBe(true);
  });

  test.each<[string, unknown]>([
    ['no list', {}],
    ['null', [null]],
    ['a text', ['sync']],
    ['another type', [notice({ type: 'other' })]],
    ['no connection', [notice({ providerConnectionId: '' })]],
    ['a number for a connection', [notice({ providerConnectionId: 7 })]],
    ['an empty key', [notice({ dedupeKey: '' })]],
    ['no key', [notice({ dedupeKey: undefined })]],
  ])('%s is refused', (_, notices) => {
    expect(refused(notices)).toBe(true);
  });
});
