import { createBankweave } from 'bankweave';
import { createWorld, type Wire } from 'bankweave/sandbox';
import { expect, test } from 'vitest';
import { inProcess } from '../support/in-process.ts';
import { ScriptedProvider } from '../support/scripted-adapter.ts';

const echo: Wire = {
  id: 'acme',
  bind: () => {},
  handle: async (request) =>
    Response.json([
      { id: new URL(request.url).searchParams.get('q'), name: request.headers.get('x-key'), country: 'GB' },
    ]),
};

test('requests of adapters go through the transport of the app, with all limits above it', async () => {
  const world = createWorld({ seed: 1 });
  const { urls, transport } = inProcess(world, [echo]);
  const { adapter } = new ScriptedProvider();
  const speaking = {
    ...adapter,
    http: { baseUrl: urls['acme'] ?? '', allowLoopback: true, headers: { 'x-key': 'k' } },
    institutions: {
      search: async (
        { query }: { query: string },
        { http }: Parameters<typeof adapter.connection.inspect>[0],
      ) => {
        const { body } = await http.request({
          url: query === 'away' ? 'https://evil.test/' : '/find',
          query: { q: query },
        });
        return body as { id: string; name: string; country: string }[];
      },
      get: async () => undefined,
    },
  };
  const bank = createBankweave({ adapters: [speaking], transport });
  const search = (query: string) => bank.user('ada').institutions.search('scripted', { query });
  expect(await search('river')).toMatchObject([{ id: 'river', name: 'k' }]);
  await expect(search('away')).rejects.toMatchObject({ code: 'adapter_contract' });
  await bank.close();
});

test('what is no transport is refused', () => {
  const { adapter } = new ScriptedProvider();
  expect(() => createBankweave({ adapters: [adapter], transport: {} as never })).toThrow(
    expect.objectContaining({ code: 'invalid_configuration', field: 'transport' }),
  );
});
