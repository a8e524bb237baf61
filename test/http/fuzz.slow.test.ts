import { createHash } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { version } from '../../src/index.js';
import type { Json } from '../support/client.js';
import { basesOf, documented, operationsAt, problemsBy, type Documented } from '../support/documented.js';
import { contentTypes, hostileText, hostileValue, oddBodies, spoilt, validValue } from '../support/hostile.js';
import { freePort } from '../support/port.js';
import { startCli } from '../support/process.js';
import { isLong, randomFrom, testSeed, type Random } from '../support/random.js';
import { receive } from '../support/receiver.js';
import { sendRaw } from '../support/socket.js';

/** Requests of one run. There are two. */
const REQUESTS = isLong ? 50_000 : 3_500;

/** What is answered where no operation is: an unknown path, a wrong method, what is not built. */
const ASTRAY: readonly number[] = [400, 401, 403, 404, 405, 414, 501];

type Key = {
  readonly key: string;
  /** Only this account has faults: what they do to a request is up to them. */
  readonly isFaulty: boolean;
  readonly names: Set<string>;
  /** Those of them that were open when they were last heard of. */
  readonly open: Set<string>;
  readonly hooks: Set<number>;
  codes: readonly string[];
  /** Messages, by id, and where bytes of theirs are. */
  messages: readonly string[];
  sent: readonly string[];
  media: readonly string[];
  hasFaults: boolean;
};

type Shot = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer | undefined;
  readonly isChunked: boolean;
  readonly sender: Key | undefined;
};

type Answered = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly bytes: Buffer };
/** `undefined` if the connection was cut, or nobody answered within what a fault may take. */
type Outcome = Answered | undefined;

const curlOf = (origin: string, { method, target, headers, body, isChunked }: Shot): string => {
  const quote = (text: string) =>
    `$'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
  const text = body?.toString() ?? '';
  return [
    `curl -i --path-as-is -X ${method}`,
    quote(target.startsWith('http') ? target : origin + target),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(isChunked ? ["-H 'Transfer-Encoding: chunked'"] : []),
    ...(body === undefined ? [] : [`--data-binary ${quote(text.slice(0, 4_000))}`]),
    ...(text.length > 4_000 ? [`# the body is cut here; it has ${String(text.length)} characters`] : []),
  ].join(' ');
};

const LATE = 'late';

/** Some work for a processor, and how long it took. */
const work = (): number => {
  const begun = performance.now();
  createHash('sha256')
    .update(Buffer.alloc(16 * 1_048_576))
    .digest();
  return performance.now() - begun;
};

/**
 * How an answer is timed on a machine that has more to do: while it is awaited, this process does some work ten times a
 * second, and only those rounds count in which that goes about as fast as it can. Ten of them are a second in which the
 * emulator had a processor, too.
 */
const createWatch = () => {
  let best = Math.min(...Array.from({ length: 5 }, work));
  let slowest = 0;
  return {
    slowest: () => slowest,
    async within<T>(answer: Promise<T>): Promise<T | typeof LATE> {
      const begun = performance.now();
      const settled = answer.then(() => true);
      for (let fair = 0; !(await Promise.race([settled, pause(100, false)]));) {
        const took = work();
        best = Math.min(best, took);
        if (took < 2 * best && ++fair === 10) return LATE;
      }
      slowest = Math.max(slowest, performance.now() - begun);
      return answer;
    },
  };
};

