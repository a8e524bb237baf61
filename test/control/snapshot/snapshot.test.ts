import { describe, expect, test } from 'vitest';
import { hooked } from '../../support/webhook.js';
import { client, type Json } from '../../support/client.js';
import { begin, build } from '../../support/emulator.js';
import { hang, status } from '../../support/receiver.js';
import { openStream } from '../../support/socket.js';
import { sentBy } from '../../support/continuation.js';
import { business } from '../../support/shop.js';

/** A busy account: a scenario half-way, a scan of its own to come, deliveries between two attempts. */
const busy = async () => {
  const built = await hooked(status(500), { autoScan: '30s', seed: 'busy' });
  await built.create();
  await built.create({ number: '999000000013' });
  await built.wachat.clock.advance('16s', { settle: true });
  return built;
};

const hop = { status: 307, method: 'POST', url: 'https://example.com/there' };

/** A snapshot with everything in it, to spoil. */
const full = async (): Promise<Json> => {
  const { api, wachat, create: make } = await busy();
  await api.create({ instanceName: 'cloud', ...business });
  await make();
  return JSON.parse(JSON.stringify(await wachat.snapshot()));
};

const siti = '6281298765432';
const budi = '6281211112222';
const jidOf = (number: string): string => `${number}@s.whatsapp.net`;
const token = 'm'.repeat(32);

/** An open instance that wrote and was written to, and has one message that waits to leave. */
const written = async (answer = status(200)) => {
  const built = await hooked(answer, { seed: 'written' });
  const { api, control, wachat, create: make } = built;
  const name = await make();
  wachat.scan({ instanceName: name });
  const send = (number: string, message: string, delay = 0) =>
    api.post('/send/text', { instanceName: name, number, message, delay });
  const write = (from: string, text: string, more: object = {}) =>
    control.post(`/instances/${name}/receive`, { from, type: 'text', text, ...more });
  const { body } = await write(siti, 'Where is my order?', { pushName: 'Siti' });
  await write(budi, 'The same', { group: '120363025246125486@g.us' });
  await write(siti, 'Hello?', { quoted: body.message.id });
  await send(siti, 'On its way 🚚\r\nשלום');
  await send(budi, 'Soon', 5_000);
  return { ...built, name, send, write };
};

/** Its snapshot, in which the first message has a picture. */
const withPicture = async (): Promise<Json> => {
  const { settle, wachat } = await written();
  await settle();
  const snapshot: Json = JSON.parse(JSON.stringify(await wachat.snapshot()));
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
  snapshot.messages.list[0].content = {
    type: 'image',
    url: null,
    mimetype: 'image/png',
    fileName: 'a.png',
    caption: null,
  };
  snapshot.messages.list[0].media = { token, size: bytes.length };
  snapshot.messages.media = [{ token, mimetype: 'image/png', fileName: 'a.png', base64: bytes.toString('base64') }];
  return snapshot;
};

