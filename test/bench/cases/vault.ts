import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { vault as createVault } from 'bankweave/vault';
import { type Case, rowOf } from '../case.ts';
import { compare, timed } from '../rounds.ts';

const CONNECTIONS = 64;
const token = JSON.stringify({ accessToken: 'access-sandbox-6c1f1e0a-5f0e-4f0a-9d55-1e3b1a' });

/** Sealing and opening a token of each of some connections, against what one would write by hand with a kept key. */
export const vault: Case = {
  names: ['P10'],
  async *run({ quick }) {
    const loops = quick ? 10 : 150;
    const sealing = createVault({ keys: [{ id: 'k1', secret: randomBytes(32) }] });
    const places = Array.from({ length: CONNECTIONS }, (_, at) => ({
      userId: `user-${at}`,
      connectionId: `con_${randomBytes(16).toString('hex')}`,
      field: 'credentials',
      version: 7,
    }));
    const keys = places.map(() => createSecretKey(randomBytes(32)));
    // Made once: by hand one would bind to the row and no more.
    const aads = places.map((place) => Buffer.from(JSON.stringify(place)));
    const work = (characters: number): string => `${characters} characters opened`;

    const ours = async () => {
      let opened = 0;
      const cost = await timed(async () => {
        for (let loop = 0; loop < loops; loop++)
          for (const place of places)
            opened += (await sealing.open(await sealing.seal(token, place), place)).length;
      });
      return { cost, work: work(opened) };
    };
    const bare = async () => {
      let opened = 0;
      const cost = await timed(() => {
        for (let loop = 0; loop < loops; loop++)
          for (const [at, key] of keys.entries()) {
            const aad = aads[at] ?? Buffer.alloc(0);
            opened += openBare(key, sealBare(key, token, aad), aad).length;
          }
      });
      return { cost, work: work(opened) };
    };
    yield rowOf(
      { name: 'P10', about: 'seal + open / bare node:crypto with a kept KeyObject', goal: 1.4 },
      await compare(quick ? 1 : 15, ours, bare),
    );
  },
};

function sealBare(key: KeyObject, text: string, aad: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  cipher.setAAD(aad);
  const ciphertext = cipher.update(text, 'utf8');
  const rest = cipher.final();
  return Buffer.concat([iv, ciphertext, rest, cipher.getAuthTag()]).toString('base64url');
}

function openBare(key: KeyObject, text: string, aad: Buffer): string {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(aad);
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}