/** Sends one request, and reads its answer: of a stream, the first event. */
const shoot = (origin: string, agent: Agent, shot: Shot): Promise<Outcome> =>
  new Promise((resolve) => {
    const { method, target, headers, body, isChunked, sender } = shot;
    const { hostname, port } = new URL(origin);
    const asked = httpRequest({
      // A fault may cut a connection after its answer.
      agent: sender?.hasFaults === true ? false : agent,
      hostname,
      port,
      method,
      path: target,
      headers: [
        ...headers.flat(),
        ...(isChunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(Buffer.byteLength(body ?? ''))]),
      ],
    });
    const give = (outcome: Outcome): void => {
      asked.destroy();
      resolve(outcome);
    };
    // A request that a fault holds up is given up.
    const patience = sender?.hasFaults === true ? AbortSignal.timeout(100) : undefined;
    patience?.addEventListener('abort', () => {
      give(undefined);
    });
    asked.on('error', () => {
      give(undefined);
    });
    asked.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      const done = (): Answered => ({
        status: response.statusCode ?? 0,
        headers: response.headers,
        bytes: Buffer.concat(chunks),
      });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (response.headers['content-type']?.startsWith('text/event-stream') === true) give(done());
      });
      response.on('error', () => {
        give(undefined);
      });
      response.on('end', () => {
        resolve(done());
      });
    });
    asked.end(body);
  });

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** All that a run knows: its keys, what each of them has, had, and never had. */
const createWorld = (random: Random, hooks: readonly string[], hosts: readonly string[]) => {
  const keyOf = (name: string, isFaulty = false): Key => ({
    key: `${name}-${Array.from({ length: 24 }, () => letters.charAt(random.between(0, letters.length - 1))).join('')}`,
    isFaulty,
    names: new Set(),
    open: new Set(),
    hooks: new Set(),
    codes: [],
    messages: [],
    sent: [],
    media: [],
    hasFaults: false,
  });
  const keys = [keyOf('first'), keyOf('second'), keyOf('third'), keyOf('faulty', true)];
  const strangers = [keyOf('stranger'), keyOf('foreigner')];
  const gone: string[] = [];
  /** One of the sender, more often the last one, or of another. */
  const knownTo = (sender: Key, listOf: (key: Key) => readonly string[]): string => {
    const known = random.chance(0.8) ? listOf(sender) : keys.flatMap(listOf);
    return known.length === 0 ? hostileText(random) : random.chance(0.6) ? (known.at(-1) ?? '') : random.pick(known);
  };
  const snapshots: Json[] = [];
  return {
    keys,
    strangers,
    everybody: [...keys, ...strangers],
    snapshots,
    hooks,
    hosts,
    /** The technical name of an instance: of the sender, of another, one that was deleted, or none. */
    nameFor: (sender: Key, isOpen = false): string => {
      const own = isOpen && sender.open.size > 0 ? [...sender.open] : [...sender.names];
      const others = keys.flatMap(({ names }) => [...names]);
      // The newest ones more often, so that they get further in their lives.
      if (own.length > 0 && random.chance(0.8)) return random.pick(random.chance(0.7) ? own.slice(-3) : own);
      if (others.length > 0 && random.chance(0.5)) return random.pick(others);
      return gone.length > 0 && random.chance(0.5) ? random.pick(gone) : hostileText(random);
    },
    codeFor: (sender: Key): string => knownTo(sender, ({ codes }) => codes),
    messageFor: (sender: Key): string => knownTo(sender, ({ messages }) => messages),
    sentFor: (sender: Key): string => knownTo(sender, ({ sent }) => sent),
    mediaFor: (sender: Key): string => knownTo(sender, ({ media }) => media),
    hookFor(sender: Key): number {
      const own = [...sender.hooks];
      return own.length > 0 && random.chance(0.8) ? random.pick(own) : random.between(0, 130);
    },
    deliveryFor(sender: Key): string {
      return `${String(this.hookFor(sender))}-${String(random.between(1, 9))}`;
    },
    lose(owner: Key, name: string): void {
      owner.names.delete(name);
      owner.open.delete(name);
      if (gone.push(name) > 200) gone.shift();
    },
    forget(owner: Key): void {
      gone.push(...[...owner.names].slice(0, 20));
      owner.names.clear();
      owner.open.clear();
      owner.hooks.clear();
      owner.messages = [];
      owner.sent = [];
      owner.media = [];
      owner.hasFaults = false;
    },
    keepSnapshot(snapshot: Json): void {
      if (snapshots.push(snapshot) > 8) snapshots.shift();
    },
  };
};
type World = ReturnType<typeof createWorld>;

/** The calls of the imitated API that hand a message over. */
const isSending = ({ id }: Documented): boolean => id.startsWith('send');
const people = ['6281298765432', '628111222333'];
const groups = ['120363025246125486@g.us'];

/** What only an open instance does. */
const isForOpen = (operation: Documented): boolean =>
  isSending(operation) ||
  ['getProfilePicture', 'getContacts', 'logout', 'receive', 'postStatus', 'call'].includes(operation.id);

/** Every operation gets its share; those that wipe out what the others need, a smaller one. */
const weightOf = (operation: Documented): number => {
  const { id } = operation;
  if (id === 'deleteAccount' || id === 'reset') return 0.2;
  if (id === 'putSnapshot') return 0.6;
  if (id === 'createInstance') return 4;
  if (id === 'scanInstance' || isSending(operation) || id === 'receive') return 3;
  return [
    'scan',
    'drop',
    'replace',
    'reconnect',
    'setWebhook',
    'tickMessage',
    'getMedia',
    'redeliver',
    'getDelivery',
    'addFault',
    'addDeliveryFault',
  ].includes(id)
    ? 2.5
    : 1;
};

