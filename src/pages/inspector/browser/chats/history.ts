import type { Message } from '../../../../shapes.js';
import { momentOf } from './words.js';

/** What people added to a message with an emoji: who, and which. */
export type Reaction = { readonly by: string; readonly emoji: string };

/** A message with what belongs to it. */
export type Shown = {
  readonly message: Message;
  readonly reactions: readonly Reaction[];
  /** The message that it quotes, if it is loaded. */
  readonly quoted: Message | undefined;
  /** The day that begins with it, as ISO 8601 begins. */
  readonly newDay: string | undefined;
};

/** Messages as a conversation shows them, the oldest first: reactions stand at what they are about. */
export const conversationOf = (newestFirst: readonly Message[]): readonly Shown[] => {
  const byId = new Map(newestFirst.map((message) => [message.id, message]));
  const reactions = new Map<string, Map<string, Reaction>>();
  const shown: Shown[] = [];
  let day = '';
  for (const message of [...newestFirst].reverse()) {
    const { content, from, pushName } = message;
    if (content.type === 'reaction' && byId.has(content.target)) {
      const all = reactions.get(content.target) ?? new Map<string, Reaction>();
      reactions.set(content.target, all);
      if (content.emoji === '') all.delete(from ?? '');
      else all.set(from ?? '', { by: pushName ?? from ?? '', emoji: content.emoji });
      continue;
    }
    const itsDay = momentOf(message).slice(0, 10);
    shown.push({
      message,
      reactions: [],
      quoted: message.quotes === null ? undefined : byId.get(message.quotes),
      newDay: itsDay === day ? undefined : itsDay,
    });
    day = itsDay;
  }
  return shown.map((one) => {
    const its = reactions.get(one.message.id);
    return its === undefined ? one : { ...one, reactions: [...its.values()] };
  });
};
