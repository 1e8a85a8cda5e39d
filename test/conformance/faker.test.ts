import { faker } from 'bankweave/adapters/faker';
import { adapterConformance, sandboxWorld } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';

adapterConformance({
  test: patient,
  world: () => sandboxWorld({ linkInput: { username: 'ada' } }),
  adapter: ({ bank }) => faker({ world: bank, historyDays: 45 }),
});
