import { outcomeOf, shownAs } from './model.js';

/*
 * A plain model of the messages of an account. It is written from docs/ and from what messages are for, and shares no
 * code with src/: time passes by looking for what comes next, and whatever is needed is searched for.
 */

const TICKS = ['sent', 'delivered', 'read', 'played', 'failed'];
/** How upstream calls the ticks. */
const ACKS: Readonly<Record<string, string>> = {
  sent: 'SERVER_ACK',
  delivered: 'DELIVERY_ACK',
  read: 'READ',
  played: 'PLAYED',
  failed: 'ERROR',
};

/** The magic recipients: the ticks of a message to each. */
const magic: Readonly<Record<string, readonly string[]>> = {
  '999000000100': ['sent', 'delivered', 'read'],
  '999000000101': ['sent'],
  '999000000102': ['sent', 'failed'],
  '999000000103': ['sent', 'delivered', 'read'],
  '999000000104': ['sent', 'delivered', 'read'],
};
const [ECHO, BLOCKS, UNKNOWN] = ['999000000103', '999000000104', '999000000105'];

/** The scenarios by number: seconds after pairing starts, and what happens then by itself. */
const courses: Readonly<Record<string, readonly (readonly [seconds: number, action: string])[]>> = {
  '999000000007': [[5, 'scan']],
  '999000000010': [
    [5, 'scan'],
    [60, 'die'],
  ],
  '999000000011': [
    [5, 'scan'],
    [65, 'unlink'],
  ],
};
const NEVER_LINKS = '999000000007';
export const courseNumbers = Object.keys(courses);

/** How long all the QRs of a pairing last, in milliseconds. */
const PAIRING = 30 * 45_000;

export type ModelRules = {
  readonly ticks: 'none' | 'sent' | 'delivered' | 'read';
  readonly typing: number | undefined;
};

type Contact = { isTold: boolean; name: string | undefined; isBlocked: boolean };

type ModelInstance = {
  readonly name: string;
  readonly number: string | undefined;
  readonly ignoreGroups: boolean;
  readonly readMessages: boolean;
  readonly contacts: Map<string, Contact>;
  state: string;
  startedAt: number;
  /** What of its course comes next. */
  next: number | undefined;
};

export type ModelMessage = {
  /** Unknown until it is seen, as is when it leaves if its typing takes as long as the original's. */
  id: string | undefined;
  at: number | null | undefined;
  readonly instance: string;
  readonly chat: string;
  readonly fromMe: boolean;
  readonly author: string | null;
  /** `undefined` if it is one that was made up. */
  readonly pushName: string | undefined;
  readonly text: string;
  readonly quotes: string | null;
  readonly acceptedAt: number;
  status: string;
};

/** What a webhook is told; the message, since its id may still be unknown. */
export type Told = { readonly text: string; readonly message: ModelMessage | undefined };

export type ModelIncoming = {
  readonly from: string;
  readonly group: string | undefined;
  readonly pushName: string | undefined;
  readonly quoted: string | undefined;
  readonly text: string;
};

export const addressOf = (to: string): string => (to.includes('@') ? to : `${to}@s.whatsapp.net`);
const isGroup = (jid: string): boolean => jid.endsWith('@g.us');

