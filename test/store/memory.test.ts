import { memoryStore } from 'bankweave/store';
import { storeContract } from './contract/store-contract.ts';

storeContract({ name: 'memoryStore', create: memoryStore });
