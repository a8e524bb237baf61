import type { JSX } from 'preact';
import type { Message } from '../../../../shapes.js';
import { moveFocus } from '../arrows.js';
import { ActButton } from '../button.js';
import { Copy } from '../copy.js';
import { Icon } from '../icons.js';
import { Popover } from '../popover.js';
import { hasArrived, writing } from './room.js';
import type { Talk } from './talk.js';
import { begun, statusWords } from './words.js';

/** The last takes it back. */
const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏', ''] as const;

const ticks = ['sent', 'delivered', 'read', 'played', 'failed'] as const;

/** The ticks that a message can get: they never go back, and what was delivered no longer fails. */
const ticksFor = ({ status, type }: Message): readonly (typeof ticks)[number][] => {
  const here = ticks.findIndex((tick) => tick === status);
  if (here === -1 && status !== 'pending') return [];
  return ticks.filter((wanted, index) => {
    if (wanted === 'failed') return here < 1;
    return here < index && (wanted !== 'played' || type === 'audio' || type === 'video');
  });
};

/** What can be done with a message: as the customer, and, for one of the instance, what becomes of it. */
export const MessageMenu = ({ talk }: { readonly talk: Talk }): JSX.Element | null => {
  const open = talk.menu.value;
  if (open === undefined) return null;
  const { message, at } = open;
  const possible = ticksFor(message).map((status) => ({
    status,
    words: begun(statusWords({ ...message, status, reason: null })),
  }));
  const canAnswer = hasArrived(message) && talk.room.kind !== 'status';
  return (
    <Popover
      key={message.id}
      at={at}
      label="What can be done with this message"
      class="chats-menu"
      onClose={() => {
        talk.menu.value = undefined;
      }}
    >
      {(close) => (
        <div
          onKeyDown={(event) => {
            moveFocus(event, 'button:not(:disabled)');
          }}
        >
          {canAnswer && (
            <>
              <div class="chats-menu-reactions" role="group" aria-label="React as the customer">
                {REACTIONS.map((emoji) => (
                  <ActButton
                    key={emoji}
                    class="bare"
                    about="React as the customer"
                    name={emoji === '' ? 'Take the reaction back' : `React with ${emoji}`}
                    call={writing(talk.room, talk.author(), { type: 'reaction', emoji, messageId: message.id })}
                    words={emoji === '' ? 'Took the reaction back' : `Reacted with ${emoji}`}
                    onDone={close}
                  >
                    {emoji || '✕'}
                  </ActButton>
                ))}
              </div>
              <button
                type="button"
                class="calm"
                onClick={() => {
                  talk.answered.value = message;
                  close();
                }}
              >
                <Icon name="reply" /> Reply
              </button>
            </>
          )}
          {message.direction === 'sent' && (
            <div role="group" aria-label="What becomes of it">
              <p class="hint">
                {possible.length > 0 ? 'What becomes of it' : `No tick can follow: ${statusWords(message)}`}
              </p>
              {possible.map(({ status, words }) => (
                <ActButton
                  key={status}
                  call={{
                    method: 'POST',
                    path: `_emulator/messages/${encodeURIComponent(message.id)}/tick`,
                    body: { status },
                  }}
                  about="As the phone of the recipient would"
                  words={words}
                  onDone={close}
                >
                  {words}
                </ActButton>
              ))}
            </div>
          )}
          <p class="chats-id">
            <code>{message.id}</code>
            <Copy text={message.id} what="the id of the message" />
          </p>
        </div>
      )}
    </Popover>
  );
};
