import { describe, expect, test } from 'vitest';
import { client, type Client, type Json } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { sendAndCut, sendRaw } from '../../support/socket.js';

const requestsOf = async (control: Client, query = ''): Promise<Json> => (await control.get(`/requests${query}`)).body;

describe('handle.lastRequests', () => {
  test('has what was asked before a reset, a restore and a delete, and says which', async () => {
    const { api, control, wachat } = await build();
    const ask = (path: string, key = wachat.apiKey) => client(wachat.url, key).get(path);
    const before = await wachat.snapshot();
    await ask('/one');
    await ask('/two', 'another-key');
    await ask('/three', '');
    await control.call('PUT', '/snapshot', { body: before });
    await ask('/four');
    wachat.account('another-key').delete();
    wachat.reset();
    await ask('/five');
    const seen = wachat.lastRequests().map(({ path, endedBy }) => [path.replace('/api/v1', ''), endedBy]);
    expect(seen).toEqual([
      ['/one', 'restore'],
      ['/two', 'delete'],
      ['/three', 'reset'],
      ['/four', 'reset'],
      ['/five', null],
    ]);
    expect(wachat.requests().map(({ path }) => path)).toEqual(['/api/v1/five']);
    expect(wachat.lastRequests(2)).toEqual(wachat.lastRequests().slice(-2));
    for (let index = 0; index < 20; index++) await api.get('/six');
    expect(wachat.lastRequests()).toHaveLength(20);
    expect(wachat.lastRequests(1_000)).toHaveLength(25);
  });

  test.each([0, -1, 1.5, 1_001, Number.NaN, '5', null])('refuses %o as the limit', async (limit) => {
    const { wachat } = await build();
    expect(() => Reflect.apply(wachat.lastRequests, undefined, [limit])).toThrow(
      'lastRequests takes a whole number from 1 to 1000, not ',
    );
  });
});

