import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSender } from '../../src/delivery/sender.js';
import { serveFiles } from '../support/file-server.js';
import { receive, status, type Answer } from '../support/receiver.js';

const never = new AbortController().signal;
const ignore = (): void => undefined;

const sendTo = async (answer: Answer) => {
  const receiver = await receive(answer);
  const sender = createSender('local');
  onTestFinished(sender.close);
  return { receiver, send: (signal = never) => sender.send(receiver.url, { 'X-A': 'b' }, '{"ü":1}', signal, ignore) };
};

/** A receiver that answers each connection with these bytes. */
const raw = async (answer: string) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const sender = createSender('local');
  onTestFinished(sender.close);
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return () => sender.send(`http://127.0.0.1:${String(port)}/hook`, {}, '{}', never, ignore);
};

describe('What sends deliveries', () => {
  test('POSTs the body with its headers and its length, and resolves to the status', async () => {
    const { receiver, send } = await sendTo(status(202));
    expect(await send()).toBe(202);
    expect(receiver.received[0]).toMatchObject({
      body: { ü: 1 },
      headers: { 'x-a': 'b', 'content-length': '8', accept: '*/*' },
    });
  });

  test('knows https by any spelling', async () => {
    const server = await serveFiles((_request, response) => response.end(), true);
    const sender = createSender('local');
    onTestFinished(sender.close);
    const sent = sender.send(server.url.replace('https:', 'HTTPS:'), {}, '{}', never, ignore);
    await expect(sent).rejects.toThrow('self-signed certificate');
  });

  test('does not unpack an answer', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { send } = await sendTo((_received, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    );
    expect(await send()).toBe(200);
  });

  test('reads 64 KiB of an endless answer, and then cuts it', async () => {
    let isCut = false;
    const { send } = await sendTo((_received, response) => {
      response.once('close', () => (isCut = true));
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(4_096)));
        response.once('drain', more);
      };
      more();
    });
    expect(await send()).toBe(200);
    await expect.poll(() => isCut).toBe(true);
  });

  test('uses a connection again, and closes it when it has not been used for a while', async () => {
    const { receiver, send } = await sendTo(status(200));
    const sockets = new Set<Socket>();
    receiver.server.on('connection', (socket: Socket) => sockets.add(socket));
    for (let turn = 0; turn < 5; turn++) expect(await send()).toBe(200);
    expect(sockets.size).toBe(1);
    // Earlier than the receiver would: that one waits for five seconds.
    const ends = [...sockets].map((socket) => once(socket, 'end').then(() => 'by the sender'));
    expect(await Promise.race(ends)).toBe('by the sender');
  });

  test('never POSTs again what ended in a reset, since it may have been carried out', async () => {
    const { receiver, send } = await sendTo(status(200));
    expect(await send()).toBe(200);
    receiver.answerWith((_received, _response, request) => {
      request.socket.resetAndDestroy();
    });
    await expect(send()).rejects.toThrow('ECONNRESET');
    expect(receiver.received).toHaveLength(2);
  });

  test.each([
    ['breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx'],
    ['sends broken chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['speaks no HTTP', '220 ready\r\n'],
    ['sends headers without end', `HTTP/1.1 200 OK\r\n${'X-Large: '.padEnd(100_000, 'x')}\r\n\r\n`],
    ['hangs up', ''],
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
    ['sends hints without end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000) + 'HTTP/1.1 200 OK\r\n\r\n'],
  ])('a receiver that %s is an error', async (_how, answer) => {
    const send = await raw(answer);
    await expect(send()).rejects.toThrow();
  });

  test('a call that is called off ends at once, also in the middle of an answer', async () => {
    const leaving = new AbortController();
    const { send } = await sendTo((_received, response) => {
      response.writeHead(200).write('{', () => {
        leaving.abort();
      });
    });
    await expect(send(leaving.signal)).rejects.toThrow();
  });
});
