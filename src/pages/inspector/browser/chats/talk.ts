import { signal, type Signal } from '@preact/signals';
import type { Message } from '../../../../shapes.js';
import type { Author, Room } from './room.js';

/** A chat while it is open: what a customer is about to do in it. */
export type Talk = {
  readonly room: Room;
  /** Who writes. */
  readonly author: () => Author;
  /** The number and the name of whoever writes, as typed, where several may: in groups and for status updates. */
  readonly from: Signal<string>;
  readonly pushName: Signal<string>;
  /** The message that the next one answers. */
  readonly answered: Signal<Message | undefined>;
  /** The message whose menu is open, and where. */
  readonly menu: Signal<{ readonly message: Message; readonly at: Element } | undefined>;
  /** The message that is to be seen, by id. */
  readonly wanted: Signal<string | undefined>;
};

/** @param somebody who writes at first, where several may */
export const createTalk = (room: Room, somebody: string): Talk => {
  const from = signal(room.number ?? somebody);
  const pushName = signal('');
  return {
    room,
    from,
    pushName,
    author: () => ({
      from: from.value.trim(),
      ...(pushName.value.trim() === '' ? {} : { pushName: pushName.value.trim() }),
    }),
    answered: signal(undefined),
    menu: signal(undefined),
    wanted: signal(undefined),
  };
};
