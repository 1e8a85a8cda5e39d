import { adapterConformance } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';
import { trueLayerAdapter, trueLayerWorld } from './truelayer-world.ts';

adapterConformance({
  test: patient,
  world: () =>
    trueLayerWorld({
      without: {
        notify: 'TrueLayer tells of a connection in asynchronous mode only, which has laws of its own',
      },
    }),
  adapter: () => trueLayerAdapter(),
});
