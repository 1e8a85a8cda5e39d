import type { Credentials } from '../adapter-kit/call.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';

/** What a repair may begin from. Where it is gone or does not open, the repair goes on without: it brings new ones. */
export async function oldCredentials(ports: Ports, connectionId: string): Promise<Credentials | undefined> {
  try {
    return (await ports.credentials.read(connectionId)).credentials;
  } catch (error) {
    const isLost = isBankweaveError(error) && (error.code === 'vault' || error.code === 'not_found');
    if (!isLost) throw error;
    ports.logger.warn('A repair begins without the old credentials.', { connectionId, code: error.code });
    return undefined;
  }
}