/** @param source what the source of its time says now */
export const createMessagesModel = ({ ticks, typing }: ModelRules, source: () => number) => {
  let frozen: number | undefined;
  let offset = 0;
  let instances = new Map<string, ModelInstance>();
  let messages: ModelMessage[] = [];
  /** Of all the lives of the account. */
  const told: Told[] = [];

  const now = (): number => frozen ?? source() + offset;
  const tell = (name: string, instance: ModelInstance, text: string, message?: ModelMessage): void => {
    told.push({ text: `${name} ${instance.name} ${text}`, message });
  };

  const phaseOf = ({ state, startedAt }: ModelInstance): string =>
    state === 'pairing' && now() >= startedAt + PAIRING ? 'expired' : state;

  const waitingIn = (instance: ModelInstance): readonly ModelMessage[] =>
    messages.filter((one) => one.instance === instance.name && one.status === 'waiting');

  const update = (instance: ModelInstance, message: ModelMessage, status: string): void => {
    message.status = status;
    tell('messages.update', instance, `${message.chat} ${ACKS[status] ?? ''}`, message);
  };

  const contactOf = (instance: ModelInstance, jid: string): Contact => {
    const contact = instance.contacts.get(jid) ?? { isTold: false, name: undefined, isBlocked: false };
    instance.contacts.set(jid, contact);
    return contact;
  };
  const meet = (instance: ModelInstance, jid: string, name: string | undefined): Contact => {
    const contact = contactOf(instance, jid);
    const isNew = !contact.isTold;
    const isRenamed = name !== undefined && name !== contact.name;
    contact.isTold = true;
    contact.name = name ?? contact.name;
    if (isNew || isRenamed) tell('contacts.update', instance, jid);
    return contact;
  };

  const arrive = (instance: ModelInstance, message: ModelMessage): void => {
    message.at = now();
    message.status = instance.readMessages ? 'read' : 'delivered';
    tell('messages.upsert', instance, `${message.chat} ${message.text}`, message);
    meet(instance, message.chat, isGroup(message.chat) ? undefined : message.pushName);
    tell('chats.update', instance, message.chat);
  };

  const take = (instance: ModelInstance, incoming: ModelIncoming): ModelMessage => {
    const { from, group, quoted, text } = incoming;
    const chat = group ?? addressOf(from);
    const before = messages.findLast((one) => one.instance === instance.name && one.author === from);
    const contact = instance.contacts.get(addressOf(from));
    const message: ModelMessage = {
      id: undefined,
      at: null,
      instance: instance.name,
      chat,
      fromMe: false,
      author: from,
      pushName: incoming.pushName ?? before?.pushName ?? contact?.name,
      text,
      quotes: quoted ?? null,
      acceptedAt: now(),
      status: isGroup(chat) && instance.ignoreGroups ? 'ignored' : 'waiting',
    };
    messages.push(message);
    if (message.status === 'waiting' && phaseOf(instance) === 'open') arrive(instance, message);
    return message;
  };

  const leave = (message: ModelMessage): void => {
    const instance = instances.get(message.instance);
    if (instance === undefined) throw new Error('What waits to leave was cancelled with its instance.');
    message.at = now();
    const phase = phaseOf(instance);
    if (shownAs(phase) !== 'open') {
      update(instance, message, 'failed');
      return;
    }
    message.status = 'pending';
    const contact = meet(instance, message.chat, undefined);
    tell('chats.update', instance, message.chat);
    if (phase === 'dead') return;
    const [number = ''] = message.chat.split('@');
    const usual = ticks === 'none' ? [] : TICKS.slice(0, TICKS.indexOf(ticks) + 1);
    for (const tick of contact.isBlocked ? ['sent'] : (magic[number] ?? usual)) update(instance, message, tick);
    if (number === BLOCKS) contact.isBlocked = true;
    if (number === ECHO)
      take(instance, { from: number, group: undefined, pushName: 'Echo', quoted: undefined, text: message.text });
  };

  const perform = (instance: ModelInstance, action: string): boolean => {
    const before = phaseOf(instance);
    const outcome = outcomeOf(action, before);
    const after = outcome === 'open' && instance.number === NEVER_LINKS ? 'linking' : outcome;
    if (after === undefined) return false;
    if (after === 'closed' || after === 'deleted')
      for (const message of waitingIn(instance)) Object.assign(message, { status: 'cancelled', at: null });
    if (after === 'deleted') instances.delete(instance.name);
    else instance.state = after;
    if (action === 'requestQr' && after === 'pairing' && before !== 'pairing') begin(instance);
    if (action === 'scan' && instance.number !== NEVER_LINKS) perform(instance, 'link');
    if (phaseOf(instance) === 'open' && before !== 'open')
      for (const message of waitingIn(instance)) if (!message.fromMe) arrive(instance, message);
    return true;
  };
  const begin = (instance: ModelInstance): void => {
    instance.startedAt = now();
    instance.next = 0;
  };
  const actOf = ({ number, next, startedAt }: ModelInstance) => {
    const act = courses[number ?? '']?.[next ?? Infinity];
    return act && { time: startedAt + act[0] * 1_000, action: act[1] };
  };

  /** What comes next by itself until then. */
  const nextUntil = (end: number): { readonly time: number; readonly happen: () => void } | undefined => {
    const all: { time: number; happen: () => void }[] = [];
    for (const instance of instances.values()) {
      const act = actOf(instance);
      if (act === undefined) continue;
      const happen = (): void => {
        instance.next = perform(instance, act.action) ? Number(instance.next) + 1 : undefined;
      };
      all.push({ time: act.time, happen });
    }
    // Those that leave at the same time do so in the order in which they were handed over, and after all else.
    for (const message of messages) {
      if (!message.fromMe || message.status !== 'waiting' || typeof message.at !== 'number') continue;
      const happen = (): void => {
        leave(message);
      };
      all.push({ time: message.at, happen });
    }
    return all.filter(({ time }) => time <= end).sort((a, b) => a.time - b.time)[0];
  };

  /** Sets the clock to `end`; on the way forward, what is due happens. */
  const pass = (end: number): void => {
    const wasFrozen = frozen !== undefined;
    frozen = now();
    for (let next = nextUntil(end); next !== undefined; next = nextUntil(end)) {
      frozen = Math.max(frozen, next.time);
      next.happen();
    }
    frozen = end;
    if (wasFrozen) return;
    offset = end - source();
    frozen = undefined;
  };

  const find = (name: string): ModelInstance | undefined => instances.get(name);
  /** What the customer in a chat can point at. */
  const inChat = (instance: ModelInstance, chat: string, id: string): boolean =>
    messages.some(
      (one) =>
        one.id === id &&
        one.instance === instance.name &&
        one.chat === chat &&
        !(one.fromMe && ['waiting', 'cancelled', 'failed'].includes(one.status)),
    );

  return {
    now,
    told: (): readonly Told[] => told,
    messages: (): readonly ModelMessage[] => messages,
    /** What leaves before a new message to the same chat, at the earliest. */
    queueEnd: (message: ModelMessage): number =>
      Math.max(
        0,
        ...messages
          .slice(0, messages.indexOf(message))
          .filter(
            ({ instance, chat, status, fromMe }) =>
              fromMe && status === 'waiting' && instance === message.instance && chat === message.chat,
          )
          .map(({ at }) => at ?? 0),
      ),
    create(name: string, number: string | undefined, ignoreGroups: boolean, readMessages: boolean): void {
      const instance: ModelInstance = {
        name,
        number,
        ignoreGroups,
        readMessages,
        contacts: new Map(),
        state: 'pairing',
        startedAt: 0,
        next: undefined,
      };
      instances.set(name, instance);
      begin(instance);
    },
    /** Does what somebody asks for; the status of the answer. */
    act(name: string, action: string): number {
      const instance = find(name);
      if (instance === undefined) return 404;
      return perform(instance, action) ? 200 : action === 'logout' ? 400 : 409;
    },
    send(name: string, to: string, text: string, delay: number | undefined): number {
      const instance = find(name);
      if (instance === undefined) return 404;
      if (shownAs(phaseOf(instance)) !== 'open') return 409;
      if (to === UNKNOWN) return 400;
      const chat = addressOf(to);
      const takes = delay ?? typing;
      const message: ModelMessage = {
        id: undefined,
        at: undefined,
        instance: name,
        chat,
        fromMe: true,
        author: null,
        pushName: undefined,
        text,
        quotes: null,
        acceptedAt: now(),
        status: 'waiting',
      };
      const queue = waitingIn(instance).filter((one) => one.fromMe && one.chat === chat);
      messages.push(message);
      if (takes === undefined) return 200;
      message.at = Math.max(now() + takes, ...queue.map(({ at }) => at ?? 0));
      if (queue.length === 0 && takes === 0) leave(message);
      return 200;
    },
    receive(name: string, incoming: ModelIncoming): number {
      const instance = find(name);
      if (instance === undefined) return 404;
      if (!['linking', 'open', 'dead', 'lost', 'replaced'].includes(phaseOf(instance))) return 409;
      const { from, group, quoted } = incoming;
      if (quoted !== undefined && !inChat(instance, group ?? addressOf(from), quoted)) return 404;
      take(instance, incoming);
      return 200;
    },
    tick(id: string, tick: string): number {
      const message = messages.find((one) => one.id === id);
      if (message === undefined) return 404;
      const instance = find(message.instance);
      const [done, wanted] = [TICKS.indexOf(message.status), TICKS.indexOf(tick)];
      if (!message.fromMe || instance === undefined || phaseOf(instance) !== 'open') return 409;
      // Only sounds and films are played.
      if ((done < 0 && message.status !== 'pending') || wanted <= done || tick === 'played') return 409;
      if (tick === 'failed' && !['pending', 'sent'].includes(message.status)) return 409;
      for (const one of tick === 'failed' ? [tick] : TICKS.slice(done + 1, wanted + 1)) update(instance, message, one);
      return 200;
    },
    /** The source of its time is about to be there. */
    sourceMovesTo(time: number): void {
      if (frozen === undefined) {
        const end = time + offset;
        pass(end);
        offset = end - time;
      }
    },
    moveTo: pass,
    freeze(): void {
      frozen = now();
    },
    run(): void {
      if (frozen !== undefined) offset = frozen - source();
      frozen = undefined;
    },
    reset(): void {
      frozen = undefined;
      offset = 0;
      instances = new Map();
      messages = [];
    },
  };
};
