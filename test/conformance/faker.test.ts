import { faker } from 'bankweave/adapters/faker';
import { adapterConformance, sandboxWorld } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';

adapterConformance({
  test: patient,
  world: () => sandboxWorld({ linkInput: { username: 'ada' } }),
  pageSizes: [1, 7, 500],
  adapter: ({ bank }, pageSize = 100) => faker({ world: bank, historyDays: 45, pageSize }),
});
