import { memoryStore } from 'bankweave/store';
import { storeConformance } from 'bankweave/testing';
import { patient } from '../testing/patient.ts';

storeConformance({ test: patient, create: memoryStore });
