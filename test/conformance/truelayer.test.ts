import { adapterConformance } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';
import { trueLayerAdapter, trueLayerWorld } from './truelayer-world.ts';

adapterConformance({ test: patient, world: trueLayerWorld, adapter: trueLayerAdapter });
