// Receivers of webhooks that misbehave, each on a port of its own, in a process of their own. Says by IPC where they
// are, and answers each message with how many POSTs each has had: { urls } first, then { posts }.
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Ten megabytes of nothing, in ten kilobytes; a gzip stream may have many such members. */
const ZEROS = Buffer.alloc(10 * 2 ** 20);
const MEMBER = gzipSync(ZEROS, { level: 9 });
/** Ten megabytes of such members, so ten gigabytes of nothing, in as many kilobytes. */
const NESTED = gzipSync(Buffer.concat(Array.from({ length: 1_000 }, () => MEMBER)));
const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const CHUNK = `1000\r\n${'x'.repeat(0x1000)}\r\n`;

/** Writes the same again and again, as fast as the other side reads. */
const repeat = (socket, what, most = Infinity) => {
  let left = most;
  const more = () => {
    while (left-- > 0) if (socket.destroyed || !socket.write(what)) return;
    if (!socket.destroyed) socket.end();
  };
  socket.on('drain', more);
  more();
};

/** Writes a byte a second. */
const drip = (socket, text) => {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++ % text.length]), 1_000);
  socket.on('close', () => clearInterval(timer));
};

/** What each does with a connection once a whole POST is there; `url` is its own. */
const kinds = {
  'redirects in a loop': (socket, url) =>
    socket.write(`HTTP/1.1 302 Found\r\nLocation: ${url}\r\nContent-Length: 0\r\n\r\n`),
  'redirects that keep the POST': (socket, url) =>
    socket.write(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${url}?again\r\nContent-Length: 0\r\n\r\n`),
  'a bomb of gzip': (socket) => {
    socket.write(`${HEAD}Content-Encoding: gzip\r\n\r\n`);
    repeat(socket, MEMBER, 1_000);
  },
  'a bomb of gzip in gzip': (socket) =>
    socket.end(Buffer.concat([Buffer.from(`${HEAD}Content-Encoding: gzip, gzip\r\n\r\n`), NESTED])),
  'a broken gzip': (socket) => socket.end(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip`),
  'a thousand encodings': (socket) =>
    socket.end(`${HEAD}Content-Encoding: ${Array(1_000).fill('gzip').join(',')}\r\nContent-Length: 1\r\n\r\nx`),
  'a drip of body': (socket) => {
    socket.write(`${HEAD}Content-Length: 100000\r\n\r\n`);
    drip(socket, 'x');
  },
  'a drip of headers': (socket) => {
    socket.write(HEAD);
    drip(socket, 'A: b\r\n');
  },
  'an endless body': (socket) => {
    socket.write(`${HEAD}\r\n`);
    repeat(socket, 'x'.repeat(65_536));
  },
  'endless chunks': (socket) => {
    socket.write(CHUNKED);
    repeat(socket, CHUNK);
  },
  'an endless body of a 204': (socket) => {
    socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    repeat(socket, 'x'.repeat(65_536));
  },
  'endless trailers': (socket) => {
    socket.write(`${CHUNKED}0\r\n`);
    repeat(socket, 'A: b\r\n'.repeat(1_000));
  },
  'an endless extension of a chunk': (socket) => {
    socket.write(`${CHUNKED}1000;`);
    repeat(socket, 'a'.repeat(4_096));
  },
  'broken chunks': (socket) => socket.write(`${CHUNKED}5\r\nhello\r\nzz\r\n`),
  'a body cut short': (socket) => socket.end(`${HEAD}Content-Length: 100\r\n\r\nhello`),
  'a reset': (socket) => socket.resetAndDestroy(),
  'a reset in the body': (socket) =>
    socket.write(`${HEAD}Content-Length: 100\r\n\r\nhello`, () => setTimeout(() => socket.resetAndDestroy(), 100)),
  'an end without an answer': (socket) => socket.end(),
  'status 999': (socket) => socket.write('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'),
  'status 099': (socket) => socket.write('HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n'),
  'status 600': (socket) => socket.write('HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n'),
  'a status of words': (socket) => socket.write('HTTP/1.1 fine\r\n\r\n'),
  '100 KB of headers': (socket) => socket.write(`${HEAD}${`A: ${'b'.repeat(1_000)}\r\n`.repeat(100)}\r\n`),
  'a header without end': (socket) => {
    socket.write(`${HEAD}A: `);
    repeat(socket, 'b'.repeat(65_536));
  },
  'two lengths': (socket) => socket.write(`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`),
  'no HTTP': (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
  'no answer': () => undefined,
  'a flood of 103': (socket) => repeat(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000)),
  'a flood of 100': (socket) => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)),
  'a switch of protocols': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
  'two answers': (socket) => socket.write(`${HEAD}Content-Length: 0\r\n\r\n`.repeat(2)),
  'rubbish after the answer': (socket) => socket.write(`${HEAD}Content-Length: 0\r\n\r\nrubbish\r\n\r\n`),
};

/** Those that do it without reading the POST. */
const early = {
  'an answer before the POST is read': (socket) => socket.write(`${HEAD}Content-Length: 0\r\n\r\n`),
  'an answer and a reset before the POST is read': (socket) =>
    socket.write(`${HEAD}Content-Length: 0\r\n\r\n`, () => socket.resetAndDestroy()),
};

const urls = {};
const posts = {};

const listen = (kind, answer, waits) =>
  new Promise((resolve) => {
    posts[kind] = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      const begin = () => {
        posts[kind]++;
        answer(socket, urls[kind]);
      };
      if (!waits) begin();
      let head = '';
      socket.on('data', (data) => {
        if (!waits) return;
        head += data.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (end < 0 || head.length < end + 4 + length) return;
        head = '';
        begin();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      urls[kind] = `http://127.0.0.1:${server.address().port}/hook`;
      resolve();
    });
  });

for (const [kind, answer] of Object.entries(kinds)) await listen(kind, answer, true);
for (const [kind, answer] of Object.entries(early)) await listen(kind, answer, false);
// It speaks HTTP where the webhook expects TLS.
await listen('no TLS', (socket) => socket.end(`${HEAD}Content-Length: 0\r\n\r\n`), false);
urls['no TLS'] = urls['no TLS'].replace('http:', 'https:');
process.on('message', () => process.send({ posts }));
process.on('disconnect', () => process.exit());
process.send({ urls });