const oneFault = (random: Random): object => ({
  ...random.pick<object>([
    {},
    { path: '/instance/*' },
    { operation: ['getState', 'createInstance'] },
    { method: 'GET' },
  ]),
  ...random.pick<object>([{}, { first: 2 }, { nth: 2 }, { every: 3 }, { from: 4 }, { share: 0.3 }]),
  ...random.pick<object>([
    { status: random.between(400, 599) },
    { status: 503, body: hostileValue(random) },
    { status: 429, headers: { 'X-Odd': 'é' }, retryAfter: '2s' },
    { cut: random.pick(['before', 'middle', 'after']) },
    { truncate: true },
    { hang: true },
    { delay: '5ms' },
    { delay: { from: '1ms', to: '2m' } },
    { delay: '1m' },
  ]),
});
const faultBody = (random: Random): unknown => ({
  faults: Array.from({ length: random.between(0, 3) }, () => oneFault(random)),
});
/** It is met by no request. */
const idleFault = { path: '/nowhere/at/all', status: 503 };

/** Values for fields whose type says too little; `undefined` leaves a field to its schema. */
const knownValue =
  (random: Random, world: World, sender: Key, operation: Documented) =>
  (field: string): unknown => {
    switch (field) {
      case 'instanceName':
        return operation.id === 'createInstance'
          ? random.pick(['shop', 'Toko Jakarta', 'é%', '☕ 東京'])
          : world.nameFor(sender, isForOpen(operation));
      case 'number':
        if (isSending(operation))
          return random.pick([...people, ...people, ...groups, `99900000010${String(random.between(0, 5))}`]);
        // None of the endless scenarios: a move of the clock is to have an end.
        return operation.id === 'createInstance' && random.chance(0.5)
          ? `9990000000${random.chance(0.5) ? '00' : String(random.between(0, 12)).padStart(2, '0')}`
          : undefined;
      case 'code':
        return world.codeFor(sender);
      // Those that can be chosen have ids of their own.
      case 'rowId':
        return isSending(operation) ? `row-${String(random.between(0, 1e9))}` : undefined;
      case 'id':
      case 'webhook':
        if (isSending(operation)) return `button-${String(random.between(0, 1e9))}`;
        return world.hookFor(sender);
      case 'from':
      case 'to':
        return random.chance(0.8) ? random.pick(people) : undefined;
      case 'group':
        return random.pick(groups);
      case 'quoted':
      case 'messageId':
        return world.messageFor(sender);
      case 'base64':
        return 'R0lGODlhAQABAAAAACw=';
      case 'delay':
        return random.pick([0, 0, 500, 5_000]);
      case 'url':
      case 'mediaUrl':
        return random.pick(world.hooks);
      case 'wait':
        return random.pick(['0ms', '10ms', '30ms']);
      case 'body':
        return '{"instanceName":"shop"}';
      default:
        return undefined;
    }
  };

const clockBody = (random: Random): unknown => ({
  ...random.pick<object>([
    { freeze: true },
    { run: true },
    { advance: random.pick(['0ms', '1ms', '5s', '45s', '1m', '10m', '1h', '1d']) },
    { advance: '45s', settle: true },
    { set: `2026-0${String(random.between(1, 9))}-01T00:00:0${String(random.between(0, 9))}Z` },
    { set: '2999-12-31T23:59:59+00:00' },
  ]),
});

const validBody = (random: Random, world: World, sender: Key, operation: Documented): unknown => {
  if (operation.id === 'changeClock') return clockBody(random);
  if (operation.id === 'putSnapshot' && world.snapshots.length > 0) return random.pick<Json>(world.snapshots);
  if (operation.id === 'setFaults') return sender.isFaulty ? faultBody(random) : { faults: [] };
  if (operation.id === 'addDeliveryFault' && random.chance(0.7)) return { delay: '1s' };
  if (operation.id === 'addFault') return sender.isFaulty ? oneFault(random) : idleFault;
  if (operation.id === 'receive' && random.chance(0.3)) {
    const type = random.pick(['image', 'video', 'document', 'audio']);
    return { from: random.pick(people), type, base64: 'R0lGODlhAQABAAAAACw=', mimetype: 'image/gif' };
  }
  const known = knownValue(random, world, sender, operation);
  const fields = { random, document: operation.document, known };
  if (operation.id === 'scan') {
    const which = random.pick(['code', 'instanceName']);
    return { [which]: known(which), ...(random.chance(0.3) && { number: '62812345678', profileName: 'x' }) };
  }
  const body = validValue(operation.body, '', fields);
  // Half of the webhooks are new ones.
  if (operation.id === 'setWebhook' && random.chance(0.5)) return { ...Object(body), id: undefined, url: known('url') };
  return body;
};

