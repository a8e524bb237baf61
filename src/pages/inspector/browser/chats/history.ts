import type { Message } from '../../../../shapes.js';
import { momentOf } from './words.js';

/** What people added to a message with an emoji: who, and which. */
export type Reaction = { readonly by: string; readonly emoji: string };

/** A message with what belongs to it. */
export type Shown = {
  readonly message: Message;
  /** By who reacted. */
  readonly reactions: ReadonlyMap<string, Reaction>;
  /** The message that it quotes, if it is loaded. */
  readonly quoted: Message | undefined;
  /** The day that begins with it, as ISO 8601 begins. */
  readonly newDay: string | undefined;
};

/** Messages as a conversation shows them, the oldest first: reactions stand at what they are about. */
export const conversationOf = (newestFirst: readonly Message[]): readonly Shown[] => {
  const byId = new Map(newestFirst.map((message) => [message.id, { message, reactions: new Map<string, Reaction>() }]));
  const shown: Shown[] = [];
  let day = '';
  for (const one of [...byId.values()].reverse()) {
    const { content, from, pushName, quotes } = one.message;
    const target = content.type === 'reaction' ? byId.get(content.target) : undefined;
    if (content.type === 'reaction' && target !== undefined) {
      const by = from ?? '';
      if (content.emoji === '') target.reactions.delete(by);
      else target.reactions.set(by, { by: pushName ?? by, emoji: content.emoji });
      continue;
    }
    const itsDay = momentOf(one.message).slice(0, 10);
    shown.push({ ...one, quoted: byId.get(quotes ?? '')?.message, newDay: itsDay === day ? undefined : itsDay });
    day = itsDay;
  }
  return shown;
};
