import { signal, type Signal } from '@preact/signals';
import type { Message } from '../../../../shapes.js';
import { apiKey } from '../key.js';
import type { Attachment } from './attachment.js';
import { SOMEBODY, type Author, type Room } from './room.js';

/** A chat while it is open: what a customer is about to do in it. */
export type Talk = {
  readonly room: Room;
  /** Who writes. */
  readonly author: () => Author;
  /** The number and the name of whoever writes, as typed, where several may: in groups and for status updates. */
  readonly from: Signal<string>;
  readonly pushName: Signal<string>;
  /** What is written, and the file that goes with it. */
  readonly text: Signal<string>;
  readonly file: Signal<Attachment | undefined>;
  /** The message that the next one answers. */
  readonly answered: Signal<Message | undefined>;
  /** The message whose menu is open, and where. */
  readonly menu: Signal<{ readonly message: Message; readonly at: Element } | undefined>;
  /** The message that is to be seen, by id. */
  readonly wanted: Signal<string | undefined>;
};

const createTalk = (room: Room): Talk => {
  const from = signal(room.number ?? SOMEBODY);
  const pushName = signal('');
  return {
    room,
    from,
    pushName,
    author: () => ({
      from: from.value.trim(),
      pushName: pushName.value.trim() || undefined,
    }),
    text: signal(''),
    file: signal(undefined),
    answered: signal(undefined),
    menu: signal(undefined),
    wanted: signal(undefined),
  };
};

const talks = new Map<string, Talk>();

/** The one of a room, kept for as long as the page is: who looks elsewhere meanwhile loses nothing that they wrote. */
export const talkIn = (room: Room): Talk => {
  const id = JSON.stringify([apiKey.peek(), room.name, room.jid]);
  const talk = talks.get(id) ?? createTalk(room);
  talks.set(id, talk);
  return talk;
};