/** The URLs in what is sent: it must not make the emulator call anything beyond this machine. */
const assertHarmless = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    assertHarmless(child);
    if (!['url', 'mediaUrl'].includes(name) || typeof child !== 'string' || !URL.canParse(child)) continue;
    const { protocol, hostname } = new URL(child);
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') throw new Error(`The fuzzer made the URL ${child}.`);
  }
};

const textOf = (value: unknown): string => JSON.stringify(value);

/** A duration to wait that a schema allows is a short one here. */
const tamed = (field: string, value: string): string =>
  field === 'wait' && /^\d{1,9}(ms|s|m|h|d)$/.test(value) ? '10ms' : value;

const makeBody = (random: Random, world: World, sender: Key, operation: Documented, care: number): Shot['body'] => {
  if (operation.body === undefined) {
    return random.chance(care * 0.3) ? random.pick(oddBodies) : undefined;
  }
  if (random.chance(care * 0.2)) return random.pick(oddBodies);
  if (random.chance(0.02)) return undefined;
  const isRestraint = ['setFaults', 'addFault'].includes(operation.id) && !sender.isFaulty;
  let body = validBody(random, world, sender, operation);
  // Faults of their own would excuse whatever the strict accounts are answered.
  if (!isRestraint)
    for (let times = random.chance(care) ? random.between(1, 2) : 0; times > 0; times--) body = spoilt(body, random);
  if (!isRestraint && random.chance(care * 0.05)) body = hostileValue(random);
  if (
    operation.id === 'changeClock' &&
    typeof body === 'object' &&
    body !== null &&
    'settle' in body &&
    random.chance(0.5)
  ) {
    body = { ...body, settle: false };
  }
  assertHarmless(body);
  return textOf(body);
};

const makeQuery = (random: Random, world: World, sender: Key, operation: Documented, care: number): string => {
  const { document } = operation;
  const known = knownValue(random, world, sender, operation);
  const pairs: (readonly [string, string])[] = [];
  for (const { in: where, name, required, schema } of operation.parameters) {
    if (where !== 'query' || (required !== true && random.chance(0.6)) || random.chance(care * 0.1)) continue;
    const value = validValue(schema, name, { random, document, known });
    const used = random.chance(care * 0.5) ? spoilt(value, random) : value;
    pairs.push([name, tamed(name, typeof used === 'string' ? used.slice(0, 2_000) : textOf(used).slice(0, 2_000))]);
    if (random.chance(care * 0.1))
      pairs.push([name, tamed(name, random.chance(0.5) ? String(value) : hostileText(random).slice(0, 300))]);
  }
  if (random.chance(care * 0.15)) pairs.push([hostileText(random).slice(0, 300), hostileText(random).slice(0, 300)]);
  if (operation.takesKeyInUrl ? random.chance(0.3) : random.chance(care * 0.1)) pairs.push(['apiKey', sender.key]);
  const encode = (text: string) => encodeURIComponent(text.toWellFormed());
  const query = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const odd = [
    '&&',
    '=',
    '%',
    '%zz=1',
    'instanceName[]=a',
    'instanceName[a]=b',
    'a=1;b=2',
    '__proto__=1',
    'x='.repeat(800),
    '?',
  ];
  const all = random.chance(care * 0.1) ? `${query}&${random.pick(odd)}` : query;
  return all === '' ? '' : `?${all}`;
};

/** A head over 16 KiB is among the noise; here it would hide the rest of the request. */
const makePath = (random: Random, world: World, sender: Key, operation: Documented, care: number): string => {
  let path = random.pick(basesOf(operation.document)) + operation.path;
  const given: Readonly<Record<string, (sender: Key) => string>> = {
    id: (key) => {
      if (operation.path.includes('/deliveries/')) return world.deliveryFor(key);
      return operation.path.includes('faults/') ? String(random.between(1, 9)) : world.sentFor(key);
    },
    token: world.mediaFor,
    jid: () => random.pick([...people.map((number) => `${number}@s.whatsapp.net`), ...groups]),
  };
  path = path.replaceAll(/\{(\w+)\}/g, (_all, parameter: string) => {
    const valueFor = given[parameter] ?? ((key: Key) => world.nameFor(key, isForOpen(operation)));
    const name = random.chance(care * 0.3) ? hostileText(random) : valueFor(sender);
    return random.chance(care * 0.05)
      ? random.pick(['%2F', '%', '..', '%00', ':name', '*', ''])
      : encodeURIComponent(name.slice(0, 1_100).toWellFormed());
  });
  if (!random.chance(care * 0.08)) return path;
  return random.pick([
    `${path}/`,
    `/${path}`,
    `${path}/..`,
    `${path}%20`,
    `${path}#x`,
    `${path};x=1`,
    path.toUpperCase(),
    path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    `http://localhost${path}`,
    `/api/v1${path}`,
    path.slice(0, -1),
    path.replaceAll('/', '//'),
  ]);
};

