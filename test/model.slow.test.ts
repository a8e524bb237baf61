import { describe, expect, test } from 'vitest';
import { client, type Json, type Reply } from './support/client.js';
import { build } from './support/emulator.js';
import {
  createModel,
  scenarioNumbers,
  shownAs,
  type Model,
  type ModelCode,
  type ModelInstance,
  type SavedModel,
} from './support/model.js';
import { isLong, randomFrom, testSeed, type Random } from './support/random.js';
import { receive, status, type Receiver } from './support/receiver.js';
import { business } from './support/shop.js';

/** Accounts, each with a client of its own, and how many instances each has at most. */
const ACCOUNTS = 4;
const INSTANCES = 50;
const ACTIONS = isLong ? 100_000 : 6_000;
/** Calls that an account's client makes at the same time, on as many instances. */
const AT_ONCE = 20;
const QR = { ttl: 45_000, limit: 4 };

const phonePaths: Readonly<Record<string, string>> = {
  scan: 'scan',
  refuse: 'refuse',
  unlink: 'unlink',
  drop: 'drop',
  reconnect: 'reconnect',
  replace: 'replace',
  expireQr: 'expire-qr',
  exhaust: 'exhaust',
};
const phoneActions = Object.keys(phonePaths);

const eventOf = ({ event, data }: Json): string => {
  if (event === 'qrcode.updated') return data.qrcode === undefined ? 'no QR' : 'QR';
  return `${String(data.state)} ${String(data.statusReason)}`;
};
const seenEventOf = ({ event, state, statusReason, qrcode }: Json): string =>
  event === 'qrcode.updated' ? (qrcode === null ? 'no QR' : 'QR') : `${String(state)} ${String(statusReason)}`;

type Saved = { readonly snapshot: Json; readonly model: SavedModel };

/** What all accounts share: snapshots, which any of them may restore, and those who get the events. */
type Shared = { readonly saved: Saved[]; readonly receivers: readonly Receiver[]; readonly urls: { count: number } };

