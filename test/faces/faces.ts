import type { Face } from './face.ts';
import { fakerFace } from './faker.ts';
import { mxFace } from './mx.ts';
import { plaidFace } from './plaid.ts';
import { trueLayerFace } from './truelayer.ts';

/** Every provider. The first one reads the world itself. */
export const FACES = [fakerFace, plaidFace, trueLayerFace, mxFace] as unknown as readonly Face[];