const makeHeaders = (
  random: Random,
  world: World,
  sender: Key,
  operation: Documented,
  care: number,
  body: Shot['body'],
) => {
  const { key } = sender;
  const headers: [string, string][] = [];
  const host = random.chance(care * 0.1) ? random.pick(world.hosts) : '127.0.0.1';
  headers.push(['Host', host]);
  const isKeyless = random.chance(0.02) || (operation.takesKeyInUrl && random.chance(0.2));
  if (!isKeyless) {
    const odd = [
      'Bearer',
      'Bearer ',
      `Basic ${key}`,
      `bearer  ${key} `,
      `Bearer ${key} x`,
      'Bearer \xe9',
      `Bearer\t${key}`,
      key,
    ];
    headers.push(['Authorization', random.chance(care * 0.05) ? random.pick(odd) : `Bearer ${key}`]);
  }
  if (body !== undefined || random.chance(0.05)) {
    headers.push(['Content-Type', random.chance(care * 0.1) ? random.pick(contentTypes) : 'application/json']);
  }
  if (operation.id === 'getQrLive' || random.chance(care * 0.1)) {
    const accepted = ['text/html', 'application/json', 'text/event-stream', '*/*', 'text/html;q=0, */*', ',;=', ''];
    headers.push(['Accept', random.pick(accepted)]);
  }
  const extra: readonly (readonly [string, string])[] = [
    ['Content-Encoding', 'gzip'],
    ['Content-Encoding', 'identity'],
    ['X-Forwarded-Proto', random.pick(['https', 'javascript', 'https, http', ''])],
    ['X-Forwarded-Host', random.pick(['wachat.local', 'a b', '<x>', 'x:99999', '[::1]', ''])],
    ['X-Forwarded-Prefix', '/x'],
    ['Origin', random.pick(['http://127.0.0.1', 'https://evil.example.com', 'null', 'x'])],
    ['Sec-Fetch-Site', random.pick(['cross-site', 'same-origin', 'same-site', 'none', 'x'])],
    ['Access-Control-Request-Method', 'POST'],
    ['X-Wachat-Emulator-Page', '1'],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['X-Api-Key', key],
    ['Cookie', `key=${key}`],
    ['Range', 'bytes=0-1'],
    ['If-None-Match', '*'],
    ['Expect', '100-continue'],
    ['X-Long', 'x'.repeat(random.pick([100, 9_000]))],
    ['Authorization', `Bearer ${random.pick(world.everybody).key}`],
  ];
  while (random.chance(care * 0.15)) headers.push([...random.pick(extra)]);
  return headers;
};

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND'];

const makeShot = (random: Random, world: World, operation: Documented): Shot => {
  const isStranger = random.chance(0.03);
  const sender = random.pick(isStranger ? world.strangers : world.keys);
  // How much goes wrong: nothing, something, anything.
  const care = random.pick([0, 0, 0.6, 1]);
  const body = makeBody(random, world, sender, operation, care);
  const target = makePath(random, world, sender, operation, care) + makeQuery(random, world, sender, operation, care);
  const isHead = operation.method === 'GET' && random.chance(0.03);
  return {
    method: isHead ? 'HEAD' : random.chance(care * 0.05) ? random.pick(METHODS) : operation.method,
    // Node sends no other characters; the test of every answer does.
    target: target.replaceAll(/[^!-~]/g, encodeURIComponent),
    headers: makeHeaders(random, world, sender, operation, care, body),
    body,
    isChunked: body !== undefined && random.chance(0.1),
    sender,
  };
};