describe('GET /_emulator/snapshot', () => {
  describe('shape', () => {
    test('has the account, and neither its key nor the seed', async () => {
      const { control, wachat, hook: own } = await busy();
      const { status: code, body, bytes } = await control.get('/snapshot');
      expect(code).toBe(200);
      expect(body).toMatchObject({
        wachatEmulatorSnapshot: 1,
        number: 1,
        lastSequence: 2,
        clock: { now: '2026-01-01T00:00:16.000Z', frozen: false },
        instances: [
          { sequence: 1, state: 'pairing', profile: null, course: { scanAt: Date.parse('2026-01-01T00:00:30Z') } },
          { sequence: 2, state: 'replaced', course: { startedAt: Date.parse('2026-01-01T00:00:00Z'), act: 2 } },
        ],
        webhooks: { lastId: 1, list: [{ id: 1, secret: own.secret }] },
        deliveries: { count: 7, queues: [{ webhook: 1, count: 7 }] },
      });
      const [{ waiting }] = body.deliveries.queues;
      expect(waiting).toHaveLength(7);
      expect(waiting[0]).toMatchObject({ number: 1, order: 1, attempts: [{ status: 500 }, { status: 500 }] });
      expect(waiting[0].nextAttempt).toBeGreaterThan(Date.parse(body.clock.now));
      for (const secret of [wachat.apiKey, 'busy']) expect(bytes.toString()).not.toContain(secret);
      expect(await wachat.snapshot()).toEqual(body);
    });

    test('has the messages, and who wrote them or got them', async () => {
      const { wachat, name } = await written();
      const { messages } = await wachat.snapshot();
      expect(messages).toMatchObject({
        lastOrder: 5,
        lastContact: 3,
        dropped: 0,
        list: [
          { order: 1, instance: name, jid: jidOf(siti), fromMe: false, author: siti, status: 'delivered' },
          { order: 2, jid: '120363025246125486@g.us', author: budi },
          { order: 3, quoted: { fromMe: false, content: { type: 'text', text: 'Where is my order?' } } },
          {
            order: 4,
            fromMe: true,
            author: null,
            content: { text: 'On its way 🚚\r\nשלום' },
            status: 'delivered',
          },
          { order: 5, status: 'waiting', at: Date.parse('2026-01-01T00:00:05Z') },
        ],
        boxes: [{ instance: name, sent: 1, received: 3, droppedContacts: 0 }],
        contacts: [
          { id: 2, isKnown: true, unread: 1 },
          { id: 1, jid: jidOf(siti), pushName: 'Siti', unread: 2, blocked: false },
          { id: 3, jid: jidOf(budi), isKnown: false, lastMessage: null, lastTime: null },
        ],
        media: [],
      });
    });

    test('has no messages as long as there was nobody to write to', async () => {
      const { control, wachat } = await busy();
      await control.get('/messages?wait=1ms');
      expect(await wachat.snapshot()).not.toHaveProperty('messages');
    });

    test('of a key that has done nothing yet is an account that is empty', async () => {
      const { control, wachat } = await build();
      expect((await control.get('/snapshot')).body).toMatchObject({ number: 1, instances: [], lastSequence: 0 });
      const before = await wachat.snapshot();
      await client(wachat.url, wachat.apiKey).create({ instanceName: 'shop' });
      await wachat.restore(before);
      expect(wachat.instances()).toEqual([]);
    });
  });

  describe('rules', () => {
    test.each(['GET', 'PUT'])('%s needs a key', async (method) => {
      const { origin } = await build();
      expect((await client(`${origin}/_emulator`, undefined).call(method, '/snapshot')).status).toBe(401);
    });
  });

  describe('behaviour', () => {
    test('changes nothing', async () => {
      const { control } = await busy();
      const once = (await control.get('/snapshot')).bytes;
      expect((await control.get('/snapshot')).bytes).toEqual(once);
    });

    test('waits for a change of the clock that is under way', async () => {
      const { create: make, control, receiver, wachat } = await hooked(hang);
      await make();
      await receiver.until(1);
      const moving = wachat.clock.advance('1s', { settle: true });
      const { answer: taken } = await begin(() => control.get('/snapshot'));
      receiver.server.closeAllConnections();
      receiver.answerWith(status(200));
      await moving;
      expect((await taken).body.clock).toEqual({ now: '2026-01-01T00:00:01.000Z', frozen: false });
      expect((await control.get('/clock')).body.clock.now).toBe('2026-01-01T00:00:01.000Z');
    });
  });
});

