import type { JSX } from 'preact';
import type { Message } from '../../../../shapes.js';
import { moveFocus } from '../arrows.js';
import { ActButton } from '../button.js';
import { Copy } from '../copy.js';
import { Icon } from '../icons.js';
import { Popover } from '../popover.js';
import { hasArrived, writing } from './room.js';
import type { Talk } from './talk.js';
import { statusWords } from './words.js';

/** The last takes it back. */
const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏', ''] as const;

const ticks = [
  { status: 'sent', words: 'Sent: one tick' },
  { status: 'delivered', words: 'Delivered: two ticks' },
  { status: 'read', words: 'Read' },
  { status: 'played', words: 'Played' },
  { status: 'failed', words: 'Failed' },
] as const;

/** Whether a message can get a tick: they never go back, and what was delivered no longer fails. */
const canGet = ({ status, type }: Message, wanted: (typeof ticks)[number]['status']): boolean => {
  const order = ticks.map((tick) => tick.status);
  const here = order.findIndex((tick) => tick === status);
  if (here === -1 && status !== 'pending') return false;
  if (wanted === 'failed') return here <= order.indexOf('sent');
  return here < order.indexOf(wanted) && (wanted !== 'played' || type === 'audio' || type === 'video');
};

/** What can be done with a message: as the customer, and, for one of the instance, what becomes of it. */
export const MessageMenu = ({ talk }: { readonly talk: Talk }): JSX.Element | null => {
  const open = talk.menu.value;
  if (open === undefined) return null;
  const { message, at } = open;
  const possible = ticks.filter(({ status }) => canGet(message, status));
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
                  about="Give the message this tick, as the recipient's phone would"
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