/** Bytes that are hardly HTTP. */
const makeNoise = (random: Random, key: string): string => {
  const head = `Host: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n`;
  return random.pick([
    `GET /api/v1/instance/list HTTP/1.1\r\n${head}X: \0\r\n\r\n`,
    `GET /api/v1/instance/list HTTP/9.9\r\n${head}\r\n`,
    `GET /api/v1/instance/qr?instanceName=\u00e9 x HTTP/1.1\r\n${head}\r\n`,
    `GET /api/v1/instance/list HTTP/1.1\r\n${head}X: ${'x'.repeat(20_000)}\r\n\r\n`,
    `GET ${'/x'.repeat(9_000)} HTTP/1.1\r\n${head}\r\n`,
    `BREW /pot HTTP/1.1\r\n${head}\r\n`,
    `GET /api/v1/instance/list HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\n\r\n`,
    `POST /api/v1/webhooks HTTP/1.1\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    `POST /api/v1/webhooks HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n`,
    `POST /api/v1/webhooks HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `POST /api/v1/webhooks HTTP/1.1\r\n${head}Transfer-Encoding: x\r\n\r\n`,
    `POST /api/v1/webhooks HTTP/1.1\r\n${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    // Empty lines alone would be waited behind.
    `x${hostileText(random)}\r\n\r\n`,
    `GET /api/v1/instance/list HTTP/1.1\r\n${head}${hostileText(random)}\r\n\r\n\0`,
    `\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03\r\n\r\n`,
    `CONNECT 127.0.0.1:9 HTTP/1.1\r\n${head}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
  ]);
};

/** What a reply tells, so that the next requests may use it. */
const learn = (
  world: World,
  operation: Documented,
  { sender, target, body: sent }: Shot,
  { headers, bytes, status }: Answered,
): void => {
  if (sender === undefined || status >= 300 || bytes.length === 0) return;
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  const body: Json = isJson ? JSON.parse(bytes.toString()) : {};
  const name = new URLSearchParams(target.split('?')[1]).get('instanceName') ?? '';
  switch (operation.id) {
    case 'createInstance':
      sender.names.add(String(body.instance?.apiInstanceName ?? headers['x-api-instance-name']));
      break;
    case 'deleteInstance':
      world.lose(sender, name);
      break;
    case 'reset':
      for (const one of target.includes('all=true') ? world.everybody : [sender]) world.forget(one);
      break;
    case 'deleteAccount':
      world.forget(sender);
      break;
    case 'setWebhook':
      sender.hooks.add(body.webhook.id);
      break;
    case 'deleteWebhook':
      break;
    case 'getSnapshot':
      // Faults of the one account must not come to another.
      world.keepSnapshot({ ...body, faults: { round: 0, faults: [] } });
      break;
    case 'putSnapshot': {
      const put: Json = JSON.parse(sent?.toString() ?? '');
      world.forget(sender);
      for (const { technicalName } of put.instances) sender.names.add(technicalName);
      for (const { id } of put.webhooks.list) sender.hooks.add(id);
      break;
    }
    case 'setFaults':
    case 'clearFaults':
      sender.hasFaults = sender.isFaulty && body.faults.length > 0;
      break;
    case 'addFault':
      sender.hasFaults = sender.isFaulty;
      break;
  }
  const { apiInstanceName, state }: Json = body.instance ?? {};
  if (state === 'open' && sender.names.has(apiInstanceName)) sender.open.add(apiInstanceName);
  else sender.open.delete(apiInstanceName);
  const id: unknown = body.key?.id ?? body.message?.id;
  if (typeof id === 'string') sender.messages = [...sender.messages.slice(-20), id];
  if (typeof body.key?.id === 'string') sender.sent = [...sender.sent.slice(-5), body.key.id];
  const token = /\/media\/([\w-]+)$/.exec(String(body.message?.mediaPath))?.[1];
  if (token !== undefined) sender.media = [...sender.media.slice(-5), token];
  const code: unknown = body.qrcode?.code;
  if (typeof code === 'string') sender.codes = [...sender.codes.slice(-10), code];
};

/** Why a key must not be in a reply; empty if none is where it must not be. */
const leakIn = (world: World, sender: Key | undefined, operation: Documented | undefined, text: string): string => {
  // The imitated API's own URLs carry the caller's key, [doc] and so does the live page, which asks again.
  const isCallers = sender !== undefined && operation?.document === 'wachat';
  const own = operation?.id === 'getQrLive' ? (sender?.key ?? '') : `apiKey=${sender?.key ?? ''}`;
  const rest = isCallers ? text.replaceAll(own, '') : text;
  const leaked = world.everybody.find(({ key }) => rest.includes(key));
  return leaked === undefined
    ? ''
    : `the key of ${leaked.key.split('-')[0] ?? ''} is in the answer: ${rest.slice(Math.max(0, rest.indexOf(leaked.key) - 100)).slice(0, 200)}`;
};