describe('PUT /_emulator/snapshot', () => {
  describe('shape', () => {
    test('answers what it did', async () => {
      const { control } = await busy();
      const { body } = await control.get('/snapshot');
      const reply = await control.call('PUT', '/snapshot', { body });
      expect([reply.status, reply.body]).toEqual([200, { success: true, message: 'The account was restored.' }]);
    });

    test('takes more than other calls do, and says how much', async () => {
      const { control } = await build();
      const { body } = await control.get('/snapshot');
      const spaces = ' '.repeat(2 * 1_048_576);
      expect((await control.call('PUT', '/snapshot', { body: JSON.stringify(body) + spaces })).status).toBe(200);
      const tooLarge = await control.call('PUT', '/snapshot', { body: ' '.repeat(64 * 1_048_576 + 1) });
      expect([tooLarge.status, tooLarge.body.error]).toEqual([413, 'The body is too large; the limit is 64 MiB.']);
      expect((await control.post('/scan', spaces)).body.error).toBe('The body is too large; the limit is 1 MiB.');
    });
  });

  describe('rules', () => {
    /** What is spoiled, how, and what is said. */
    const spoiled: readonly (readonly [string, (snapshot: Json) => unknown, string])[] = [
      ['nothing', () => undefined, 'The body is empty; it must be a JSON object.'],
      ['a list', () => [], 'The body must be a JSON object, as GET /_emulator/snapshot returns it, not an array.'],
      [
        'an unknown version',
        (all) => ({ ...all, wachatEmulatorSnapshot: 2 }),
        '"wachatEmulatorSnapshot" must be 1, the version of the format that this emulator reads.',
      ],
      [
        'a field too many',
        (all) => ({ ...all, instance: [] }),
        'The body has an unknown field "instance" (did you mean "instances"?).',
      ],
      [
        'a secret of another length',
        (all) => ({ ...all, secret: 'short' }),
        '"secret" must be a string of 32 characters.',
      ],
      [
        'a time that is none',
        (all) => {
          all.clock.now = '2026-02-30T00:00:00.000Z';
        },
        '"clock.now" must be an ISO 8601 time in UTC from 1970 to 9999, such as 2026-01-01T00:00:00.000Z.',
      ],
      [
        'a start that is no number',
        (all) => {
          all.instances[3].pairing.startedAt = 'noon';
        },
        '"instances.3.pairing.startedAt" must be a whole number from -86400000000 to 253488700799999, not a string.',
      ],
      [
        'a refused QR that is none',
        (all) => {
          all.instances[0].pairing.refused = 0;
        },
        '"instances.0.pairing.refused" must be a whole number from 1 to 900000000.',
      ],
      [
        'a negative time',
        (all) => {
          all.instances[0].createdAt = -1;
        },
        '"instances.0.createdAt" must be a whole number from 0 to 253488700799999.',
      ],
      [
        'a state of ours that is not kept',
        (all) => {
          all.instances[0].state = 'expired';
        },
        '"instances.0.state" must be one of starting, pairing, linking, open, dead, lost, replaced, closed.',
      ],
      [
        'an open one without a phone',
        (all) => {
          all.instances[0].state = 'open';
        },
        '"instances.0.profile" must be a phone in the state open.',
      ],
      [
        'a phone that is not linked',
        (all) => {
          all.instances[0].profile = all.instances[1].profile;
        },
        '"instances.0.profile" must be null in the state pairing.',
      ],
      [
        'a business instance that pairs',
        (all) => {
          all.instances[2].state = 'pairing';
        },
        '"instances.2.state" must be open or closed for WHATSAPP-BUSINESS.',
      ],
      [
        'a sequence twice',
        (all) => {
          all.instances[1].sequence = 1;
        },
        '"instances.1.sequence" must be above the previous one, 1.',
      ],
      [
        'a sequence that is not given away',
        (all) => {
          all.lastSequence = 3;
        },
        '"lastSequence" must be at least 4, which is taken.',
      ],
      [
        'a name twice',
        (all) => {
          all.instances[1].technicalName = all.instances[0].technicalName;
        },
        '"instances.1.technicalName" must be unique.',
      ],
      [
        'the name of a prototype',
        (all) => {
          all.instances[1].technicalName = '__proto__';
        },
        '"instances.1.technicalName" must be a technical name such as t1_mq9r2jov_jakarta_store.',
      ],
      [
        'a course that it cannot have',
        (all) => {
          all.instances[1].course = { scanAt: 0 };
        },
        '"instances.1.course" must have startedAt and act: the number picks the scenario replaced-in-a-loop.',
      ],
      [
        'half a course',
        (all) => {
          all.instances[1].course = { act: 1 };
        },
        '"instances.1.course" must be either startedAt and act, or scanAt, or absent.',
      ],
      [
        'a course without end that should have begun long ago',
        (all) => {
          all.instances[1].course.startedAt = 0;
        },
        '"instances.1.course" must not have been due for more than a day by the clock.',
      ],
      [
        'a scenario that it has not',
        (all) => {
          all.instances[0].course = { startedAt: 0, act: 0 };
        },
        '"instances.0.course" must have scanAt: the number picks no scenario.',
      ],
      [
        'a webhook to a public host over http',
        (all) => {
          all.webhooks.list[0].url = 'http://example.com/';
        },
        '"webhooks.list.0.url" must begin with https://; http:// is allowed only for loopback, private addresses and bare host names, unless --webhook-http is all.',
      ],
      ...['url', 'serverUrl'].map((field): [string, (all: Json) => void, string] => [
        `spaces and line breaks in the ${field} of a webhook`,
        (all) => {
          all.webhooks.list[0][field] = ' https://exam\nple.com/';
        },
        `"webhooks.list.0.${field}" must be a URL of printable ASCII without spaces and backslashes; all else must be percent-encoded.`,
      ]),
      [
        'a webhook of no instance',
        (all) => {
          all.webhooks.list[0].instance = 't1_abc_gone';
        },
        '"webhooks.list.0.instance" must be null or the technical name of one of the instances.',
      ],
      [
        'a webhook without events',
        (all) => {
          all.webhooks.list[0].events = [];
        },
        '"webhooks.list.0.events" must have at least one event name.',
      ],
      [
        'an event that is none',
        (all) => {
          all.webhooks.list[0].events = ['*', 'toString'];
        },
        '"webhooks.list.0.events.1" must be one of *, messages.upsert, messages.update, contacts.update, chats.update, qrcode.updated, connection.update.',
      ],
      [
        'deliveries of no webhook',
        (all) => {
          all.deliveries.queues[0].webhook = 2;
        },
        '"deliveries.queues.0.webhook" must be the id of one of the webhooks, each only once.',
      ],
      [
        'deliveries out of order',
        (all) => {
          all.deliveries.queues[0].waiting.reverse();
        },
        /^"deliveries\.queues\.0\.waiting\.1\.number" must be above the previous one/.source,
      ],
      [
        'an event of no name',
        (all) => {
          all.deliveries.queues[0].waiting[0].event.name = 'constructor';
        },
        '"deliveries.queues.0.waiting.0.event.name" must be an event whose name is one of messages.upsert, messages.update, contacts.update, chats.update, qrcode.updated, connection.update.',
      ],
      [
        'ten attempts',
        (all) => {
          all.deliveries.queues[0].waiting[0].attempts = Array(10).fill(
            all.deliveries.queues[0].waiting[0].attempts[0],
          );
        },
        '"deliveries.queues.0.waiting.0.attempts" must be an array of at most 9 attempts.',
      ],
      [
        'twenty-two redirects',
        (all) => {
          all.deliveries.queues[0].waiting[0].attempts[0].hops = Array(22).fill(hop);
        },
        '"deliveries.queues.0.waiting.0.attempts.0.hops" must be an array of at most 21 redirects.',
      ],
      ...['no URL', 'https://example.com/\n', `https://example.com/${'x'.repeat(2_048)}`].map(
        (url): [string, (all: Json) => void, string] => [
          `a redirect to ${url.slice(0, 30)}`,
          (all) => {
            all.deliveries.queues[0].waiting[0].attempts[0].hops = [{ ...hop, url }];
          },
          '"deliveries.queues.0.waiting.0.attempts.0.hops.0.url" must be a URL of at most 2048 characters.',
        ],
      ),
      [
        'a redirect that is none',
        (all) => {
          all.deliveries.queues[0].waiting[0].attempts[0].hops = [{ ...hop, status: 200 }];
        },
        '"deliveries.queues.0.waiting.0.attempts.0.hops.0.status" must be a whole number from 300 to 399.',
      ],
      [
        'a fault that does nothing',
        (all) => ({ ...all, faults: { round: 1, faults: [{ fault: { first: 1 }, seen: 0, fired: 0 }] } }),
        '"faults.faults.0.fault" does nothing; it must have delay or one of status, cut, truncate, hang, staleImage.',
      ],
    ];

    /** The same for messages. */
    const spoiledMessages: readonly (readonly [string, (messages: Json, snapshot: Json) => unknown, string])[] = [
      [
        'messages that are none',
        (_messages, all) => {
          all.messages = null;
        },
        '"messages" must be an object with lastOrder, lastContact, dropped, list, boxes, contacts and media, or absent, not null.',
      ],
      [
        'an id twice',
        ({ list }) => {
          list[1].id = list[0].id;
        },
        '"messages.list.1.id" must be unique.',
      ],
      [
        'messages out of order',
        ({ list }) => {
          list.reverse();
        },
        '"messages.list.1.order" must be above the previous one, 5.',
      ],
      [
        'a number that is not given away',
        (messages) => {
          messages.lastOrder = 4;
        },
        '"messages.lastOrder" must be at least 5, which is taken.',
      ],
      [
        'one that waits to leave and does not know when',
        ({ list }) => {
          list[4].at = null;
        },
        '"messages.list.4.at" must be a time when waiting.',
      ],
      [
        'one that waits to leave to nobody',
        ({ contacts }) => {
          contacts.pop();
        },
        '"messages.list.4.jid" must be that of a contact, since it waits to leave.',
      ],
      [
        'one that waits to come while the instance is open',
        ({ list }) => {
          list[0].status = 'waiting';
          list[0].at = null;
        },
        '"messages.list.0.status" must not be waiting: its instance is open.',
      ],
      [
        'one that waits without a phone',
        (_messages, all) => {
          all.instances[0].state = 'closed';
          all.instances[0].profile = null;
        },
        '"messages.list.4.status" must not be waiting: its instance is gone or has no phone.',
      ],
      [
        'a tick of what came in',
        ({ list }) => {
          list[0].status = 'sent';
        },
        '"messages.list.0.status" must be one that a received message can have.',
      ],
      [
        'an author of what was sent',
        ({ list }) => {
          list[3].author = siti;
        },
        '"messages.list.3.author" must be null: the instance sent it.',
      ],
      [
        'a message of no instance',
        ({ list }) => {
          list[0].instance = 't1_abc_gone';
        },
        '"messages.list.0.instance" must be that of a box.',
      ],
      [
        'a box of nothing',
        ({ boxes }) => {
          boxes.push({ ...boxes[0], instance: 't1_abc_gone', last: null });
        },
        '"messages.boxes.1.instance" must be one of the instances, or that of a message.',
      ],
      [
        'a newest message of another instance',
        ({ boxes }) => {
          boxes[0].last = 'A5'.padEnd(32, '0');
        },
        '"messages.boxes.0.last" must be null or a message of its instance.',
      ],
      [
        'a contact of no instance',
        ({ contacts }) => {
          contacts[0].instance = 't1_abc_gone';
        },
        '"messages.contacts.0.instance" must be that of an instance and of a box.',
      ],
      [
        'a contact twice',
        ({ contacts }) => {
          contacts[1].jid = contacts[0].jid;
        },
        '"messages.contacts.1.jid" must be unique.',
      ],
      [
        'the number of a contact twice',
        ({ contacts }) => {
          contacts[1].id = contacts[0].id;
        },
        '"messages.contacts.1.id" must be unique.',
      ],
      [
        'a contact that is not given away',
        (messages) => {
          messages.lastContact = 2;
        },
        '"messages.lastContact" must be at least 3, which is taken.',
      ],
      [
        'half a newest message',
        ({ contacts }) => {
          contacts[0].lastTime = null;
        },
        '"messages.contacts.0.lastTime" must be null if lastMessage is, and only then.',
      ],
      [
        'media of no message',
        ({ media }) => {
          media.push({ ...media[0], token: 'n'.repeat(32) });
        },
        '"messages.media" must each be of a message.',
      ],
      [
        'media twice',
        ({ media }) => {
          media.push(media[0]);
        },
        '"messages.media.1.token" must be unique.',
      ],
      [
        'media of another size',
        ({ media }) => {
          media[0].base64 = 'aGVsbG8=';
        },
        '"messages.list.0.media" must have the token of one of the media, and its size.',
      ],
      [
        'media that is not there',
        (messages) => {
          messages.media = [];
        },
        '"messages.list.0.media" must have the token of one of the media, and its size.',
      ],
      [
        'what is no base64',
        ({ media }) => {
          media[0].base64 = 'aGVsbG8';
        },
        '"messages.media.0.base64" must be the bytes in base64.',
      ],
      [
        'a text of no length',
        ({ list }) => {
          list[3].content.text = '';
        },
        '"messages.list.3.content.text" must be a string of 1 to 65,536 characters.',
      ],
      [
        'half a character',
        ({ list }) => {
          list[3].content.text = '\ud83d';
        },
        '"messages.list.3.content.text" must be whole characters, and has half of one.',
      ],
      [
        'more messages than are kept',
        ({ list }) => {
          const first = list[0];
          list.splice(
            0,
            1,
            ...Array.from({ length: 1_002 }, (_, index) => ({
              ...first,
              id: `A5${String(index).padStart(30, '0')}`,
              order: index + 1,
              media: null,
            })),
          );
        },
        '"messages.list.1001" is one more than an instance may have, 1000.',
      ],
    ];

    test.each(spoiledMessages)('%s is a 400, and changes nothing', async (_what, spoil, sentence) => {
      const snapshot = await withPicture();
      const { control, wachat } = await written();
      expect((await control.call('PUT', '/snapshot', { body: snapshot })).status).toBe(200);
      const before = (await control.get('/snapshot')).bytes;
      spoil(snapshot.messages, snapshot);
      const reply = await control.call('PUT', '/snapshot', { body: snapshot });
      expect([reply.status, reply.body.error]).toEqual([400, sentence]);
      expect((await control.get('/snapshot')).bytes).toEqual(before);
      await expect(wachat.restore(snapshot)).rejects.toThrow(RangeError);
    });

    test.each(spoiled)('%s is a 400, and changes nothing', async (_what, spoil, sentence) => {
      const snapshot = await full();
      const body = spoil(snapshot);
      const { control, wachat } = await busy();
      const before = (await control.get('/snapshot')).bytes;
      const sent = spoil.toString().includes('=> undefined') ? undefined : (body ?? snapshot);
      const reply = await control.call('PUT', '/snapshot', { body: sent });
      expect(reply.status).toBe(400);
      if (sentence.startsWith('^')) expect(reply.body.error).toMatch(new RegExp(sentence));
      else expect(reply.body.error).toBe(sentence);
      expect((await control.get('/snapshot')).bytes).toEqual(before);
      await expect(wachat.restore(sent)).rejects.toThrow(RangeError);
      expect(await wachat.snapshot()).toEqual(JSON.parse(before.toString()));
    });

    test('of a million wrong things it names the first, in time', async () => {
      const { control } = await build();
      const snapshot = await full();
      for (const instances of [Array(1_000_000).fill(1), Array(300_000).fill({ sequence: [] })]) {
        const reply = await control.call('PUT', '/snapshot', { body: { ...snapshot, instances } });
        expect(reply.status).toBe(400);
        expect(reply.body.error).toMatch(/^"instances\.0/);
        expect(reply.bytes.length).toBeLessThan(2_000);
      }
      const events = Array(1_000_000).fill('no');
      snapshot.webhooks.list[0].events = events;
      expect((await control.call('PUT', '/snapshot', { body: snapshot })).body.error).toMatch(
        /^"webhooks\.list\.0\.events"/,
      );
    });

    test('a field __proto__ is one that is not known', async () => {
      const { control } = await build();
      const text = JSON.stringify(await full());
      for (const spoiledText of [
        text.replace('{', '{"__proto__":{"number":5},'),
        text.replace('"pairing":{', '"pairing":{"__proto__":1,'),
      ]) {
        expect((await control.call('PUT', '/snapshot', { body: spoiledText })).status).toBe(400);
      }
      expect((await control.get('/instances')).body.count).toBe(0);
    });

    test('more instances than there is room for are a 429, and change nothing; those that go make room', async () => {
      const snapshot = await full();
      const { api, control, wachat } = await build({ maxInstances: 4 });
      await api.create({ instanceName: 'mine' });
      expect((await control.call('PUT', '/snapshot', { body: snapshot })).status).toBe(200);
      wachat.reset();
      await api.create({ instanceName: 'mine' });
      await client(wachat.url, 'another').create({ instanceName: 'theirs' });
      const reply = await control.call('PUT', '/snapshot', { body: snapshot });
      expect([reply.status, reply.body.error]).toEqual([
        429,
        'The emulator has reached its limit of 4 instances; reset an account or raise --max-instances.',
      ]);
      expect((await control.get('/instances')).body.instances).toMatchObject([{ displayName: 'mine' }]);
    });
  });

  describe('behaviour', () => {
    test('messages, contacts and media are restored byte for byte', async () => {
      const snapshot = await withPicture();
      const { control } = await build();
      expect((await control.call('PUT', '/snapshot', { body: snapshot })).status).toBe(200);
      const { body, bytes } = await control.get('/snapshot');
      expect(body).toEqual(snapshot);
      expect(bytes.toString()).toBe(JSON.stringify(snapshot));
    });

    test('one that was saved before there were messages is restored', async () => {
      const { control } = await written();
      const old = await withPicture();
      delete old.messages;
      expect((await control.call('PUT', '/snapshot', { body: old })).status).toBe(200);
      expect((await control.get('/messages')).body.count).toBe(0);
      expect((await control.get('/snapshot')).body).toEqual(old);
    });

    test('messages of a deleted instance are restored without it', async () => {
      const { api, wachat, name } = await written();
      wachat.unlink(name);
      expect((await api.call('DELETE', `/instance/delete?instanceName=${name}`)).status).toBe(200);
      const snapshot = await wachat.snapshot();
      const copy = wachat.account('the-copy');
      await copy.restore(snapshot);
      expect(await copy.snapshot()).toEqual(snapshot);
      expect(copy.messages({ status: 'cancelled' })).toMatchObject([{ text: 'Soon', instanceName: name }]);
    });

    test('what waits to leave leaves at its time, and once', async () => {
      const { clock, wachat } = await written();
      const copy = wachat.account('the-copy');
      await copy.restore(await wachat.snapshot());
      await wachat.restore(await wachat.snapshot());
      clock.advance(4_999);
      expect(copy.messages({ status: 'waiting' })).toHaveLength(1);
      clock.advance(1);
      for (const one of [wachat, copy]) {
        expect(one.messages({ status: 'waiting' })).toEqual([]);
        expect(one.messages({ text: 'Soon' })).toMatchObject([
          { status: 'delivered', time: '2026-01-01T00:00:05.000Z' },
        ]);
      }
    });

    test('what came in while there was no connection comes when it is back', async () => {
      const { wachat, name, write } = await written();
      wachat.drop(name);
      await write(budi, 'Are you there?');
      const copy = wachat.account('the-copy');
      await copy.restore(await wachat.snapshot());
      expect(copy.messages({ status: 'waiting', direction: 'received' })).toHaveLength(1);
      copy.reconnect(name);
      expect(copy.messages({ text: 'Are you there?' })).toMatchObject([{ status: 'delivered' }]);
    });

    test('events about messages are delivered from the copy as they would have been, also when the message is gone', async () => {
      const { receiver, wachat } = await written(hang);
      const snapshot: Json = JSON.parse(JSON.stringify(await wachat.snapshot()));
      const [{ waiting }] = snapshot.deliveries.queues;
      const names: readonly string[] = waiting.map(({ event }: Json) => event.name);
      for (const one of ['messages.upsert', 'messages.update', 'contacts.update', 'chats.update'])
        expect(names).toContain(one);
      snapshot.messages.dropped = 4;
      snapshot.messages.list = snapshot.messages.list.slice(4);
      snapshot.messages.boxes[0].last = null;
      const first = wachat.account('first-copy-aaaaaa');
      receiver.answerWith(status(200));
      wachat.reset();
      const from = receiver.received.length;
      await first.restore(snapshot);
      await first.waitFor('deliveries', { status: 'delivered', count: waiting.length });
      const bodies = receiver.received.slice(from).filter(({ body }) => String(body.apikey).endsWith('aaaaaa'));
      expect(bodies.map(({ body }) => body.event)).toEqual(names);
      const upserts = bodies.filter(({ body }) => body.event === 'messages.upsert').map(({ body }) => body.data);
      expect(upserts).toMatchObject([
        { message: { conversation: 'Where is my order?' }, pushName: 'Siti' },
        { message: { conversation: 'The same' } },
        { message: { extendedTextMessage: { text: 'Hello?' } } },
      ]);
      expect(bodies.find(({ body }) => body.event === 'messages.update')?.body.data).toMatchObject({
        status: 'SERVER_ACK',
      });
    });

    test('a blocked number, an unread chat and a newest message are as they were', async () => {
      const { send, wachat, control } = await written();
      await send('999000000104', 'Hello');
      const copy = wachat.account('the-copy');
      await copy.restore(await wachat.snapshot());
      const seenOf = (one: Pick<typeof copy, 'instances'>) => one.instances().map(({ messages }) => messages);
      expect(seenOf(copy)).toEqual(seenOf(wachat));
      expect((await control.get('/instances')).body.instances[0].messages).toMatchObject({ sent: 2, received: 3 });
    });

    test('a QR that followed a refused one does so in the copy too, until the next', async () => {
      const { api, clock, wachat } = await build();
      const name: string = (await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName;
      wachat.refuse(name);
      const copy = wachat.account('the-copy-bbbbbb');
      await copy.restore(await wachat.snapshot());
      const views = () =>
        Promise.all(
          [wachat.apiKey, 'the-copy-bbbbbb'].map(async (key) => {
            const path = `/instance/qr/live?instanceName=${name}`;
            return (await client(wachat.url, key).get(path, { Accept: 'application/json' })).body;
          }),
        );
      const [before, beforeInCopy] = await views();
      expect(before).toMatchObject({ count: 2, refused: true });
      expect(beforeInCopy).toEqual(before);
      clock.advance(45_000);
      const [after, afterInCopy] = await views();
      expect(after).toMatchObject({ count: 3, refused: false });
      expect(afterInCopy).toEqual(after);
    });

    test('what falls due at one time keeps its order, whatever was done to the clock before', async () => {
      const { clock, create: make, receiver, wachat } = await hooked(status(200), { autoScan: '45s' });
      await make();
      await wachat.clock.advance(0, { settle: true });
      // Each sets the ends of QRs anew, behind the scan that was set before.
      await wachat.clock.freeze();
      await wachat.clock.run();
      const copy = wachat.account('the-copy-bbbbbb');
      await copy.restore(await wachat.snapshot());
      const already = receiver.received.length;
      clock.advance(45_000);
      await wachat.clock.advance(0, { settle: true });
      await copy.clock.advance(0, { settle: true });
      const [sent, sentByCopy] = [wachat.apiKey, 'bbbbbb'].map((key) =>
        sentBy(receiver.received.slice(already), key.slice(-6)),
      );
      expect(sent).toHaveLength(3);
      expect(sentByCopy).toEqual(sent);
    });

    test('a delivery that is under way counts as waiting, and is sent again', async () => {
      const { create: make, receiver, wachat } = await hooked(hang);
      await make();
      await receiver.until(1);
      const snapshot = await wachat.snapshot();
      receiver.answerWith(status(200));
      const copy = wachat.account('the-copy');
      await copy.restore(snapshot);
      const [first, ...others] = await copy.waitFor('deliveries', { status: 'delivered', count: 2 });
      expect([first.id, others.length]).toEqual(['1-1', 1]);
      expect(receiver.received[1]?.body.data).toEqual(receiver.received[0]?.body.data);
    });

    test('what waits on the old account ends, and sees nothing of what comes', async () => {
      const { api, clock, control, create: make, receiver, wachat } = await hooked(hang);
      const { body } = await api.create({ instanceName: 'shop' });
      const stream = await openStream(body.qrcode.liveUrl);
      await stream.next();
      await receiver.until(1);
      const waiting = wachat.waitFor('deliveries', { status: 'delivered' }, '1m');
      const other = await full();
      other.webhooks = { lastId: 0, list: [] };
      other.deliveries = { count: 0, queues: [] };
      const ended = expect(waiting).rejects.toThrow('0 found');
      expect((await control.call('PUT', '/snapshot', { body: other })).status).toBe(200);
      await ended;
      expect(await stream.next()).toBeUndefined();
      await make();
      clock.advance(600_000);
      expect(receiver.received).toHaveLength(1);
      expect(wachat.deliveries()).toEqual([]);
      expect((await control.post('/scan', { code: body.qrcode.code })).status).toBe(404);
    });

    test('an account that counted further than a snapshot may say can be written down all the same', async () => {
      const { api, control, wachat } = await build();
      await wachat.restore({ ...(await full()), lastSequence: 900_000_000 });
      expect((await api.create({ instanceName: 'shop' })).status).toBe(201);
      const { status, body } = await control.get('/snapshot');
      expect([status, body.lastSequence]).toEqual([200, 900_000_001]);
      expect((await control.call('PUT', '/snapshot', { body })).body.error).toContain('"lastSequence" must be');
    });

    test('faults go on where they were: which call comes next, and which share is hit', async () => {
      const first = await build({ seed: 'faults' });
      first.wachat.setFaults([
        { operation: 'getState', nth: 3, status: 429 },
        { operation: 'getInstances', share: 0.5, status: 503 },
      ]);
      const ask = async ({ api }: typeof first) => {
        const state = (await api.get('/instance/state?instanceName=x')).status;
        return [state, (await api.get('/instance/list')).status];
      };
      await ask(first);
      const snapshot = await first.wachat.snapshot();
      const second = await build({ seed: 'another' });
      await second.wachat.restore(JSON.parse(JSON.stringify(snapshot)));
      const [here, there]: number[][][] = [[], []];
      for (let round = 0; round < 20; round++) {
        here?.push(await ask(first));
        there?.push(await ask(second));
      }
      expect(there).toEqual(here);
      expect(here?.map(([state]) => state).slice(0, 3)).toEqual([404, 429, 404]);
      expect(new Set(here?.map(([, list]) => list))).toEqual(new Set([200, 503]));
      expect(second.wachat.faults()).toEqual(first.wachat.faults());
    });

    test('a key without an account forgets what it asked before, too', async () => {
      const { api, wachat } = await build();
      const snapshot = await wachat.account('elsewhere').snapshot();
      await api.get('/instance/list');
      await wachat.restore(snapshot);
      expect(wachat.requests()).toEqual([]);
    });

    test('a clock that runs past the year 9999 is written down as standing at its end', async () => {
      const { clock, control, wachat } = await build();
      await wachat.restore({ ...(await wachat.snapshot()), clock: { now: '9999-12-31T23:59:59.999Z', frozen: false } });
      clock.advance(5_000);
      const { status, body } = await control.get('/snapshot');
      expect([status, body.clock.now]).toEqual([200, '9999-12-31T23:59:59.999Z']);
      expect((await control.call('PUT', '/snapshot', { body })).status).toBe(200);
    });

    test('a clock that was frozen stands there; one that was not goes on', async () => {
      const { clock, wachat } = await build();
      await wachat.clock.advance('1h');
      const running = await wachat.snapshot();
      await wachat.clock.freeze();
      const frozen = await wachat.snapshot();
      clock.advance(5_000);
      await wachat.restore(running);
      expect(wachat.clock.read().now).toBe('2026-01-01T01:00:00.000Z');
      clock.advance(5_000);
      expect(wachat.clock.read().now).toBe('2026-01-01T01:00:05.000Z');
      await wachat.restore(frozen);
      clock.advance(5_000);
      expect(wachat.clock.read().now).toBe('2026-01-01T01:00:00.000Z');
    });

    test('a reset afterwards begins as it would have without it, under the number of the key', async () => {
      const { wachat, api } = await build({ seed: 'mine' });
      const first = (await api.create({ instanceName: 'shop' })).body;
      const snapshot = await full();
      await wachat.restore({ ...snapshot, number: 7 });
      expect((await api.create({ instanceName: 'shop' })).body.instance.apiInstanceName).toMatch(/^t7_/);
      wachat.account(wachat.apiKey).reset();
      expect((await api.create({ instanceName: 'shop' })).body).toEqual(first);
    });

    test('what a person does with the data afterwards does not touch the account', async () => {
      const { wachat } = await busy();
      const snapshot: Json = await wachat.snapshot();
      const before = JSON.stringify(snapshot);
      snapshot.instances[0].pairing.startedAt = 0;
      snapshot.webhooks.list[0].events.push('no');
      expect(JSON.stringify(await wachat.snapshot())).toBe(before);
      const again: Json = JSON.parse(before);
      await wachat.restore(again);
      again.instances[0].settings.rejectCalls = true;
      expect(JSON.stringify(await wachat.snapshot())).toBe(before);
    });
  });
});