describe('GET /_emulator/requests', () => {
  describe('shape', () => {
    test('says of a request what was sent, what was answered, and hides the key', async () => {
      const { api, control, wachat } = await build({ apiKeys: ['a-long-and-secret-key'] });
      const made = await api.create({ instanceName: 'shop', rejectCall: true });
      const { body, bytes } = await control.get('/requests');
      expect(body).toMatchObject({ success: true, count: 1, dropped: 0, satisfied: true, closest: [] });
      const name = made.body.instance.apiInstanceName;
      expect(body.requests).toEqual([
        {
          id: 1,
          time: '2026-01-01T00:00:00.000Z',
          method: 'POST',
          path: '/api/v1/instance/create',
          operation: 'createInstance',
          instanceName: name,
          query: {},
          headers: expect.objectContaining({
            authorization: 'Bearer ••••et-key',
            'content-type': 'application/json',
          }),
          body: { bytes: 41, cut: false, content: { instanceName: 'shop', rejectCall: true } },
          status: 201,
          reply: {
            bytes: made.bytes.length,
            cut: false,
            content: expect.objectContaining({
              success: true,
              qrcode: expect.objectContaining({
                code: made.body.qrcode.code,
                imageUrl: `${wachat.url}/instance/qr/image?instanceName=${String(name)}&apiKey=••••et-key`,
              }),
            }),
          },
          duration: expect.any(Number),
          warnings: expect.stringContaining('rejectCalls'),
          fault: null,
        },
      ]);
      expect(bytes.toString()).not.toContain('a-long-and-secret-key');
    });

    test.each([400, 501, 7_000, 100_000])('a body nested %i deep is listed, found and compared', async (depth) => {
      const { api, control } = await build();
      const nested = `{"instanceName":"shop","needle":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      await api.post('/instance/create', nested);
      for (const query of [
        '',
        '?contains=NEEDLE',
        '?contains=needle&wait=1ms',
        '?body={"instanceName":"x"}&wait=1ms',
      ]) {
        const { status, body } = await control.get(`/requests${query}`);
        expect([query, status]).toEqual([query, 200]);
        const shown = body.requests[0] ?? body.closest[0]?.item;
        expect(typeof shown.body.content).toBe(depth < 500 ? 'object' : 'string');
      }
    });

    test('a condition nested too deeply is refused', async () => {
      const { control } = await build();
      const condition = `{"a":${'['.repeat(7_000)}${']'.repeat(7_000)}}`;
      const { status, body } = await control.get(`/requests?body=${condition}`);
      expect([status, body.error]).toEqual([
        400,
        expect.stringMatching(/^"body" must be a JSON object, such as .*\.$/),
      ]);
    });

    test('a picture has no text, and the query no key', async () => {
      const { api, control } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      await fetch(body.qrcode.imageUrl);
      const [, request] = (await requestsOf(control)).requests;
      expect(request).toMatchObject({
        operation: 'getQrImage',
        instanceName: body.instance.apiInstanceName,
        query: { instanceName: body.instance.apiInstanceName, apiKey: expect.stringContaining('••••') },
        body: null,
        status: 200,
        reply: null,
      });
    });

    test('what is long is cut, and says so', async () => {
      const { api, control } = await build();
      await api.create({ instanceName: 'shop', note: 'x'.repeat(300_000) });
      const { requests } = await requestsOf(control);
      expect(requests[0].body).toMatchObject({ bytes: expect.any(Number), cut: true });
      expect(requests[0].body.bytes).toBeGreaterThan(300_000);
      expect(requests[0].body.content).toHaveLength(262_144);
    });

    test.each(['x', '👩‍🍳', 'ش', '\n', '\u{1f4a9}'])('the longest text is whole, and found: %j', async (part) => {
      const { api, control } = await build();
      const message = part.repeat(Math.floor(65_536 / part.length));
      await api.post('/send/text', { instanceName: 'shop', number: '6281298765432', message });
      const { requests } = await requestsOf(control);
      expect(requests[0].body).toMatchObject({ cut: false, content: { message } });
      const body = encodeURIComponent('{"instanceName":"shop"}');
      expect((await control.get(`/requests?body=${body}`)).body.count).toBe(1);
    });

    test('secrets in bodies and replies are hidden, broken JSON or not', async () => {
      const { api, control } = await build();
      const meta = { metaToken: 'EAAG-very-secret', metaPhoneNumberId: '1', metaBusinessId: '2' };
      await api.create({ instanceName: 'shop', integration: 'WHATSAPP-BUSINESS', ...meta });
      await api.post('/webhooks', { url: 'https://example.com/', secret: 'whsec_my-own-secret-text' });
      await api.call('POST', '/instance/create', { body: '{"metaToken": "EAAG-very-secret", ' });
      const { bytes, body } = await control.get('/requests');
      expect(body.count).toBe(3);
      expect(bytes.toString()).not.toMatch(/EAAG-very|my-own-secret/);
    });
  });

  describe('rules', () => {
    test.each([
      ['operation=createInstance', 2],
      ['operation=getState', 1],
      ['method=post', 2],
      ['path=/instance/create', 2],
      ['path=/api/v1/instance/create', 2],
      ['status=404', 2],
      ['status=201', 1],
      ['operation=createInstance&status=201', 1],
      ['since=2026-01-01T00:00:01Z', 2],
      ['until=2026-01-01T00:00:00Z', 2],
      [`body=${encodeURIComponent('{"instanceName":"shop"}')}`, 1],
      [`body=${encodeURIComponent('{"readMessages":true}')}`, 1],
      [`body=${encodeURIComponent('{"readMessages":"true"}')}`, 0],
      [`body=${encodeURIComponent('{"__proto__":{"a":1}}')}`, 0],
      [`body=${encodeURIComponent('{"settings":{}}')}`, 0],
      [`body=${encodeURIComponent('{"nested":{}}')}`, 1],
      [`body=${encodeURIComponent('{"nested":[]}')}`, 0],
      ['limit=1', 4],
    ])('%s finds %d', async (query, count) => {
      const { api, control, clock } = await build();
      await api.create({ instanceName: 'shop', readMessages: true, nested: { deep: 1 } });
      await api.create({ instanceName: '' });
      clock.advance(1_000);
      await api.get('/instance/state?instanceName=nobody');
      await api.get('/no/such/path');
      const found = await requestsOf(control, `?${query}`);
      expect(found.count).toBe(count);
      expect(found.requests.length).toBe(query === 'limit=1' ? 1 : count);
    });

    test.each([
      ['status=20', 'whole number from 100 to 599'],
      ['count=0', 'whole number from 1 to 1000'],
      ['since=yesterday', 'ISO 8601'],
      ['body=shop', 'a JSON object'],
      ['body=[]', 'a JSON object'],
      ['wait=1h', 'from 0ms to 1m'],
      ['unclaimed=yes', 'true or false'],
      ['operation=a&operation=b', 'one of createInstance, '],
      ['path=a&path=b', 'given once'],
      ['operation=createInstanc&wait=1m', '(did you mean "createInstance"?)'],
      ['operation=k3y-stays-secret', 'send, getContacts.'],
      ['method=PSOT', 'an HTTP method such as POST (did you mean "POST"?)'],
      ['operaton=createInstance&wait=1m', 'The query has an unknown field "operaton" (did you mean "operation"?).'],
      ['k3y-stays-secret=1', 'The query has an unknown field; the fields are operation, method, path, '],
    ])('%s is a 400', async (query, sentence) => {
      const { control } = await build();
      const { status, body } = await control.get(`/requests?${query}`);
      expect(status).toBe(400);
      expect(body.error).toContain(sentence);
      expect(body.error).not.toContain('k3y');
    });

    test('the control API and the page at / are not in it; everything else is', async () => {
      const { origin, control, wachat } = await build();
      const root = client(origin, wachat.apiKey);
      await root.get('/');
      await control.get('/health');
      await root.post('/instance/create', { instanceName: 'at the root' });
      await root.get('/nowhere');
      await root.call('DELETE', '/instance/create');
      const { requests } = await requestsOf(control);
      expect(requests.map(({ path, operation, status }: Json) => [path, operation, status])).toEqual([
        ['/instance/create', 'createInstance', 201],
        ['/nowhere', null, 404],
        ['/instance/create', null, 405],
      ]);
    });

    test.each(['/send/text', '/send/list', '/send/button', '/send-location', '/webhooks'])(
      'a body that names the instance is of that, whatever else is wrong with it: POST %s',
      async (path) => {
        const { api, control, wachat } = await build();
        const { body } = await api.create({ instanceName: 'shop' });
        const name: string = body.instance.apiInstanceName;
        const refused = await api.post(path, { instanceName: name, number: 1, events: 1 });
        await api.post(path, { instanceName: 't1_x_unknown' });
        wachat.setFaults([{ instanceName: name, status: 503 }]);
        await api.post(path, { instanceName: name });
        for (const odd of [{ instanceName: [name] }, { instanceName: 'x'.repeat(100_000) }, {}, [name], null])
          await api.post(path, odd);
        await api.post(path, `{"instanceName": "${name}"`);
        expect(refused.status).toBe(400);
        const { requests } = await requestsOf(control, '?method=POST');
        expect(requests.slice(1).map(({ instanceName, status }: Json) => [instanceName, status])).toEqual([
          [name, 400],
          ['t1_x_unknown', expect.any(Number)],
          [name, 503],
          [null, 400],
          [null, 400],
          [null, 400],
          [null, 400],
          [null, 400],
          [null, 400],
        ]);
        expect((await requestsOf(control, `?instanceName=${name}&status=503`)).count).toBe(1);
      },
    );

    test('requests of nobody are under unclaimed, without any part of their keys', async () => {
      const { control, wachat } = await build({ apiKeys: ['the-one-good-key'] });
      await client(wachat.url, undefined).create({ instanceName: 'a' });
      await client(wachat.url, 'a-refused-key-of-some-length').create({ instanceName: 'b' });
      await client(wachat.url, undefined).get('/instance/qr/image?instanceName=x&apiKey=another-refused-key');
      expect((await requestsOf(control)).count).toBe(0);
      const { bytes, body } = await control.get('/requests?unclaimed=true');
      expect(body.requests.map(({ status }: Json) => status)).toEqual([401, 401, 401]);
      expect(bytes.toString()).not.toMatch(/refused-key|some-length/);
    });

    test.each([
      ['a header of another API', '/instance/list', { apikey: 'STRANGE-SECRET', 'X-Auth-Token': 'STRANGE-SECRET' }],
      ['a header with a URL', '/instance/list', { 'X-Forwarded-Uri': '/a?api_key=STRANGE-SECRET' }],
      ['a query of another API', '/instance/list?api_key=STRANGE-SECRET&token=STRANGE-SECRET', {}],
      ['a query that was escaped for HTML', '/instance/list?a=b&amp;apiKey=STRANGE-SECRET', {}],
      ['a path', '/instance/qr/image&apiKey=STRANGE-SECRET', {}],
      ['a path that was encoded', '/instance/qr/image%3FapiKey%3DSTRANGE-SECRET', {}],
    ])('a refused key in %s is hidden, in the conditions that were not met too', async (_what, path, headers) => {
      const { control, wachat } = await build({ apiKeys: ['the-one-good-key'] });
      await fetch(`${wachat.url}${path}`, { headers });
      const { bytes, body } = await control.get('/requests?unclaimed=true&path=/elsewhere');
      expect(body.closest).toHaveLength(1);
      expect(bytes.toString()).not.toContain('STRANGE-SECRET');
      expect((await control.get('/requests?unclaimed=true')).bytes.toString()).not.toContain('STRANGE-SECRET');
    });

    test('a header that only sounds like a key is shown', async () => {
      const { control, wachat } = await build();
      const headers = { Authorization: `Bearer ${wachat.apiKey}`, 'Idempotency-Key': 'order-1' };
      await fetch(`${wachat.url}/instance/list`, { headers });
      expect((await requestsOf(control)).requests[0].headers['idempotency-key']).toBe('order-1');
    });

    test('one’s own key is hidden in the conditions on a body', async () => {
      const { api, control } = await build({ apiKeys: ['a-long-and-secret-key'] });
      await api.create({ instanceName: 'a-long-and-secret-key' });
      const { bytes, body } = await control.get(`/requests?body=${encodeURIComponent('{"instanceName":"shop"}')}`);
      expect(body.closest[0].conditions[0].seen).toBe('••••et-key');
      expect(bytes.toString()).not.toContain('a-long-and-secret-key');
    });

    test('the control API is not in it, however its URL is written', async () => {
      const { origin, control, wachat } = await build();
      const { host } = new URL(origin);
      const head = `Host: ${host}\r\nAuthorization: Bearer ${wachat.apiKey}\r\nConnection: close\r\n\r\n`;
      expect((await client(origin, wachat.apiKey).get('/%5Femulator/requests')).status).toBe(200);
      const posted = await client(origin, wachat.apiKey).post('/%5Femulator/instances');
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect(await sendRaw(origin, `GET ${origin}/_emulator/requests HTTP/1.1\r\n${head}`)).toContain('200 OK');
      expect(await requestsOf(control)).toMatchObject({ count: 0 });
    });

    test('a key sees its own requests only, also before it has an account', async () => {
      const { control, api, origin, wachat } = await build();
      await api.create({ instanceName: 'shop' });
      const other = client(wachat.url, 'other-key');
      await other.get('/instance/list');
      const own = await requestsOf(client(`${origin}/_emulator`, 'other-key'));
      expect(own.requests.map(({ operation }: Json) => operation)).toEqual(['getInstances']);
      expect((await requestsOf(control)).count).toBe(1);
    });
  });

  describe('behaviour', () => {
    test('a wait ends the moment the second one is there', async () => {
      const { api, control } = await build();
      const { answer } = await begin(() => control.get('/requests?operation=createInstance&count=2&wait=30s'));
      await api.create({ instanceName: 'one' });
      await api.get('/instance/list');
      await api.create({ instanceName: 'two' });
      const { body } = await answer;
      expect(body).toMatchObject({ count: 2, satisfied: true });
      expect(body.requests[1].body.content.instanceName).toBe('two');
    });

    test('a wait in vain says of the three that come closest which condition was not met', async () => {
      const { api, control } = await build();
      await api.create({ instanceName: 'Toko Jakrta', number: '628123456789' });
      for (let index = 0; index < 4; index++) await api.get('/instance/list');
      await api.create({ number: '628123456789' });
      const body = encodeURIComponent('{"instanceName":"Toko Jakarta","number":"628123456789"}');
      const found = await requestsOf(control, `?operation=createInstance&status=201&body=${body}&wait=20ms`);
      expect(found).toMatchObject({ count: 0, satisfied: false, requests: [] });
      expect(found.closest.map(({ item }: Json) => item.id)).toEqual([1, 6, 5]);
      expect(found.closest[0].conditions).toEqual([
        { condition: 'operation', expected: 'createInstance', seen: 'createInstance', met: true },
        { condition: 'status', expected: 201, seen: 201, met: true },
        { condition: 'body.instanceName', expected: 'Toko Jakarta', seen: 'Toko Jakrta', met: false },
        { condition: 'body.number', expected: '628123456789', seen: '628123456789', met: true },
      ]);
      expect(found.closest[1].conditions[2]).toEqual({
        condition: 'body.instanceName',
        expected: 'Toko Jakarta',
        seen: null,
        met: false,
      });
    });

    test('a reset forgets them, and ends a wait', async () => {
      const { api, control } = await build();
      await api.create({ instanceName: 'shop' });
      const { answer } = await begin(() => control.get('/requests?count=5&wait=30s'));
      await control.post('/reset');
      expect((await answer).body).toMatchObject({ count: 0, satisfied: false });
      await api.get('/instance/list');
      expect((await requestsOf(control)).requests).toMatchObject([{ id: 1, operation: 'getInstances' }]);
    });

    test('a stream that a fault cuts has the status that it began with', async () => {
      const { api, control } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      await control.call('PUT', '/faults', { body: { faults: [{ truncate: true }] } });
      await (await fetch(body.qrcode.liveUrl, { headers: { Accept: 'text/event-stream' } })).text();
      const { requests } = await requestsOf(control, '?operation=getQrLive');
      expect(requests).toMatchObject([{ status: 200, reply: null, fault: 'faults.0: truncate' }]);
    });

    test('one that left before its answer is in it without a status, and a stream as soon as it flows', async () => {
      const { api, control, origin, wachat } = await build();
      const { body } = await api.create({ instanceName: 'shop' });
      const leaving = new AbortController();
      const stream = await fetch(body.qrcode.liveUrl, {
        headers: { Accept: 'text/event-stream' },
        signal: leaving.signal,
      });
      expect(stream.status).toBe(200);
      const { requests } = await requestsOf(control, '?operation=getQrLive');
      expect(requests).toMatchObject([{ status: 200, reply: null }]);
      leaving.abort();
      const half = `POST /api/v1/instance/create HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nAuthorization: Bearer ${wachat.apiKey}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"inst`;
      const { answer } = await begin(() => control.get('/requests?operation=createInstance&count=2&wait=30s'));
      await sendAndCut(origin, half);
      const found = (await answer).body;
      expect(found.requests[1].status === null || found.requests[1].status === 400).toBe(true);
    });

    test('what is not HTTP leaves nothing, and a URL that cannot be read is a request', async () => {
      const { control, origin, wachat } = await build();
      await sendRaw(origin, 'NONSENSE\r\n\r\n');
      await client(wachat.url, wachat.apiKey).get('/instance/%zz');
      const { requests } = await requestsOf(control);
      expect(requests).toMatchObject([{ path: '/api/v1/instance/%zz', status: 400, operation: null }]);
    });
  });
});
