import { test } from 'node:test';
import { storeConformance } from 'bankweave/testing';
import { type MapStore, mapStore } from './map-store.ts';

storeConformance({ test, create: mapStore, inspect: (store) => (store as MapStore).dump() });
