import { test } from 'node:test';
import { adapterConformance } from 'bankweave/testing';
import { pebble } from './adapter.ts';
import { pebbleWorld } from './pebble-world.ts';

adapterConformance({
  test,
  world: pebbleWorld,
  adapter: () => pebble({ redirectUri: 'https://app.example/callback/pebble' }),
});
