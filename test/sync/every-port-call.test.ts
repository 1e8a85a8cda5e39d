import { memoryStore } from 'bankweave/store';
import { everyPortCall } from './every-port-call.ts';

// Something goes wrong at every single call through a port; afterwards the ledger is as if nothing had.
everyPortCall('memory', () => memoryStore());
