import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

// Sends every request of a file once, over a number of connections; prints how long that took and what was answered.
const [, , port = '0', file = '', connections = '50'] = process.argv;
const requests = readFileSync(file, 'utf8').split('\0');
let next = 0;
let answered = 0;
const statuses: Record<string, number> = {};

function lane(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.setNoDelay(true);
    const send = (): void => {
      const request = requests[next++];
      if (request === undefined) {
        socket.end();
        resolve();
      } else socket.write(request);
    };
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      // Answers have no body.
      if (!text.endsWith('\r\n\r\n')) return;
      const status = text.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      answered++;
      text = '';
      send();
    });
    socket.on('error', reject);
    socket.on('connect', send);
  });
}

const start = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, lane));
const ms = performance.now() - start;
console.log(JSON.stringify({ ms, answered, statuses }));
