import { hash } from 'node:crypto';
import { type Vault, vault } from 'bankweave/vault';

const SECRET = hash('sha256', 'the key of these tests', 'base64');

/** A vault with the same key in every process. */
export const sealing = (): Vault => vault({ keys: [{ id: 'k1', secret: SECRET }] });
