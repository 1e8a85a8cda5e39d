import { randomBytes } from 'node:crypto';
import { vault, type Vault } from 'bankweave/vault';

/** A fresh secret as an operator makes one. */
export const newSecret = (): string => randomBytes(32).toString('base64');

/** A vault with one fresh key. */
export const newVault = (id = 'k1'): Vault => vault({ keys: [{ id, secret: newSecret() }] });

export const place = { userId: 'ada', connectionId: 'con_1', field: 'credentials', version: 1 };
