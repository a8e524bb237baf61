import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.js';

/*
 * A plain model of an account and its instances. It is written from the pages in docs/ and shares no code with src/: the
 * table is read from architecture.md, the rest says what fidelity.md and scenarios.md say.
 */

/** The next state by action and state, as docs/architecture.md prints it: a dash is a refusal, a dot changes nothing. */
const table: ReadonlyMap<string, ReadonlyMap<string, string>> = (() => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim().replaceAll(/[`_]/g, '')),
  );
  const [head = [], , ...lines] = rows.slice(rows.findIndex(([first]) => first === 'action'));
  const [, ...states] = head;
  return new Map(
    lines.map(([action = '', ...cells]) => [action, new Map(states.map((state, at) => [state, cells[at] ?? '–']))]),
  );
})();

/** What an action makes of a state; `undefined` if it is refused. */
export const outcomeOf = (action: string, phase: string): string | undefined => {
  const cell = table.get(action)?.get(phase) ?? '–';
  return cell === '–' ? undefined : cell === '·' ? phase : cell;
};

/** How the original shows a state. */
export const shownAs = (phase: string): string => table.get('shown as')?.get(phase) ?? '';

/** Seconds after pairing starts, and what happens then by itself: docs/scenarios.md, by the last two digits of the number. */
const courses: Readonly<Record<string, readonly (readonly [seconds: number, action: string])[]>> = {
  '00': [[0, 'scan']],
  '01': [[20, 'scan']],
  '02': [[100, 'scan']],
  '03': [
    [5, 'ready'],
    [20, 'scan'],
  ],
  '04': [[1, 'scan']],
  '05': [],
  '06': [],
  '07': [[5, 'scan']],
  '08': [
    [5, 'refuse'],
    [25, 'refuse'],
    [45, 'refuse'],
  ],
  '09': [
    [5, 'scan'],
    [6, 'unlink'],
  ],
  '10': [
    [5, 'scan'],
    [60, 'die'],
  ],
  '11': [
    [5, 'scan'],
    [65, 'unlink'],
  ],
  '12': [[5, 'scan']],
  '13': [
    [5, 'scan'],
    ...Array.from({ length: 2_000 }, (_, round) => [
      [15 + 10 * round, 'replace'] as const,
      [20 + 10 * round, 'reconnect'] as const,
    ]).flat(),
  ],
  '15': [[5, 'scan']],
  '16': [],
};

/** What picks a course. The storm is left out: three hundred events an instance would hide the rest. */
export const scenarioNumbers = Object.keys(courses).map((digits) => `9990000000${digits}`);

type Rules = { readonly ttl: number; readonly limit: number };

export type ModelInstance = {
  readonly name: string;
  readonly isBusiness: boolean;
  readonly number: string | null;
  /** Counts the account's instances; 0 until it is known. */
  id: number;
  state: string;
  ordinal: number;
  startedAt: number;
  updatedAt: number;
  isLinked: boolean;
  /** When it opens by itself, while it is linking. */
  linksAt: number | undefined;
  /** What of its course comes next, and when the course began. */
  course: { startedAt: number; next: number } | undefined;
};

type ModelWebhook = {
  readonly id: number;
  readonly url: string;
  readonly only: string | null;
  readonly isUpdatesOnly: boolean;
  enabled: boolean;
};

/** All of an account that a snapshot keeps. */
type Kept = {
  now: number;
  /** What QRs are made from. */
  secret: string;
  lastId: number;
  lastWebhook: number;
  instances: Map<string, ModelInstance>;
  webhooks: ModelWebhook[];
};

/** A QR that was shown: enough to say what scanning it comes to, whenever that is. */
export type ModelCode = {
  readonly text: string;
  readonly secret: string;
  readonly id: number;
  readonly ordinal: number;
  readonly count: number;
};

const NO_QR = ['no QR', 'refused 428'];
/** The digits of the scenario that never links. */
const NEVER = '07';
/** Who of those that may act on an instance is its client. */
const clientActions: readonly string[] = ['requestQr', 'logout', 'delete'];

const digitsOf = ({ number, isBusiness }: ModelInstance): string =>
  isBusiness || number?.startsWith('9990000000') !== true ? '' : number.slice(10);

/**
 * One account, under a clock that moves only when told to.
 * @param start what its clock says when it is new
 */
export const createModel = (key: string, rules: Rules, start: number) => {
  let secrets = 0;
  const fresh = (): Kept => ({
    now: start,
    secret: `${key} ${String(++secrets)}`,
    lastId: 0,
    lastWebhook: 0,
    instances: new Map(),
    webhooks: [],
  });
  let kept = fresh();
  /** By technical name, since the account began. */
  let events = new Map<string, string[]>();
  /** What each URL was sent of each instance, ever. */
  const sent = new Map<string, string[]>();

  const rulesOf = (one: ModelInstance): Rules => {
    const digits = digitsOf(one);
    return digits in courses ? { ttl: digits === '05' ? 1_000 : 45_000, limit: 30 } : rules;
  };
  const countOf = (one: ModelInstance): number =>
    Math.max(0, Math.floor((kept.now - one.startedAt) / rulesOf(one).ttl)) + 1;
  const endOf = (one: ModelInstance): number => one.startedAt + countOf(one) * rulesOf(one).ttl;
  const phaseOf = (one: ModelInstance): string =>
    one.state === 'pairing' && countOf(one) > rulesOf(one).limit ? 'expired' : one.state;

  const note = (map: Map<string, string[]>, key: string, text: string): void => {
    const texts = map.get(key) ?? [];
    map.set(key, texts);
    texts.push(text);
  };
  const emit = (one: ModelInstance, ...texts: readonly string[]): void => {
    for (const text of texts) {
      note(events, one.name, text);
      for (const { url, only, enabled, isUpdatesOnly } of kept.webhooks) {
        const isUpdate = !text.endsWith('QR');
        if (enabled && (only ?? one.name) === one.name && (isUpdate || !isUpdatesOnly))
          note(sent, `${url} ${one.name}`, text);
      }
    }
  };
  const tellQr = (one: ModelInstance): void => {
    emit(one, ...(phaseOf(one) === 'pairing' ? ['QR'] : NO_QR));
  };
  const tell = (one: ModelInstance, action: string, before: string): void => {
    if (action === 'requestQr' && one.state === before) return;
    if (['requestQr', 'scan', 'drop', 'reconnect', 'stutter'].includes(action)) emit(one, 'connecting 200');
    if (['link', 'reconnect', 'requestQr'].includes(action) && one.state === 'open') emit(one, 'open 200');
    if (action === 'logout' || action === 'unlink') emit(one, 'close 401');
    if (action === 'replace') emit(one, 'close 440');
    const showsQr = action === 'requestQr' && one.state === 'pairing';
    if (showsQr || ['refuse', 'expireQr', 'exhaust', 'ready'].includes(action)) tellQr(one);
  };

  /** Does what the table says; false if that is a refusal. */
  const perform = (one: ModelInstance, action: string, linkTime = 0): boolean => {
    const before = phaseOf(one);
    const outcome = outcomeOf(action, before);
    const after = outcome === 'open' && digitsOf(one) === NEVER ? 'linking' : outcome;
    if (after === undefined) return false;
    if (after === 'deleted') {
      kept.instances.delete(one.name);
      kept.webhooks = kept.webhooks.filter(({ only }) => only !== one.name);
      return true;
    }
    const restarts = action === 'requestQr' && after === 'pairing' && before !== 'pairing';
    if (after !== before) one.updatedAt = kept.now;
    if (action === 'refuse' || action === 'expireQr') one.startedAt -= endOf(one) - kept.now;
    if (action === 'exhaust') one.startedAt = kept.now - rulesOf(one).limit * rulesOf(one).ttl;
    if (restarts || action === 'ready') one.startedAt = kept.now;
    if (restarts) one.ordinal++;
    one.state = after === 'expired' ? 'pairing' : restarts && digitsOf(one) === '03' ? 'starting' : after;
    if (action === 'scan') one.isLinked = true;
    if (after === 'closed') one.isLinked = false;
    if (action === 'scan' && linkTime > 0) one.linksAt = kept.now + linkTime;
    if (one.state !== 'linking') one.linksAt = undefined;
    tell(one, action, before);
    if (restarts) begin(one);
    if (action === 'scan' && linkTime === 0 && digitsOf(one) !== NEVER) perform(one, 'link');
    return true;
  };

  const actOf = (one: ModelInstance) => one.course && courses[digitsOf(one)]?.[one.course.next];
  const goOn = (one: ModelInstance): void => {
    const act = actOf(one);
    if (act === undefined || one.course === undefined || !perform(one, act[1])) one.course = undefined;
    else one.course.next++;
    if (actOf(one) === undefined) one.course = undefined;
  };
  const begin = (one: ModelInstance): void => {
    one.course = digitsOf(one) in courses ? { startedAt: kept.now, next: 0 } : undefined;
    const act = actOf(one);
    if (act === undefined) one.course = undefined;
    else if (act[0] === 0) goOn(one);
  };

  /** What time alone does to an instance until then; how many things that are. */
  const pass = (one: ModelInstance, until: number): number => {
    for (let happened = 0; ; happened++) {
      const rotation = phaseOf(one) === 'pairing' ? endOf(one) : Infinity;
      const act = actOf(one);
      const acting = act && one.course ? one.course.startedAt + act[0] * 1_000 : Infinity;
      const linking = one.linksAt ?? Infinity;
      const next = Math.min(rotation, linking, acting);
      if (next > until) return happened;
      kept.now = Math.max(kept.now, next);
      if (rotation === next) tellQr(one);
      else if (linking === next) perform(one, 'link');
      else goOn(one);
    }
  };

  const find = (name: string): ModelInstance | undefined => kept.instances.get(name);

  return {
    now: (): number => kept.now,
    secret: (): string => kept.secret,
    webhooks: (): readonly ModelWebhook[] => kept.webhooks,
    instances: (): readonly ModelInstance[] => [...kept.instances.values()].sort((a, b) => a.id - b.id),
    events: (): ReadonlyMap<string, readonly string[]> => events,
    sent: (): ReadonlyMap<string, readonly string[]> => sent,
    find,
    phaseOf,
    /** The number of the current QR, and its end. */
    qrOf: (one: ModelInstance) =>
      phaseOf(one) === 'pairing' && !one.isBusiness ? { count: countOf(one), end: endOf(one) } : undefined,
    updatedAt: (one: ModelInstance): number =>
      phaseOf(one) === 'expired' ? one.startedAt + rulesOf(one).limit * rulesOf(one).ttl : one.updatedAt,
    /** Whether its client is told that it does not exist. */
    isHidden: (one: ModelInstance): boolean => digitsOf(one) === '15',
    create(name: string, number: string | null, isBusiness: boolean): ModelInstance {
      const one: ModelInstance = {
        name,
        isBusiness,
        number,
        id: 0,
        state: isBusiness ? 'open' : 'pairing',
        ordinal: 1,
        startedAt: kept.now,
        updatedAt: kept.now,
        isLinked: false,
        linksAt: undefined,
        course: undefined,
      };
      if (digitsOf(one) === '03') one.state = 'starting';
      kept.instances.set(name, one);
      tell(one, 'requestQr', 'closed');
      if (!isBusiness) begin(one);
      return one;
    },
    /** Gives the new instances their ids, in their order. */
    count(created: readonly ModelInstance[]): void {
      for (const one of created) one.id = ++kept.lastId;
    },
    /** Does what somebody asks for; the status of the answer. */
    ask(name: string, action: string, linkTime?: number): number {
      const one = find(name);
      const isClients = clientActions.includes(action);
      if (one === undefined || (isClients && digitsOf(one) === '15')) return 404;
      if (one.isBusiness && action === 'requestQr') return 200;
      if (one.isBusiness && !isClients) return 409;
      if (action === 'logout' && digitsOf(one) === '12') return 200;
      if (linkTime !== undefined && digitsOf(one) === NEVER) return 409;
      return perform(one, action, linkTime) ? 200 : action === 'logout' ? 400 : 409;
    },
    scan({ secret, id, ordinal, count }: ModelCode): number {
      const one = [...kept.instances.values()].find((other) => other.id === id);
      if (secret !== kept.secret || one === undefined) return 404;
      if (phaseOf(one) !== 'pairing' || one.ordinal !== ordinal || countOf(one) !== count) return 410;
      perform(one, 'scan');
      return 200;
    },
    /** Moves the clock; how many things fall due on the way, and none on the way back. */
    moveTo(time: number): number {
      const from = kept.now;
      let happened = 0;
      for (const one of kept.instances.values()) {
        kept.now = from;
        happened += pass(one, time);
      }
      kept.now = time;
      return happened;
    },
    hook(webhook: Omit<ModelWebhook, 'id'>): number {
      kept.webhooks.push({ ...webhook, id: ++kept.lastWebhook });
      return kept.lastWebhook;
    },
    unhook(id: number): void {
      kept.webhooks = kept.webhooks.filter((one) => one.id !== id);
    },
    save: (): Kept => structuredClone(kept),
    restore(saved: Kept): void {
      kept = structuredClone(saved);
      events = new Map();
    },
    reset(): void {
      kept = fresh();
      events = new Map();
    },
  };
};
export type Model = ReturnType<typeof createModel>;
export type SavedModel = Kept;
