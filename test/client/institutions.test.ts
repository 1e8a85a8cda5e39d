import { createBankweave } from 'bankweave';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ScriptedProvider } from '../support/scripted-adapter.ts';
import { errorOf, scene, STORES } from './banks.ts';

describe.each(STORES)('an institution, on $name', ({ open }) => {
  test('is found by its id as the search shows it, and an unknown id is not found', async () => {
    const { ada } = scene({ store: open() });
    const [river] = await ada.institutions.search('faker', { query: 'river' });
    expect(river).toBeDefined();
    expect(await ada.institutions.get('faker', 'river-bank')).toEqual(river);
    for (const id of ['River-Bank', 'river', '__proto__'])
      expect(await errorOf(() => ada.institutions.get('faker', id))).toMatchObject({
        code: 'not_found',
        field: 'institutionId',
      });
    for (const id of ['', 7, null, undefined])
      expect(await errorOf(() => ada.institutions.get('faker', id as never))).toMatchObject({
        code: 'invalid_input',
        field: 'institutionId',
      });
  });

  test('cannot be looked up at a provider that has only a search, against its type, or not even that', async () => {
    const { adapter } = new ScriptedProvider();
    for (const one of [adapter, { ...adapter, institutions: { search: async () => [] } as never }]) {
      const bank = createBankweave({ adapters: [one], store: open() });
      onTestFinished(() => bank.close());
      expect(await errorOf(() => bank.user('ada').institutions.get('scripted' as never, 'x'))).toMatchObject({
        code: 'unsupported',
        field: 'provider',
      });
    }
  });
});