/** What is wrong with an answer; empty if nothing is. */
const judge = (
  world: World,
  shot: Shot,
  outcome: Answered,
  hasCors: boolean,
): { readonly wrong: string; readonly operation: Documented | undefined } => {
  const { status, headers, bytes } = outcome;
  const { sender, method, target } = shot;
  // With strict, which the variant with CORS has, there is nothing at the root.
  const isAtRoot = !/^(?:https?:\/\/[^/]*)?\/(?:(?:a|%61)pi\/v1\/|(?:_|%5f)(?:e|%65)mulator(?:[/?#]|$))/i.test(target);
  const at = hasCors && isAtRoot ? [] : operationsAt(target);
  const operation = at.find((one) => one.method === (method === 'HEAD' ? 'GET' : method));
  const say = (wrong: string) => ({ wrong, operation });
  const fault = headers['x-wachat-emulator-fault'];
  if (fault !== undefined) return say(sender?.hasFaults === true ? '' : 'a fault fired where none was set');
  if (headers['x-wachat-emulator'] !== version) return say('the version is missing');
  const leak = leakIn(world, sender, operation, JSON.stringify(headers) + bytes.toString());
  if (leak !== '') return say(leak);
  if (hasCors && method === 'OPTIONS' && status === 204 && headers['access-control-allow-origin'] !== undefined)
    return say('');
  if (method === 'OPTIONS' && status === 204) return say(bytes.length > 0 ? 'a body with 204' : '');
  const response = operation?.responses[String(status)];
  const [mime = ''] = (headers['content-type'] ?? '').split(';');
  if (response === undefined) {
    const isAllowed = operation === undefined && ASTRAY.includes(status);
    // The page at / is for people, and no operation.
    if (!isAllowed) return say(`the status ${String(status)} is not in the document`);
    // The live page has errors for people, too.
    if (method === 'HEAD' || mime === 'text/html') return say('');
    const body: Json = JSON.parse(bytes.toString());
    return say(problemsBy('wachat', { $ref: '#/components/schemas/Error' }, body));
  }
  if (status === 204) return say(bytes.length > 0 ? 'a body with 204' : '');
  const media = response.content[mime] ?? response.content['*/*'];
  if (media === undefined) return say(`the content type ${mime} is not in the document`);
  for (const name of Object.keys(headers)) {
    const isOurs =
      name.startsWith('x-') && !['x-content-type-options', 'x-frame-options', 'x-accel-buffering'].includes(name);
    const isThere = Object.keys(response.headers ?? {}).some((one) => one.toLowerCase() === name);
    // At the root every answer has it, and the documents are about the base path.
    const isOfRoot = isAtRoot && name === 'x-wachat-emulator-warning';
    if (isOurs && !isThere && !isOfRoot) return say(`the header ${name} is not in the document`);
  }
  if (method === 'HEAD') return say(bytes.length > 0 ? 'a body after HEAD' : '');
  if (mime !== 'application/json' || response.content[mime] === undefined) return say('');
  return say(problemsBy(operation?.document ?? 'wachat', media.schema, JSON.parse(bytes.toString())));
};

const variants = [
  { name: 'any key', flags: [] },
  { name: 'given keys, strict, with CORS', flags: ['--strict', '--cors'] },
] as const;

describe('Requests made from the documents', () => {
  test.each(variants)(
    `break nothing: $name (seed ${String(testSeed)}, ${String(REQUESTS)} requests)`,
    { timeout: isLong ? 3_600_000 : 180_000 },
    async ({ flags }) => {
      const random = randomFrom(testSeed);
      const receiver = await receive();
      const closed = await freePort();
      const hooks = [receiver.url, `http://127.0.0.1:${String(closed)}/`, `https://127.0.0.1:${String(closed)}/x?y=1`];
      const world = createWorld(random, hooks, [
        'localhost',
        '[::1]',
        '10.0.0.1',
        'shop.example.com',
        'a b',
        '',
        'x:y',
        '127.0.0.1:1',
      ]);
      const hasKeys = flags.length > 0;
      const given = hasKeys ? world.keys.flatMap(({ key }) => ['--api-key', key]) : [];
      const cli = await startCli([
        '--log-level',
        'trace',
        '--clock',
        'manual',
        '--seed',
        String(testSeed),
        '--max-instances',
        '60',
        // So that there are ticks to give.
        '--ticks',
        'none',
        ...flags,
        ...given,
      ]);
      const { origin, child } = cli;
      const agent = new Agent({ keepAlive: true });
      onTestFinished(() => {
        agent.destroy();
      });
      const watch = createWatch();
      const weights = documented.flatMap((one) => Array<Documented>(Math.round(weightOf(one) * 10)).fill(one));
      /** How often each operation was answered with each status. */
      const answered = new Map<string, Map<number, number>>();
      const makers = documented.filter(({ id }) =>
        ['createInstance', 'scan', 'receive', 'setWebhook', 'addFault', 'addDeliveryFault'].includes(id),
      );
      const unseen = () =>
        documented.filter(({ id }) => ![...(answered.get(id)?.keys() ?? [])].some((status) => status < 300));

      for (let count = 1; count <= REQUESTS || (count <= 2 * REQUESTS && unseen().length > 0); count++) {
        const fail = (wrong: string, how: string): never => {
          const seed = `WACHAT_TEST_SEED=${String(testSeed)}`;
          throw new Error(
            `${wrong}\n  ${seed}, request ${String(count)} of ${flags.join(' ') || 'the plain run'}\n  ${how}`,
          );
        };
        if (random.chance(0.03)) {
          const noise = makeNoise(random, random.pick(world.strangers).key);
          const answer = await watch.within(sendRaw(origin, noise));
          if (answer === LATE) return fail('no answer within a second', JSON.stringify(noise));
          const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
          const said = answer.slice(answer.indexOf('\r\n\r\n') + 4);
          const leak = leakIn(world, undefined, undefined, answer);
          if (leak !== '') fail(leak, JSON.stringify(noise));
          // What is almost HTTP may be served.
          if (status === 200 || status === 204) continue;
          if (![400, 401, 404, 405, 408, 414, 415, 417, 431].includes(status))
            fail(`the answer begins with ${answer.slice(0, 200)}`, JSON.stringify(noise.slice(0, 2_000)));
          const problem = problemsBy('wachat', { $ref: '#/components/schemas/Error' }, JSON.parse(said));
          if (problem !== '') fail(problem, JSON.stringify(noise));
          continue;
        }
        // Some are rare, and need what others make: in the second half, those that never succeeded get their chance.
        const rare = count > REQUESTS / 2 && random.chance(0.5) ? unseen() : [];
        const shot = makeShot(random, world, random.pick(rare.length > 0 ? [...rare, ...makers] : weights));
        const answer = shoot(origin, agent, shot);
        const outcome = await watch.within(answer);
        const curl = curlOf(origin, shot);
        if (child.exitCode !== null) fail(`the emulator ended: ${cli.stderr()}`, curl);
        if (outcome === LATE) return fail('no answer within a second', curl);
        if (outcome === undefined) {
          const isLarge = Buffer.byteLength(shot.body ?? '') > 65_536;
          if (shot.sender?.hasFaults !== true && !isLarge) fail('the connection was cut', curl);
          continue;
        }
        let judged;
        try {
          judged = judge(world, shot, outcome, flags.length > 0);
        } catch (error) {
          return fail(`${String(error)}: ${outcome.bytes.toString().slice(0, 500)}`, curl);
        }
        const { wrong, operation } = judged;
        if (wrong !== '')
          fail(
            `${wrong}\n  ${String(outcome.status)} ${JSON.stringify(outcome.headers)} ${outcome.bytes.toString().slice(0, 700)}`,
            curl,
          );
        if (operation === undefined || outcome.headers['x-wachat-emulator-fault'] !== undefined) continue;
        const statuses = answered.get(operation.id) ?? new Map<number, number>();
        answered.set(operation.id, statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1));
        learn(world, operation, shot, outcome);
      }

      expect(
        unseen().map(({ id }) => id),
        'operations that never succeeded, so that little was tried',
      ).toEqual([]);
      const statuses = documented.flatMap(({ id, responses }) =>
        Object.keys(responses).map((status) => ({ id, status })),
      );
      const met = statuses.filter(({ id, status }) => answered.get(id)?.has(Number(status)));
      console.log(
        `${String(REQUESTS)} requests met ${String(met.length)} of ${String(statuses.length)} documented answers, the slowest after ${watch.slowest().toFixed()} ms; ${String(receiver.received.length)} deliveries`,
      );

      child.kill('SIGTERM');
      const { code, stdout, stderr } = await cli.exited;
      expect(code).toBe(0);
      // The log is all that stands there, and nothing in it is an error.
      const log = stderr.split('\n').filter((line) => line !== '');
      expect(log.filter((line) => !/^\{"level":[1-4]0,.*\}$/.test(line))).toEqual([]);
      const output = stdout + stderr;
      expect(world.everybody.filter(({ key }) => output.includes(key))).toEqual([]);
      expect(receiver.received.filter(({ raw }) => leakIn(world, undefined, undefined, raw.toString()) !== '')).toEqual(
        [],
      );
    },
  );
});
