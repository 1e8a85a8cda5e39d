import type { IncomingMessage } from 'node:http';

/**
 * The body of a message as a stream that reads only as fast as it is read. Giving it up leaves the connection as it is,
 * so that there can still be an answer.
 */
export function bodyStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  let stop = (): void => {};
  return new ReadableStream({
    start(controller) {
      const onData = (chunk: Uint8Array): void => {
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) message.pause();
      };
      const onEnd = (): void => {
        stop();
        controller.close();
      };
      const onCut = (): void => {
        stop();
        controller.error(new Error('The client hung up.'));
      };
      stop = () => {
        message.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut);
        stop = () => {};
      };
      message.on('data', onData).on('end', onEnd).on('close', onCut).on('error', onCut);
      message.pause();
    },
    pull() {
      message.resume();
    },
    cancel() {
      stop();
      message.pause();
    },
  });
}
