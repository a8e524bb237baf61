import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { build } from '../support/emulator.js';
import { rawRequest, sendRaw } from '../support/socket.js';

const head = (wachat: { readonly apiKey: string }) => ({
  Host: 'localhost',
  Authorization: `Bearer ${wachat.apiKey}`,
  'Content-Type': 'application/json',
});

/** A whole request that creates an instance, after which the connection stays open. */
const createRequest = (wachat: { readonly apiKey: string }): string => {
  const body = '{"instanceName":"a"}';
  return rawRequest(
    'POST /api/v1/instance/create HTTP/1.1',
    { ...head(wachat), Connection: 'keep-alive', 'Content-Length': String(body.length) },
    body,
  );
};

/** A connection on which one thing is sent after another. */
const open = async (origin: string) => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  const closed = once(socket, 'close');
  return {
    send: (text: string) => socket.write(text),
    /** Resolves when so much has come. */
    until: async (text: string): Promise<void> => {
      while (!received.includes(text)) await once(socket, 'data');
    },
    /** All that has come when the other side has closed. */
    end: async (): Promise<string> => {
      await closed;
      return received;
    },
  };
};

describe('What comes before the router', () => {
  describe('bytes that are not HTTP', () => {
    test('are refused on a connection that has had good answers, too', async () => {
      const { wachat, origin } = await build();
      const connection = await open(origin);
      connection.send(createRequest(wachat));
      await connection.until('}');
      connection.send('BAD BAD\r\n\r\n');
      const received = await connection.end();
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 201', 'HTTP/1.1 400']);
      expect(received).toContain('This is not a valid HTTP request.');
      expect(wachat.instances()).toHaveLength(1);
    });

    test('bring no second answer to a request that has one', async () => {
      const { origin } = await build();
      const answers = await sendRaw(
        origin,
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { Host: 'localhost', Connection: 'keep-alive', 'Transfer-Encoding': 'chunked' },
          'no length\r\n{}\r\n',
        ),
      );
      expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
    });

    test('in the middle of a body are refused at once', async () => {
      const { wachat, origin } = await build();
      const answer = await sendRaw(
        origin,
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          { ...head(wachat), 'Transfer-Encoding': 'chunked' },
          'no length\r\n{}\r\n',
        ),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(wachat.instances()).toHaveLength(0);
    });

    test.each([
      ['behind its request', {}, 'BAD BAD\r\n\r\n'],
      ['in the body of its request', { 'Transfer-Encoding': 'chunked' }, 'ZZZ\r\n\r\n'],
    ])('never get into a stream that has begun: %s', async (_where, headers, bad) => {
      const { wachat, api, origin } = await build();
      const name = String((await api.create({ instanceName: 'a' })).body.instance.apiInstanceName);
      const connection = await open(origin);
      connection.send(
        rawRequest(`GET /api/v1/instance/qr/live?instanceName=${name} HTTP/1.1`, {
          ...head(wachat),
          Accept: 'text/event-stream',
          Connection: 'keep-alive',
          ...headers,
        }),
      );
      await connection.until('\n\n');
      connection.send(bad);
      const received = await connection.end();
      expect(received).toMatch(/^HTTP\/1\.1 200 /);
      expect(received.slice(5)).not.toContain('HTTP/1.1');
    });

    test('never get into a stream, though another request waits behind it', async () => {
      const { wachat, api, origin } = await build();
      const name = String((await api.create({ instanceName: 'a' })).body.instance.apiInstanceName);
      const connection = await open(origin);
      const asked = { ...head(wachat), Accept: 'text/event-stream', Connection: 'keep-alive' };
      connection.send(rawRequest(`GET /api/v1/instance/qr/live?instanceName=${name} HTTP/1.1`, asked));
      await connection.until('\n\n');
      connection.send(rawRequest('GET /_emulator/events?state=open&wait=20s HTTP/1.1', asked));
      connection.send('BAD BAD\r\n\r\n');
      expect((await connection.end()).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    });
  });

  describe('a URL with the origin in it, as a proxy is sent', () => {
    test.each([
      ['GET http://localhost/api/v1/instance/list HTTP/1.1', 200, '"count":0'],
      ['GET http://localhost/api/v1/instance/create HTTP/1.1', 405, 'it takes POST'],
      ['GET http://localhost/nope HTTP/1.1', 404, 'There is nothing at this path'],
      ['GET http://localhost HTTP/1.1', 200, '<!doctype html>'],
      ['GET http://localhost/_emulator/clock HTTP/1.1', 200, '"frozen"'],
    ])('%s is %i', async (start, status, text) => {
      const { wachat, origin } = await build();
      const answer = await sendRaw(origin, rawRequest(start, head(wachat)));
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
      expect(answer).toContain(text);
    });
  });

  test('a URL with characters that must be encoded is told what to do', async () => {
    const { origin } = await build();
    const answer = await sendRaw(
      origin,
      'GET /api/v1/instance/qr?instanceName=店铺 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    expect(answer).toContain('must be percent-encoded');
  });

  test('a call without a body may say how it would be encoded', async () => {
    const { api } = await build();
    expect((await api.get('/instance/list', { 'Content-Encoding': 'gzip' })).status).toBe(200);
  });

  test.each([
    ['gzip', Buffer.from('{"instanceName":"a"}'), 415, 'without the header Content-Encoding'],
    ['identity', Buffer.from('{"instanceName":"a"}'), 201, ''],
    [
      undefined,
      Buffer.from([...Buffer.from('{"instanceName":"a'), 0xff, ...Buffer.from('"}')]),
      400,
      'not valid UTF-8',
    ],
  ])('a body with Content-Encoding %s: %s is %i', async (encoding, body, status, sentence) => {
    const { api, wachat } = await build();
    const reply = await api.call('POST', '/instance/create', {
      body,
      headers: encoding === undefined ? {} : { 'Content-Encoding': encoding },
    });
    expect(reply.status).toBe(status);
    expect(reply.body.error ?? '').toContain(sentence);
    expect(wachat.instances()).toHaveLength(status === 201 ? 1 : 0);
  });

  describe('requests that are sent without waiting for answers', () => {
    test('are answered one after the other, in their order', async () => {
      const { wachat, origin } = await build();
      const body = (index: number) => JSON.stringify({ instanceName: `shop ${String(index)}` });
      const request = (index: number, isLast: boolean) =>
        rawRequest(
          'POST /api/v1/instance/create HTTP/1.1',
          {
            ...head(wachat),
            Connection: isLast ? 'close' : 'keep-alive',
            'Content-Length': String(body(index).length),
          },
          body(index),
        );
      const MANY = 300;
      const received = await sendRaw(
        origin,
        Array.from({ length: MANY }, (_, index) => request(index, index === MANY - 1)).join(''),
      );
      const names = [...received.matchAll(/"displayName":"shop (\d+)"/g)].map(([, index]) => Number(index));
      expect(names).toEqual(Array.from({ length: MANY }, (_, index) => index));
      expect(wachat.instances({ limit: 1_000 })).toHaveLength(MANY);
    });

    test('are not begun with while the first has no answer, and not at all once the client has left', async () => {
      const { api, wachat, origin } = await build();
      wachat.setFaults([{ operation: 'getState', hang: true }]);
      const socket = connect(Number(new URL(origin).port), '127.0.0.1');
      socket.write(
        rawRequest('GET /api/v1/instance/state?instanceName=a HTTP/1.1', { ...head(wachat), Connection: 'keep-alive' }),
      );
      for (let index = 0; index < 10; index++) socket.write(createRequest(wachat));
      await expect.poll(() => wachat.faults()[0]?.fired).toBe(1);
      socket.destroy();
      await wachat.waitFor('requests', { operation: 'getState' });
      expect((await api.get('/instance/list')).body.count).toBe(0);
    });

    test('are all answered before bytes that are not HTTP are refused', async () => {
      const { wachat, origin } = await build();
      const received = await sendRaw(origin, createRequest(wachat).repeat(3) + 'BAD BAD\r\n\r\n');
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual([201, 201, 201, 400].map((one) => `HTTP/1.1 ${String(one)}`));
      expect(wachat.instances()).toHaveLength(3);
    });

    test('are all answered when some come before the whole request', async () => {
      const { wachat, origin } = await build();
      const large = rawRequest(
        'POST /nowhere HTTP/1.1',
        { ...head(wachat), Connection: 'keep-alive', 'Content-Length': '100000' },
        'x'.repeat(100_000),
      );
      const last = rawRequest('GET /api/v1/instance/list HTTP/1.1', head(wachat));
      const received = await sendRaw(origin, large + createRequest(wachat) + large + last);
      expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['404', '201', '404', '200'].map((one) => `HTTP/1.1 ${one}`));
    });
  });
});
