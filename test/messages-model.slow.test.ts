import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { client, type Json, type Reply } from './support/client.js';
import { build } from './support/emulator.js';
import { addressOf, courseNumbers, createMessagesModel, type ModelRules } from './support/messages-model.js';
import { isLong, testSeed } from './support/random.js';
import { receive } from './support/receiver.js';

const PROGRAMS = isLong ? 1_500 : 30;
/** In milliseconds. */
const PATIENCE = isLong ? 1_800_000 : 120_000;
const STEPS = isLong ? 200 : 80;

/** Emulators with these settings; each program runs on one of them. */
const kinds: readonly { readonly typingDelay: string; readonly rules: ModelRules }[] = [
  { typingDelay: '0ms', rules: { ticks: 'none', typing: 0 } },
  { typingDelay: '2s', rules: { ticks: 'delivered', typing: 2_000 } },
  { typingDelay: 'documented', rules: { ticks: 'read', typing: undefined } },
  { typingDelay: '0ms', rules: { ticks: 'sent', typing: 0 } },
];
/** The original's typing, in milliseconds. */
const DOCUMENTED = { least: 3_000, most: 5_000 } as const;

const people = ['6281298765432', '4915112345678', '628111222333'];
const magic = ['00', '01', '02', '03', '04', '05'].map((digits) => `9990000001${digits}`);
const groups = ['120363025246125486@g.us', '6281298765432-1600000000@g.us'];
const EVENTS = ['messages.upsert', 'messages.update', 'chats.update', 'contacts.update'];

const create = (isScanned: fc.Arbitrary<boolean>) =>
  fc.record({
    kind: fc.constant('create' as const),
    number: fc.option(fc.constantFrom(...courseNumbers), { nil: undefined, freq: 2 }),
    isScanned,
    ignoreGroups: fc.boolean(),
    readMessages: fc.boolean(),
  });

