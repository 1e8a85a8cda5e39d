import { createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { expect, test } from 'vitest';
import { checkOptions } from '../../src/client/options.ts';

test('a Node that is too old is told so at once, not in the middle of a sync', () => {
  const options = { adapters: [faker()] };
  for (const node of ['18.20.1', '20.20.2', '22.12.0'])
    expect(() => checkOptions(options, node), node).toThrow(`needs Node 22.13 or newer; this is ${node}`);
  for (const node of ['22.13.0', '24.0.0', '26.1.0'])
    expect(() => checkOptions(options, node), node).not.toThrow();
  expect(() => createBankweave(options)).not.toThrow();
});
