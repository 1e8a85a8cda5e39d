import type { KeepAliveTransport, TransportRequest, TransportResponse } from './transport.ts';

/**
 * The transport over axios. axios itself is loaded with the first request.
 *
 * Connections are kept alive and shared by every client that was given this transport.
 */
export function createTransport(): KeepAliveTransport {
  let loading: Promise<KeepAliveTransport> | undefined;
  const transport = async (request: TransportRequest): Promise<TransportResponse> => {
    loading ??= import('./axios-transport.ts').then(({ axiosTransport }) => axiosTransport());
    return (await loading)(request);
  };
  return Object.assign(transport, {
    close: () => {
      void loading?.then((loaded) => {
        loaded.close();
      });
    },
  });
}
