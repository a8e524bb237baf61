import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DeliveryFault } from '../../../src/index.js';
import { client, type Json } from '../../support/client.js';
import { build } from '../../support/emulator.js';
import { hang, status, type Received } from '../../support/receiver.js';
import { hooked } from '../../support/webhook.js';

const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSBob29r';

const sign = (secret: string | Buffer, text: string | Buffer, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text);

/** A receiver whose webhook has a known secret, and what is said of its deliveries. */
const watched = async (...[answer, options]: Parameters<typeof hooked>) => {
  const all = await hooked(answer, options, { secret: SECRET, events: ['connection.update'] });
  return {
    ...all,
    /** Everything about one delivery. */
    detail: async (id = '1-1', received?: string): Promise<Json> => {
      const query = received === undefined ? '' : `?received=${encodeURIComponent(received)}`;
      const reply = await all.control.get(`/deliveries/${id}${query}`);
      expect([id, reply.status]).toEqual([id, 200]);
      return reply.body;
    },
  };
};

const nth = (all: readonly Received[], index: number): Received => {
  const one = all[index];
  if (one === undefined) throw new Error(`Nothing has come as number ${String(index)}.`);
  return one;
};

/** A request by the names of its headers in lower case, as a receiver has them. */
const asReceived = ({ headers }: { readonly headers: Record<string, string> }) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe('GET /_emulator/deliveries/<id>', () => {
  describe('shape', () => {
    test('is the delivery as it is listed, with what the receiver got, byte for byte', async () => {
      const { create, detail, receiver, settle, wachat } = await watched();
      await create();
      await settle();
      const reply = await detail();
      const [listed] = wachat.deliveries();
      const got = nth(receiver.received, 0);
      expect(reply).toEqual({
        success: true,
        delivery: listed,
        request: {
          sent: true,
          method: 'POST',
          url: receiver.url,
          headers: expect.any(Object),
          body: got.raw.toString(),
          bytes: got.raw.length,
        },
        signature: {
          header: 'X-Wachat-Signature',
          value: got.headers['x-wachat-signature'],
          expected: got.headers['x-wachat-signature'],
          algorithm: 'HMAC-SHA256',
          signed: '<X-Wachat-Timestamp>.<raw body>',
          steps: expect.any(Array),
          mistakes: expect.any(Array),
        },
        unsigned: null,
        verdict: null,
      });
      expect(asReceived(reply.request)).toEqual(got.headers);
    });

    test('the steps lead from the masked secret and the raw body to the header', async () => {
      const { create, detail, receiver, settle } = await watched();
      await create();
      await settle();
      const { headers, raw } = nth(receiver.received, 0);
      const { signature } = await detail();
      const text = `${String(headers['x-wachat-timestamp'])}.${raw.toString()}`;
      expect(signature.steps.map(({ title, value }: Json) => [title, value])).toEqual([
        ['Take the time', headers['x-wachat-timestamp']],
        ['Take the raw body', expect.stringMatching(/^[0-9a-f]{64}$/)],
        ['Join them with a full stop', `${text.slice(0, 80)}…`],
        ['Take the secret of the webhook', `whsec_••••${SECRET.slice(-6)}`],
        ['Compute the HMAC with SHA-256', sign(SECRET, text).digest('hex')],
        ['Compare it with the header X-Wachat-Signature', headers['x-wachat-signature']],
      ]);
    });

    test('shows no secret whole, not that of the webhook and not the API key', async () => {
      const { control, create, settle, wachat } = await watched();
      await create();
      await settle();
      const { bytes } = await control.get(`/deliveries/1-1?received=${SECRET}`);
      expect(bytes.toString()).not.toContain(SECRET);
      expect(bytes.toString()).not.toContain(SECRET.slice('whsec_'.length));
      expect(bytes.toString()).not.toContain(wachat.apiKey);
    });
  });

  describe('rules', () => {
    test.each(['received=', 'received=a&received=b', `received=${'a'.repeat(1_001)}`])(
      '%s is a 400 that names the field',
      async (query) => {
        const { control, create } = await watched();
        await create();
        const reply = await control.get(`/deliveries/1-1?${query}`);
        expect([reply.status, reply.body.details[0].path]).toEqual([400, 'received']);
      },
    );

    test('an unknown parameter is refused; a key is needed', async () => {
      const { control, create, origin } = await watched();
      await create();
      expect((await control.get('/deliveries/1-1?recieved=a')).body.error).toContain('did you mean "received"?');
      expect((await client(`${origin}/_emulator`, undefined).get('/deliveries/1-1')).status).toBe(401);
    });

    test.each(['1-2', '2-1', '1', 'x', '1-1-1', '01-1', '1-01', '999999999-999999999', '1-0', '%00', '1-1%20', '1-1x'])(
      'there is no %s: 404',
      async (id) => {
        const { control, create } = await watched();
        await create();
        const reply = await control.get(`/deliveries/${encodeURIComponent(decodeURIComponent(id))}`);
        expect([reply.status, reply.body.error]).toEqual([
          404,
          'This account has no delivery with that id, or no longer keeps it; GET /_emulator/deliveries lists those that it has.',
        ]);
      },
    );

    test('of another account: 404, and that is not created', async () => {
      const { create, origin, wachat } = await watched();
      await create();
      const other = client(`${origin}/_emulator`, 'another-key');
      expect((await other.get('/deliveries/1-1')).status).toBe(404);
      expect(wachat.accounts()).toHaveLength(1);
    });

    test('one that is no longer kept, or whose webhook was deleted, is said to be so', async () => {
      const { api, control, create, settle } = await watched();
      await create();
      await settle();
      const { body: snapshot } = await control.get('/snapshot');
      await control.call('PUT', '/snapshot', { body: snapshot });
      const kept = await control.get('/deliveries/1-1');
      expect([kept.status, kept.body.error]).toEqual([
        404,
        'The delivery 1-1 is no longer kept: of each webhook the newest finished ones are, at most 1,000, and none of them after a restore.',
      ]);
      await api.call('DELETE', '/webhooks?id=1');
      const gone = await control.get('/deliveries/1-1');
      expect([gone.status, gone.body.error]).toEqual([404, 'The webhook 1 was deleted, and its deliveries with it.']);
    });
  });

  describe('what is sent', () => {
    test.each<DeliveryFault>([
      { encoding: ['slashes'] },
      { encoding: ['numbers', 'spacing'] },
      { encoding: ['unicode'] },
      { encoding: 'unusual' },
      { encoding: 'unusual', signature: 'wrong' },
      { signature: 'stale' },
      { signature: 'missing' },
      { duplicate: true, name: 'zwölf — ✓' },
    ])('with the fault %j is what the receiver got', async (fault) => {
      const { create, detail, receiver, settle, wachat } = await watched();
      wachat.setDeliveryFaults([fault]);
      await create();
      await settle();
      const { request, signature } = await detail();
      const { headers, raw } = nth(receiver.received, 0);
      expect(request.body).toBe(raw.toString());
      expect(asReceived(request)).toEqual(headers);
      expect(signature?.value).toBe(headers['x-wachat-signature']);
    });

    test('of each webhook is what that one got, whatever its fields', async () => {
      const { api, create, detail, receiver, settle, wachat } = await watched();
      await api.post('/webhooks', { url: `${receiver.url}?key=a%20b`, secret: '12345678' });
      const name = await create();
      wachat.scan({ instanceName: name, profileName: 'Siti 😀' });
      await settle();
      const all = wachat.deliveries();
      expect(all.length).toBeGreaterThan(4);
      for (const { id } of all) {
        const { request, signature } = await detail(id);
        const got = receiver.received.find(({ headers }) => headers['x-wachat-signature'] === signature.value);
        expect([id, got?.raw.toString()]).toEqual([id, request.body]);
        if (id.startsWith('2-')) expect(signature.steps[3].value).toBe('••••');
      }
    });

    test('of one in flight is that POST, and of one behind it what would be sent now', async () => {
      const { api, create, detail, receiver } = await watched(hang);
      await create();
      await create();
      await receiver.until(1);
      const [first, second] = [await detail('1-1'), await detail('1-2')];
      expect([first.delivery.status, first.request.sent]).toEqual(['delivering', true]);
      expect([second.delivery.status, second.request.sent]).toEqual(['waiting', false]);
      expect(asReceived(first.request)).toEqual(nth(receiver.received, 0).headers);
      await api.post('/webhooks', { id: 1, secret: 'another-secret' });
      expect((await detail('1-1')).signature.value).toBe(first.signature.value);
      expect((await detail('1-2')).signature.value).not.toBe(second.signature.value);
    });

    test('of one that waits for its retry is the last attempt, until its webhook is changed', async () => {
      const { api, clock, create, detail, receiver, settle } = await watched(status(500));
      await create();
      await settle();
      clock.advance(2_000);
      const tried = await detail();
      expect([tried.request.sent, tried.request.headers['X-Wachat-Timestamp']]).toEqual([true, '1767225600']);
      await api.post('/webhooks', { id: 1, url: receiver.url.replace('/hook', '/other'), enabled: false });
      const changed = await detail();
      expect([changed.request.sent, changed.request.headers['X-Wachat-Timestamp']]).toEqual([false, '1767225602']);
      expect(changed.request.url).toMatch(/\/other$/);
    });

    test('of one that was redirected is the first POST', async () => {
      const { create, detail, receiver, settle } = await watched((received, response) => {
        if (received.path === '/hook') response.writeHead(303, { Location: '/other' });
        response.end();
      });
      await create();
      await settle();
      const { delivery, request, verdict } = await detail(
        '1-1',
        sign(SECRET, `${String(nth(receiver.received, 1).headers['x-wachat-timestamp'])}.`).digest('hex'),
      );
      expect(delivery.attempts[0].hops).toMatchObject([{ status: 303, method: 'GET' }]);
      expect([request.method, request.url]).toEqual(['POST', receiver.url]);
      expect(verdict.mistake).toBe('emptyBody');
    });

    test('of one that a fault dropped is what would be sent now', async () => {
      const { create, detail, receiver, wachat } = await watched();
      wachat.setDeliveryFaults([{ name: 'lost', drop: true }]);
      await create();
      const { delivery, request } = await detail();
      expect([delivery.status, request.sent, receiver.received]).toEqual(['dropped', false, []]);
    });

    test('with real time is signed with that, and so it is shown after hours by the clock', async () => {
      const { clock, create, detail, receiver, settle } = await watched(undefined, { signatureTime: 'real' });
      await create();
      await settle();
      clock.advance(3_600_000);
      const { request } = await detail();
      expect(asReceived(request)).toEqual(nth(receiver.received, 0).headers);
      expect(Number(request.headers['X-Wachat-Timestamp'])).toBeGreaterThan(1_767_225_600);
    });
  });

  describe('a signature that is broken on purpose', () => {
    test.each([
      ['wrong', 'It is the right signature of this delivery; the header differs, since a fault (mine) broke it'],
      ['stale', 'It is the right signature of this delivery; its time is an hour old, since a fault (mine) made it so'],
      [
        'missing',
        'It is the right signature of this delivery; the header is missing, since a fault (mine) left it out',
      ],
    ] as const)(
      '%s: the right one is right, and it is said that a receiver must refuse it',
      async (signature, said) => {
        const { create, detail, receiver, settle, wachat } = await watched();
        wachat.setDeliveryFaults([{ name: 'mine', signature }]);
        await create();
        await settle();
        const { headers, raw } = nth(receiver.received, 0);
        const right = sign(SECRET, `${String(headers['x-wachat-timestamp'])}.${raw.toString()}`).digest('hex');
        const reply = await detail('1-1', right);
        expect(reply.verdict).toEqual({
          matches: true,
          mistake: null,
          sentence: `${said}, and a receiver must refuse that.`,
        });
        if (signature === 'missing') {
          expect(reply.signature).toBeNull();
          expect(reply.unsigned).toBe(
            'A fault (mine) leaves the header X-Wachat-Signature out; a receiver must refuse that.',
          );
          return;
        }
        expect(reply.signature).toMatchObject({ expected: right, value: headers['x-wachat-signature'] });
        expect(reply.signature.value === right).toBe(signature === 'stale');
        expect(reply.signature.steps.map(({ detail }: Json) => detail).join(' ')).toContain('fault (mine)');
        if (signature === 'wrong')
          expect((await detail('1-1', reply.signature.value)).verdict).toMatchObject({
            matches: false,
            mistake: 'brokenByFault',
          });
      },
    );
  });

  describe('a signature that somebody computed', () => {
    /** A delivery with an unusual body, so that all mistakes make a difference; and what was signed. */
    const signed = async () => {
      const all = await watched();
      all.wachat.setDeliveryFaults([{ encoding: 'unusual' }]);
      await all.create();
      await all.settle();
      const { headers, raw } = nth(all.receiver.received, 0);
      const time = String(headers['x-wachat-timestamp']);
      return {
        ...all,
        time,
        body: raw.toString(),
        right: String(headers['x-wachat-signature']),
        verdict: async (received: string): Promise<Json> => (await all.detail('1-1', received)).verdict,
      };
    };

    test('is right, however it was pasted', async () => {
      const { right, verdict } = await signed();
      for (const received of [right, ` ${right}\n`, `"${right}"`, `X-Wachat-Signature: ${right}`])
        expect(await verdict(received)).toEqual({
          matches: true,
          mistake: null,
          sentence: 'It is the right signature of this delivery.',
        });
    });

    test('with each of the common mistakes is known by it', async () => {
      const { body, time, right, verdict, wachat } = await signed();
      const text = `${time}.${body}`;
      const bare = SECRET.slice('whsec_'.length);
      const of = (other: string) => sign(SECRET, `${time}.${other}`).digest('hex');
      const parsed = JSON.parse(body);
      const made: Readonly<Record<string, string>> = {
        rewrittenByJavaScript: of(JSON.stringify(parsed)),
        rewrittenIndented: of(JSON.stringify(parsed, undefined, 2)),
        emptyBody: of(''),
        bodyWithLineBreak: of(`${body}\n`),
        onlyData: of(JSON.stringify(parsed.data)),
        onlyBody: sign(SECRET, body).digest('hex'),
        withoutDot: sign(SECRET, time + body).digest('hex'),
        timeInMilliseconds: sign(SECRET, `${time}000.${body}`).digest('hex'),
        secretWithoutPrefix: sign(bare, text).digest('hex'),
        secretDecoded: sign(Buffer.from(bare, 'base64'), text).digest('hex'),
        maskedSecret: sign(`whsec_••••${SECRET.slice(-6)}`, text).digest('hex'),
        secretWithLineBreak: sign(`${SECRET}\n`, text).digest('hex'),
        apiKeyAsSecret: sign(wachat.apiKey, text).digest('hex'),
        keyAndTextSwapped: sign(text, SECRET).digest('hex'),
        sha1: sign(SECRET, text, 'sha1').digest('hex'),
        sha512: sign(SECRET, text, 'sha512').digest('hex'),
        base64: Buffer.from(right, 'hex').toString('base64'),
        upperCase: right.toUpperCase(),
        prefix: `sha256=${right}`,
      };
      for (const [mistake, received] of Object.entries(made)) {
        const { sentence, ...said } = await verdict(received);
        expect(said).toEqual({ matches: false, mistake });
        expect(sentence).toMatch(/^It does not match\. \S.*\.$/);
      }
    });

    test('is known by each mistake that is listed with it', async () => {
      const { detail, verdict, right } = await signed();
      const { mistakes } = (await detail()).signature;
      expect(new Set(mistakes.map(({ value }: Json) => value)).size).toBe(mistakes.length);
      expect(mistakes.map(({ name }: Json) => name)).toEqual(expect.arrayContaining(['rewrittenByPhp', 'base64']));
      for (const { name, value } of mistakes) {
        expect(value).not.toBe(right);
        expect((await verdict(value)).mistake).toBe(name);
      }
    });

    test('in Base64 and with another mistake besides is told of both', async () => {
      const { body, verdict } = await signed();
      // As a form sends it: with spaces for its plus signs.
      const received = sign(SECRET, body).digest('base64').replaceAll('+', ' ');
      expect(await verdict(received)).toEqual({
        matches: false,
        mistake: 'onlyBody',
        sentence:
          'It does not match. The body was signed without the time; sign the header X-Wachat-Timestamp, a full stop and the body. It is written in Base64; write it in hexadecimal digits.',
      });
    });

    test('over what makes no difference to a usual body is not listed as a mistake', async () => {
      const { create, detail, settle } = await watched();
      await create();
      await settle();
      const names = (await detail()).signature.mistakes.map(({ name }: Json) => name);
      expect(names).not.toContain('rewrittenByJavaScript');
      expect(names).toContain('rewrittenByPython');
    });

    test('of another attempt, by another webhook or with a changed secret is known', async () => {
      const { api, clock, create, detail, receiver, settle, wachat } = await watched(status(500));
      await api.post('/webhooks', { url: receiver.url, secret: 'the-other-secret', enabled: false });
      await create();
      await settle();
      clock.advance(7_000);
      await settle();
      const [first, second] = [nth(receiver.received, 0), nth(receiver.received, 1)];
      expect((await detail('1-1', second.headers['x-wachat-signature'])).verdict.matches).toBe(true);
      expect((await detail('1-1', first.headers['x-wachat-signature'])).verdict).toMatchObject({
        mistake: 'otherAttempt',
        sentence: expect.stringContaining('with 1767225600 in X-Wachat-Timestamp'),
      });
      const text = `${String(second.headers['x-wachat-timestamp'])}.${second.raw.toString()}`;
      expect((await detail('1-1', sign('the-other-secret', text).digest('hex'))).verdict).toMatchObject({
        mistake: 'otherWebhook',
        sentence: 'It does not match. The secret is that of the webhook 2; this was sent by the webhook 1.',
      });
      receiver.answerWith(status(200));
      clock.advance(20_000);
      await settle();
      await api.post('/webhooks', { id: 1, secret: 'changed-meanwhile' });
      const third = nth(receiver.received, 2);
      const last = `${String(third.headers['x-wachat-timestamp'])}.${third.raw.toString()}`;
      expect(wachat.deliveries()[0]?.status).toBe('delivered');
      expect((await detail('1-1', sign('changed-meanwhile', last).digest('hex'))).verdict.mistake).toBe(
        'changedSecret',
      );
    });

    test.each([
      ['f'.repeat(64), 'It is not what any known mistake makes of this delivery'],
      ['abcdef', 'It has 3 bytes where a signature has 32. It is not what any known mistake'],
      ['<script>alert(1)</script>', 'A signature is 64 hexadecimal digits, and nothing else.'],
      ['\u0000\ud83d\ude00', 'A signature is 64 hexadecimal digits, and nothing else.'],
      ['=', 'A signature is 64 hexadecimal digits, and nothing else.'],
      ['"', 'A signature is 64 hexadecimal digits, and nothing else.'],
    ])('as %j is nothing that is known, and is not repeated', async (received, said) => {
      const { detail } = await signed();
      const reply = await detail('1-1', received);
      expect(reply.verdict).toMatchObject({ matches: false, mistake: null });
      expect(reply.verdict.sentence).toContain(said);
      expect(reply.verdict.sentence).not.toContain('script');
    });
  });

  test('of an account without webhooks there is none', async () => {
    const { control, api } = await build();
    await api.create({ instanceName: 'shop' });
    expect((await control.get('/deliveries/1-1')).status).toBe(404);
  });
});
