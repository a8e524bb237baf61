// Sends POST /instance/create repeatedly over a few keep-alive connections; prints how long it took and how large a reply
// is. Bare sockets, so that the client costs little: node bench/load.mjs <origin> <requests> [first], and with that each
// request has a key of its own, numbered from there.
import { connect } from 'node:net';

const [origin, count, first] = process.argv.slice(2);
const { hostname, port } = new URL(origin);
const CONNECTIONS = 8;
const body = JSON.stringify({ instanceName: 'jakarta_store', number: '628123456789', integration: 'WHATSAPP-BAILEYS' });
let number = Number(first);
const request = () =>
  `POST /api/v1/instance/create HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer bench${first === undefined ? '' : `-${number++}`}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

let left = Number(count);
let bytes = 0;

const run = () =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    const next = () => {
      if (left === 0) {
        socket.end();
        resolve();
        return;
      }
      left--;
      received = '';
      socket.write(request());
    };
    socket.setNoDelay(true).setEncoding('latin1').on('connect', next).on('error', reject);
    socket.on('data', (part) => {
      received += part;
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)[1]);
      if (received.length < end + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 201')) reject(new Error(received));
      bytes = length;
      next();
    });
  });

const start = performance.now();
await Promise.all(Array.from({ length: CONNECTIONS }, run));
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1_000, bytes }));