/** One account: its client, its phones, and the model that says what they should see. */
const createLane = (key: string, origin: string, random: Random, start: number, shared: Shared) => {
  const model: Model = createModel(key, QR, start);
  const api = client(`${origin}/api/v1`, key);
  const control = client(`${origin}/_emulator`, key);
  const codes: ModelCode[] = [];
  const gone: string[] = [];
  /** The last things that were done, for whoever has to find out why they differ. */
  const history: string[] = [];
  let done = 0;
  const did = (what: string, reply: Reply): void => {
    done++;
    if (history.push(`${what} ${String(reply.status)}`) > 400) history.shift();
  };
  const about = (name: string): string =>
    history
      .filter((line) => line.includes(name) || line.startsWith('*'))
      .slice(-60)
      .join('\n');

  const same = (name: string, what: string, seen: unknown, expected: unknown): void => {
    if (JSON.stringify(seen) !== JSON.stringify(expected))
      expect(seen, `${what} of ${name} ${JSON.stringify(model.find(name))}\n${about(name)}`).toEqual(expected);
  };

  const learn = (one: ModelInstance, qr: Json): void => {
    const current = model.qrOf(one);
    if (current === undefined || typeof qr?.code !== 'string') return;
    codes.push({ text: qr.code, secret: model.secret(), id: one.id, ordinal: one.ordinal, count: current.count });
    if (codes.length > 300) codes.shift();
  };

  /** An instance as the control API shows it, against the model. */
  const compareOne = (one: ModelInstance, shown: Json): void => {
    const qr = model.qrOf(one);
    const phase = model.phaseOf(one);
    const isLinked = one.isLinked && !one.isBusiness;
    same(
      one.name,
      'the state',
      [shown.phase, shown.state, shown.qrcode?.count ?? null, shown.qrcode?.expiresAt ?? null, shown.phone !== null],
      [phase, shownAs(phase), qr?.count ?? null, qr === undefined ? null : new Date(qr.end).toISOString(), isLinked],
    );
  };

  const create = async (): Promise<ModelInstance> => {
    const isBusiness = random.chance(0.05);
    const hasLoop = model.instances().some(({ number }) => number?.endsWith('13') === true);
    const picked = random.pick(scenarioNumbers);
    const scenario = picked.endsWith('13') && hasLoop ? '999000000001' : picked;
    const number = random.chance(0.4) ? scenario : random.chance(0.5) ? '628123456789' : undefined;
    const reply = await api.create({
      instanceName: 'Toko',
      ...(number !== undefined && { number }),
      ...(isBusiness && business),
    });
    const name = String(reply.body.instance?.apiInstanceName);
    did(`create ${name} ${number ?? ''}`, reply);
    same(name, 'the answer to create', reply.status, 201);
    return model.create(name, number ?? null, isBusiness);
  };

  const askApi = async (name: string, action: string): Promise<void> => {
    const query = `?instanceName=${encodeURIComponent(name)}`;
    const calls: Readonly<Record<string, () => Promise<Reply>>> = {
      requestQr: () => api.get(`/instance/qr${query}`),
      logout: () => api.call(random.chance(0.5) ? 'POST' : 'DELETE', `/instance/logout${query}`),
      delete: () => api.call('DELETE', `/instance/delete${query}`),
    };
    const one = model.find(name);
    const ordinal = one?.ordinal;
    const expected = model.ask(name, action);
    const reply = await (calls[action] ?? calls.requestQr)?.();
    if (reply === undefined) return;
    did(`${action} ${name}`, reply);
    same(name, `the answer to ${action}`, reply.status, expected);
    if (action === 'delete' && expected === 200) gone.push(name);
    if (action !== 'requestQr' || expected !== 200 || one === undefined) return;
    // Like create, it tells of the QR first, even if that is scanned at once.
    const isAtOnce = one.ordinal !== ordinal && one.number === '999000000000';
    const phase = isAtOnce ? 'pairing' : model.phaseOf(one);
    const count = isAtOnce ? 1 : (model.qrOf(one)?.count ?? (phase === 'starting' ? 0 : null));
    same(
      name,
      'what the QR call says',
      [reply.body.instance.state, reply.body.qrcode?.count ?? null],
      [shownAs(phase), count],
    );
    learn(one, reply.body.qrcode);
  };

  const askPhone = async (name: string, action: string): Promise<void> => {
    const one = model.find(name);
    const linkTime = action === 'scan' && random.chance(0.3) ? random.pick([0, 1_000, 30_000, 45_000]) : undefined;
    const expected = model.ask(name, action, linkTime);
    const body = linkTime === undefined ? undefined : { linkTime };
    const reply = await control.post(`/instances/${encodeURIComponent(name)}/${phonePaths[action] ?? ''}`, body);
    did(`${action} ${name} ${String(linkTime ?? '')}`, reply);
    same(name, `the answer to ${action}`, reply.status, expected);
    if (one !== undefined && expected === 200) compareOne(one, reply.body.instance);
  };

  const look = async (name: string): Promise<void> => {
    const query = `?instanceName=${encodeURIComponent(name)}`;
    const one = model.find(name);
    const isThere = one !== undefined && !model.isHidden(one);
    if (random.chance(0.5)) {
      const reply = await api.get(`/instance/state${query}`);
      did(`state ${name}`, reply);
      same(name, 'the answer to state', reply.status, isThere ? 200 : 404);
      if (!isThere) return;
      const state = shownAs(model.phaseOf(one));
      const { number, state: seen } = reply.body.instance;
      const isConnected = state === 'open' && !one.isBusiness;
      same(name, 'the state call', [seen, reply.body.data.instance.state], [state, state]);
      same(name, 'whether it has a number', number !== null, isConnected || one.number !== null);
      return;
    }
    const reply = await api.get(`/instance/profile-picture${query}`);
    did(`picture ${name}`, reply);
    const isOpen = isThere && shownAs(model.phaseOf(one)) === 'open' && !one.isBusiness;
    same(name, 'the answer to profile-picture', reply.status, isOpen ? 200 : isThere ? 409 : 404);
  };

  /** One call on one instance, or on one that does not exist any more. */
  const actOn = (name: string): Promise<void> => {
    if (random.chance(0.15)) return look(name);
    if (random.chance(0.3)) return askApi(name, random.pick(['requestQr', 'requestQr', 'logout', 'delete']));
    return askPhone(name, random.chance(0.3) ? 'scan' : random.pick(phoneActions));
  };

  const deliver = async (): Promise<void> => {
    for (let unsettled = true; unsettled;) {
      const { body } = await control.post('/clock', { advance: '0ms', settle: true });
      unsettled = body.clock.unsettled.length > 0;
    }
  };

  const compare = async (): Promise<void> => {
    const shown: Json = (await control.get('/instances?limit=1000')).body;
    const expected = model.instances();
    same(
      '*',
      'the instances',
      shown.instances.map((one: Json) => one.apiInstanceName),
      expected.map(({ name }) => name).toReversed(),
    );
    for (const one of shown.instances) {
      const known = model.find(one.apiInstanceName);
      if (known === undefined) continue;
      compareOne(known, one);
      learn(known, one.qrcode);
    }
    const list: Json = (await api.get('/instance/list')).body;
    same(
      '*',
      'the list',
      list.instances.map((one: Json) => [one.id, one.apiInstanceName, one.state, one.isConnected, one.updatedAt]),
      expected.map((one) => {
        const state = shownAs(model.phaseOf(one));
        return [one.id, one.name, state, state === 'open', new Date(model.updatedAt(one)).toISOString()];
      }),
    );
    const { events, count, dropped }: Json = (await control.get('/events?limit=1000')).body;
    const all = [...model.events().values()].flat().length;
    same('*', 'how many events there were', Number(count) + Number(dropped), all);
    for (const [name, texts] of model.events()) {
      const seen = events.filter((one: Json) => one.instanceName === name).map(seenEventOf);
      same(name, 'the events', seen, texts.slice(texts.length - seen.length));
    }
    same('*', 'the clock', (await control.get('/clock')).body.clock.now, new Date(model.now()).toISOString());
    const { webhooks }: Json = (await api.get('/webhooks')).body;
    same(
      '*',
      'the webhooks',
      webhooks.map((one: Json) => [one.id, one.url, one.enabled, one.instance?.apiInstanceName ?? null]),
      model.webhooks().map(({ id, url, enabled, only }) => [id, url, enabled, only]),
    );
    await deliver();
    const waiting: Json = (await control.get('/deliveries?status=waiting')).body;
    same('*', 'what waits', waiting.count, 0);
    const got = new Map<string, string[]>();
    for (const { body } of shared.receivers.flatMap(({ received }) => received)) {
      if (!String(body.apikey).endsWith(key.slice(-6))) continue;
      const where = `${String(body.destination)} ${String(body.instance)}`;
      const texts = got.get(where) ?? [];
      got.set(where, texts);
      texts.push(eventOf(body));
    }
    for (const where of new Set([...got.keys(), ...model.sent().keys()])) {
      same(where.split(' ')[1] ?? '', `what was sent to ${where}`, got.get(where), model.sent().get(where));
    }
  };

  /** Something that concerns the whole account, by itself. */
  const changeAll = async (): Promise<void> => {
    const kind = random.pick([
      ...Array<string>(10).fill('advance'),
      ...[
        'back',
        'save',
        'save',
        'restore',
        'restore',
        'hook',
        'hook',
        'hook',
        'enable',
        'unhook',
        'code',
        'code',
        'code',
      ],
      ...(random.chance(0.3) ? ['reset', 'leave'] : []),
    ]);
    switch (kind) {
      case 'advance': {
        const by = random.pick([0, 1, 999, 5_000, 20_000, 44_999, 45_000, 61_000, 180_000, 600_000]);
        const expected = model.moveTo(model.now() + by);
        const reply = await control.post('/clock', { advance: `${String(by)}ms` });
        did(`* advance ${String(by)}`, reply);
        same('*', 'how much happened', [reply.body.clock.happened, reply.body.clock.stoppedShort], [expected, false]);
        return;
      }
      case 'back': {
        const time = model.now() - random.pick([1, 45_000, 600_000]);
        const expected = model.moveTo(time);
        const reply = await control.post('/clock', { set: new Date(time).toISOString() });
        did(`* set back`, reply);
        same('*', 'how much happened on the way back', reply.body.clock.happened, expected);
        return;
      }
      case 'save': {
        await deliver();
        const reply = await control.get('/snapshot');
        did('* save', reply);
        // Of an account that nothing was written to there is none.
        if (reply.status === 200) shared.saved.push({ snapshot: reply.body, model: model.save() });
        if (shared.saved.length > 12) shared.saved.shift();
        return;
      }
      case 'restore': {
        if (shared.saved.length === 0) return;
        const { snapshot, model: saved } = random.pick(shared.saved);
        await deliver();
        const reply = await control.call('PUT', '/snapshot', { body: snapshot });
        did('* restore', reply);
        same('*', 'the answer to a restore', reply.status, 200);
        model.restore(saved);
        return;
      }
      case 'hook': {
        if (model.webhooks().length >= 3) return;
        const known = model.instances().filter((one) => !model.isHidden(one));
        const only = random.chance(0.5) && known.length > 0 ? random.pick(known).name : null;
        const isUpdatesOnly = random.chance(0.3);
        const url = `${random.pick(shared.receivers).url}/${String(++shared.urls.count)}`;
        const reply = await api.post('/webhooks', {
          url,
          ...(only !== null && { instanceName: only }),
          ...(isUpdatesOnly && { events: ['connection.update'] }),
        });
        did('* hook', reply);
        same(
          '*',
          'a new webhook',
          [reply.status, reply.body.webhook?.id],
          [201, model.hook({ url, only, isUpdatesOnly, enabled: true })],
        );
        return;
      }
      case 'enable': {
        const [webhook] = model.webhooks();
        if (webhook === undefined) return;
        await deliver();
        webhook.enabled = !webhook.enabled;
        const reply = await api.post('/webhooks', { id: webhook.id, enabled: webhook.enabled });
        did('* enable', reply);
        same('*', 'a changed webhook', reply.status, 200);
        return;
      }
      case 'unhook': {
        await deliver();
        const id = random.between(1, 5);
        const isThere = model.webhooks().some((one) => one.id === id);
        model.unhook(id);
        const reply = await api.call('DELETE', `/webhooks?id=${String(id)}`);
        did('* unhook', reply);
        same('*', 'a deleted webhook', reply.status, isThere ? 200 : 404);
        return;
      }
      case 'code': {
        if (codes.length === 0) return;
        const code = random.chance(0.5) ? random.pick(codes.slice(-10)) : random.pick(codes);
        const expected = model.scan(code);
        const reply = await control.post('/scan', { code: code.text });
        did('* scan a code', reply);
        same('*', 'the answer to the scan of a code', reply.status, expected);
        return;
      }
      default: {
        await deliver();
        const reply = await (kind === 'reset' ? control.post('/reset') : control.call('DELETE', '/account'));
        did(`* ${kind}`, reply);
        same('*', 'the answer to a reset', reply.status, 200);
        model.reset();
      }
    }
  };

  /** One round: calls at the same time, each on an instance of its own; then one on the whole account. */
  const round = async (): Promise<void> => {
    const all = model.instances().map(({ name }) => name);
    const names = new Set(Array.from({ length: Math.min(AT_ONCE, all.length) }, () => random.pick(all)));
    const room = Math.min(INSTANCES - all.length, random.pick([0, 1, 2, 6]));
    // A webhook of an instance goes with it: what it is still to be sent, too.
    const own = new Set(model.webhooks().map(({ only }) => only));
    if (own.size > 0) await deliver();
    // A restore brings back what was deleted; a create beside this may take the name again, after a reset at the same time.
    const lost = gone.filter((name) => model.find(name) === undefined);
    const [created] = await Promise.all([
      Promise.all(Array.from({ length: room }, create)),
      ...[...names].map(actOn),
      ...(lost.length > 0 && room === 0 ? [askPhone(random.pick(lost), 'scan')] : []),
    ]);
    // The time in their names says in which order they came.
    model.count(created.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    await changeAll();
  };

  return { round, compare, done: () => done, size: () => model.instances().length };
};

describe('A whole life', () => {
  test(
    `goes as a plain model says, over ${String(ACTIONS)} actions (seed ${String(testSeed)})`,
    { timeout: isLong ? 1_800_000 : 120_000 },
    async () => {
      const keys = Array.from(
        { length: ACCOUNTS },
        (_, index) => `account-${String(index)}-of-the-model-${String(index).repeat(6)}`,
      );
      const { origin, control } = await build({ clock: 'manual', qrTtl: QR.ttl, qrLimit: QR.limit, apiKeys: keys });
      const start = Date.parse((await control.get('/clock')).body.clock.now);
      // One takes everything, one refuses everything for good: neither is asked again.
      const receivers = [await receive(), await receive(status(422))];
      const shared: Shared = { saved: [], receivers, urls: { count: 0 } };
      const lanes = keys.map((key, index) => createLane(key, origin, randomFrom(testSeed + index), start, shared));
      const done = () => lanes.reduce((sum, lane) => sum + lane.done(), 0);
      let most = 0;
      for (let count = 1; done() < ACTIONS; count++) {
        await Promise.all(lanes.map((lane) => lane.round()));
        most = Math.max(
          most,
          lanes.reduce((sum, lane) => sum + lane.size(), 0),
        );
        if (count % 8 === 0) for (const lane of lanes) await lane.compare();
      }
      for (const lane of lanes) await lane.compare();
      const delivered = receivers.reduce((sum, { received }) => sum + received.length, 0);
      console.log(`${String(done())} actions on up to ${String(most)} instances; ${String(delivered)} deliveries`);
    },
  );
});