/** One step of a program. A number picks one of what is there by then. */
const step = fc.oneof(
  { weight: 3, arbitrary: create(fc.constantFrom(true, true, false)) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      which: fc.nat(),
      to: fc.constantFrom(...people, ...people, ...magic, ...groups),
      delay: fc.constantFrom(undefined, undefined, 0, 500, 3_000, 70_000),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      which: fc.nat(),
      from: fc.constantFrom(...people, magic[3] ?? ''),
      group: fc.constantFrom(undefined, undefined, ...groups),
      isNamed: fc.boolean(),
      quoted: fc.option(fc.nat(), { nil: undefined }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      which: fc.nat(),
      tick: fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed'),
      isForeign: fc.constantFrom(false, false, false, false, true),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('phone' as const),
      which: fc.nat(),
      action: fc.constantFrom('scan', 'unlink', 'drop', 'drop', 'replace', 'reconnect', 'reconnect', 'reconnect'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('api' as const),
      which: fc.nat(),
      action: fc.constantFrom('logout', 'delete', 'requestQr', 'link', 'link', 'link'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      change: fc.constantFrom('advance', 'advance', 'source', 'source', 'back', 'freeze', 'run'),
      by: fc.constantFrom(0, 1, 499, 500, 2_000, 3_000, 5_000, 60_000, 300_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), next: create(fc.constant(true)) }) },
);
const program = fc.record({
  settings: fc.nat({ max: kinds.length - 1 }),
  /** What each of the two accounts begins with. */
  first: fc.tuple(create(fc.constant(true)), create(fc.constant(true))),
  steps: fc.array(fc.tuple(fc.constantFrom(0, 0, 1), step), {
    minLength: 1,
    maxLength: STEPS,
    size: 'max',
  }),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** What holds of deliveries whatever the settings are: nothing comes in twice or out of order, and no tick goes back. */
const checkDeliveries = (bodies: readonly Json[], orderOf: ReadonlyMap<unknown, number>): void => {
  const ranks = new Map<string, number>();
  const arrived = new Set<string>();
  const latest = new Map<string, number>();
  for (const { event, instance, data } of bodies) {
    if (event === 'messages.update') {
      const rank = ['SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED', 'ERROR'].indexOf(data.status);
      expect(rank, `whether a tick goes back or is told twice: ${String(data.keyId)}`).toBeGreaterThan(
        ranks.get(data.keyId) ?? -1,
      );
      ranks.set(data.keyId, rank);
    }
    if (event !== 'messages.upsert') continue;
    const { id } = data.key;
    expect(arrived.has(id), `whether ${String(id)} came in before`).toBe(false);
    arrived.add(id);
    // Of earlier lives of the account there is nothing left to compare with.
    const order = orderOf.get(id);
    if (order === undefined) continue;
    expect(order, `whether ${String(id)} came in before an earlier one`).toBeGreaterThan(latest.get(instance) ?? -1);
    latest.set(instance, order);
  }
};

/** What holds of a list of messages whatever the settings are: none left while an earlier one of its chat still waits. */
const checkQueues = (messages: readonly Json[]): void => {
  const waiting = new Set<string>();
  for (const { direction, instanceName, chat, status, id } of messages) {
    if (direction !== 'sent') continue;
    const where = `${String(instanceName)} ${String(chat)}`;
    if (status === 'waiting') waiting.add(where);
    else
      expect(waiting.has(where), `whether ${String(id)}, which is ${String(status)}, left before its turn`).toBe(false);
  }
};

/** One account, and the model that says what it has. */
const createLane = async (key: string, origin: string, url: string, rules: ModelRules, source: () => number) => {
  const model = createMessagesModel(rules, source);
  const api = client(`${origin}/api/v1`, key);
  const control = client(`${origin}/_emulator`, key);
  const names: string[] = [];
  const ids = new Set<string>();
  /** What was done, for whoever has to find out why they differ. */
  const history: string[] = [];
  let texts = 0;

  const same = (what: string, seen: unknown, expected: unknown): void => {
    if (JSON.stringify(seen) !== JSON.stringify(expected))
      expect(seen, `${what}, after\n${history.join('\n')}`).toEqual(expected);
  };
  const answered = (what: string, reply: Reply, expected: number): void => {
    history.push(`${what}: ${String(reply.status)}`);
    same(`the answer to ${what}`, reply.status, expected);
  };
  const iso = (time: number): string => new Date(time).toISOString();

  const hook = async (): Promise<void> => {
    answered('hook', await api.post('/webhooks', { url, events: EVENTS }), 201);
  };
  const settle = async (): Promise<void> => {
    for (let unsettled = true; unsettled;) {
      const { body } = await control.post('/clock', { advance: '0ms', settle: true });
      unsettled = body.clock.unsettled.length > 0;
    }
  };

  /** All messages as the control API shows them, against the model, which learns what it cannot know. */
  const compare = async (): Promise<void> => {
    const { messages, dropped }: Json = (await control.get('/messages?limit=1000')).body;
    const expected = model.messages();
    checkQueues(messages);
    same('how many messages there are', [messages.length, dropped], [expected.length, 0]);
    for (const [index, one] of expected.entries()) {
      const shown: Json = messages[index];
      if (one.id === undefined) {
        same('whether an id is new', ids.has(shown.id), false);
        ids.add(shown.id);
        one.id = shown.id;
      }
      if (one.at === undefined) {
        const at = Date.parse(shown.time);
        const end = model.queueEnd(one);
        const [least, most] = [one.acceptedAt + DOCUMENTED.least, one.acceptedAt + DOCUMENTED.most];
        same('whether it is typed as documented', at >= Math.max(end, least) && at <= Math.max(end, most), true);
        one.at = at;
      }
      const number = one.chat.endsWith('@g.us') ? one.chat : one.chat.split('@')[0];
      same(
        `the message ${String(index)}`,
        [
          ...[shown.id, shown.instanceName, shown.direction, shown.chat, shown.to, shown.from, shown.type, shown.text],
          ...[one.pushName === undefined || shown.pushName, shown.quotes, shown.status, shown.reason !== null],
          ...[shown.acceptedAt, shown.time],
        ],
        [
          ...[one.id, one.instance, one.fromMe ? 'sent' : 'received', one.chat, one.fromMe ? number : null, one.author],
          ...['text', one.text, one.pushName ?? true, one.quotes, one.status],
          ...[['failed', 'cancelled', 'ignored'].includes(one.status), iso(one.acceptedAt)],
          one.at === null ? null : iso(one.at),
        ],
      );
    }
    same('the clock', (await control.get('/clock')).body.clock.now, iso(model.now()));
  };

  /** What its webhook was sent, in order, against the model. */
  const compareDeliveries = async (bodies: () => readonly Json[]): Promise<void> => {
    await settle();
    const got = bodies().map(({ event, instance, data }) => {
      const about = `${String(event)} ${String(instance)}`;
      switch (event) {
        case 'messages.upsert': {
          const text = data.message.conversation ?? data.message.extendedTextMessage?.text;
          return `${about} ${String(data.key.remoteJid)} ${String(text)} ${String(data.key.id)}`;
        }
        case 'messages.update':
          return `${about} ${String(data.remoteJid)} ${String(data.status)} ${String(data.keyId)}`;
        default:
          return `${about} ${String((Array.isArray(data) ? data[0] : data).remoteJid)}`;
      }
    });
    const expected = model
      .told()
      .map(({ text, message }) => (message === undefined ? text : `${text} ${String(message.id)}`));
    same('what was sent to the webhook', got, expected);
    checkDeliveries(bodies(), new Map(model.messages().map(({ id }, index) => [id, index])));
  };

  const act = async (action: string, name: string): Promise<void> => {
    const expected = model.act(name, action);
    const query = `instanceName=${encodeURIComponent(name)}`;
    const reply = await (action === 'logout' || action === 'delete'
      ? api.call('DELETE', `/instance/${action}?${query}`)
      : action === 'requestQr'
        ? api.get(`/instance/qr?${query}`)
        : control.post(`/instances/${encodeURIComponent(name)}/${action}`));
    answered(`${action} ${name}`, reply, expected);
  };

  const pickName = (which: number, others: readonly string[]): string => {
    // The newest ones more often, as most of the others are gone; sometimes one of another account.
    const newest = names.slice(-2);
    const all = [...newest, ...newest, ...newest, ...newest, ...names.slice(-5), ...others.slice(-1)];
    return all[which % all.length] ?? 'nobody';
  };

  /** Does one step on both sides, and compares what is answered. */
  const run = async (one: Step, others: readonly string[], foreignIds: readonly string[]): Promise<void> => {
    switch (one.kind) {
      case 'create': {
        const { number, ignoreGroups, readMessages } = one;
        const reply = await api.create({
          instanceName: 'Toko',
          ignoreGroups,
          readMessages,
          ...(number !== undefined && { number }),
        });
        const name = String(reply.body.instance?.apiInstanceName);
        answered(`create ${name} ${JSON.stringify(one)}`, reply, 201);
        model.create(name, number, ignoreGroups, readMessages);
        names.push(name);
        if (one.isScanned) await act('scan', name);
        return;
      }
      case 'send': {
        const name = pickName(one.which, others);
        const text = `Pesanan ${String(++texts)} \u202b👍🏽\n`;
        const reply = await api.post('/send/text', {
          instanceName: name,
          number: one.to,
          message: text,
          ...(one.delay !== undefined && { delay: one.delay }),
        });
        answered(`send ${name} to ${one.to} in ${String(one.delay)}`, reply, model.send(name, one.to, text, one.delay));
        return;
      }
      case 'receive': {
        const name = pickName(one.which, others);
        const { from, group, quoted: which } = one;
        const chat = group ?? addressOf(from);
        const inChat = model.messages().filter((each) => each.chat === chat);
        const quoted = which === undefined ? undefined : inChat[which % inChat.length]?.id;
        const pushName = one.isNamed ? `Siti ${String(texts % 3)}` : undefined;
        const incoming = { from, group, pushName, quoted, text: `Balasan ${String(++texts)}` };
        const reply = await control.post(`/instances/${encodeURIComponent(name)}/receive`, {
          type: 'text',
          ...incoming,
        });
        answered(`receive ${name} ${JSON.stringify(incoming)}`, reply, model.receive(name, incoming));
        return;
      }
      case 'tick': {
        const known = model.messages().flatMap(({ id, fromMe }) => (id !== undefined && fromMe ? [id] : []));
        const all = one.isForeign ? foreignIds : [...known.slice(-3), ...known.slice(-3), ...ids];
        const id = all[one.which % all.length];
        if (id === undefined) return;
        const reply = await control.post(`/messages/${id}/tick`, { status: one.tick });
        answered(`${one.tick} for ${id}`, reply, model.tick(id, one.tick));
        return;
      }
      case 'phone':
        return act(one.action, pickName(one.which, others));
      case 'api': {
        const name = pickName(one.which, others);
        if (one.action !== 'link') return act(one.action, name);
        await act('requestQr', name);
        return act('scan', name);
      }
      case 'clock': {
        const change = { back: { set: iso(model.now() - one.by) }, advance: { advance: `${String(one.by)}ms` } };
        const body =
          one.change === 'freeze' || one.change === 'run'
            ? { [one.change]: true }
            : change[one.change === 'back' ? 'back' : 'advance'];
        if (one.change === 'freeze') model.freeze();
        else if (one.change === 'run') model.run();
        else model.moveTo(model.now() + (one.change === 'back' ? -one.by : one.by));
        answered(`clock ${JSON.stringify(body)}`, await control.post('/clock', body), 200);
        return;
      }
      case 'reset': {
        await settle();
        model.reset();
        answered('reset', await control.post('/reset'), 200);
        await hook();
        return run(one.next, others, foreignIds);
      }
    }
  };

  await hook();
  return {
    run,
    compare,
    compareDeliveries,
    sourceMovesTo(time: number): void {
      history.push(`the source moves to ${iso(time)}`);
      model.sourceMovesTo(time);
    },
    names: (): readonly string[] => names,
    ids: (): readonly string[] => [...ids],
    seen: (): number => ids.size,
    end: () => control.call('DELETE', '/account'),
  };
};

describe('Messages', () => {
  test(
    `go as a plain model says, in ${String(PROGRAMS)} programs of up to ${String(STEPS)} steps (seed ${String(testSeed)})`,
    { timeout: PATIENCE },
    async () => {
      const receiver = await receive();
      const emulators = await Promise.all(
        kinds.map(({ typingDelay, rules }) => build({ typingDelay, ticks: rules.ticks })),
      );
      let runs = 0;
      let [messages, deliveries] = [0, 0];
      await fc.assert(
        fc.asyncProperty(fc.noBias(program), async ({ settings, first, steps }) => {
          const [emulator, kind] = [emulators[settings], kinds[settings]];
          if (emulator === undefined || kind === undefined) throw new Error('There are no such settings.');
          const { origin, clock } = emulator;
          const keys = [0, 1].map((index) => `account-${String(index)}-of-run-${String(++runs).padStart(9, '0')}`);
          receiver.received.length = 0;
          const lanes = await Promise.all(
            keys.map((key) => createLane(key, origin, `${receiver.url}/${key}`, kind.rules, clock.now)),
          );
          const bodiesOf = (index: number) => (): readonly Json[] =>
            receiver.received
              .map(({ body }) => body)
              .filter(({ destination }) => String(destination).endsWith(`/${String(keys[index])}`));
          for (const [which, one] of [...first.entries(), ...steps]) {
            const [own, other] = [lanes[which], lanes[1 - which]];
            if (own === undefined || other === undefined) continue;
            if (one.kind === 'clock' && one.change === 'source') {
              for (const lane of lanes) lane.sourceMovesTo(clock.now() + one.by);
              clock.advance(one.by);
            } else await own.run(one, other.names(), other.ids());
            for (const lane of lanes) await lane.compare();
          }
          for (const [index, lane] of lanes.entries()) {
            await lane.compareDeliveries(bodiesOf(index));
            messages += lane.seen();
            await lane.end();
          }
          deliveries += receiver.received.length;
        }),
        // So that it tells what it found before the test is over, however long it takes to make that smaller.
        { seed: testSeed, numRuns: PROGRAMS, interruptAfterTimeLimit: PATIENCE * 0.75 },
      );
      console.log(`${String(runs / 2)} programs; ${String(messages)} messages; ${String(deliveries)} deliveries`);
    },
  );
});
