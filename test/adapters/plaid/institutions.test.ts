import { expect, test } from 'vitest';
import { plaid } from 'bankweave/adapters/plaid';
import { guardNetwork } from '../../support/nock.ts';
import { callFor, fault, item, keys, ok, stubPlaid } from './harness.ts';

guardNetwork();

test('an Item without the name of its bank is looked up; failing that, its id will do', async () => {
  const stub = stubPlaid({
    '/item/get': () => ok({ item: item({ institution_name: undefined, institution_id: 'ins_9' }) }),
    '/institutions/get_by_id': () =>
      ok({
        institution: {
          institution_id: 'ins_9',
          name: 'Ninth',
          country_codes: ['US'],
          url: 'https://9',
          logo: 'aGk=',
        },
      }),
  });
  const adapter = plaid(keys);
  const institution = async () => (await adapter.connection.inspect(callFor(adapter))).institution;
  expect(await institution()).toEqual({
    id: 'ins_9',
    name: 'Ninth',
    countries: ['US'],
    url: 'https://9',
    logo: 'data:image/png;base64,aGk=',
  });
  expect(stub.requests.at(-1)?.body).toEqual({ institution_id: 'ins_9', country_codes: ['US'] });
  stub.on['/institutions/get_by_id'] = () => fault('INVALID_INSTITUTION');
  expect(await institution()).toEqual({ id: 'ins_9', name: 'ins_9' });
  stub.on['/item/get'] = () => ok({ item: item({ institution_name: null, institution_id: null }) });
  expect(await institution()).toEqual({ id: 'unknown', name: 'unknown' });
});

test('an institution is looked up by its id; one that Plaid does not know is none', async () => {
  const stub = stubPlaid({
    '/institutions/get_by_id': () => ok({ institution: { institution_id: 'ins_9', name: 'Ninth' } }),
  });
  const adapter = plaid(keys);
  expect(await adapter.institutions.get?.('ins_9', callFor(adapter))).toEqual({ id: 'ins_9', name: 'Ninth' });
  expect(stub.requests.at(-1)?.body).toMatchObject({ institution_id: 'ins_9', country_codes: ['US'] });
  stub.on['/institutions/get_by_id'] = () => fault('INVALID_INSTITUTION');
  expect(await adapter.institutions.get?.('ins_0', callFor(adapter))).toBeUndefined();
  stub.on['/institutions/get_by_id'] = () => fault('INVALID_API_KEYS');
  await expect(adapter.institutions.get?.('ins_9', callFor(adapter))).rejects.toMatchObject({
    code: 'provider_authentication',
  });
});

test('institutions are searched by name and country', async () => {
  const stub = stubPlaid({
    '/institutions/search': () =>
      ok({
        institutions: [
          { institution_id: 'ins_1', name: 'First', country_codes: ['GB'], url: null, logo: null },
        ],
      }),
  });
  const adapter = plaid(keys);
  const found = await adapter.institutions.search({ query: 'fir', country: 'gb' }, callFor(adapter));
  expect(found).toEqual([{ id: 'ins_1', name: 'First', countries: ['GB'] }]);
  expect(stub.requests[0]?.body).toEqual({
    query: 'fir',
    country_codes: ['GB'],
    products: ['transactions'],
    options: { include_optional_metadata: true },
  });
});
