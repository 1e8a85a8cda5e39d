import { test } from 'node:test';
import { adapterConformance } from 'bankweave/testing';
import { pebble } from './adapter.ts';
import { pebbleWorld } from './pebble-world.ts';

adapterConformance({
  test,
  world: pebbleWorld,
  pageSizes: [1, 2, 500],
  adapter(world, pageSize = 3) {
    world.pageSize = pageSize;
    return pebble({ redirectUri: 'https://app.example/callback/pebble' });
  },
});
