import type { JSX } from 'preact';
import { ActButton } from '../button.js';
import { isFrozen } from '../clock.js';
import { Icon } from '../icons.js';
import { refine } from '../route.js';
import { timeOf } from '../times.js';
import { Content } from './content.js';
import type { Reaction, Shown } from './history.js';
import type { Talk } from './talk.js';
import { Ticks } from './ticks.js';
import { today } from '../today.js';
import { cut, dayWords, momentOf, previewOf, statusWords } from './words.js';

const authorOf = ({ direction, pushName, from }: Shown['message']): string =>
  direction === 'sent' ? 'The instance' : (pushName ?? from ?? 'Somebody');

/** What a message is answering, in short; a press leads there. */
const Quote = ({ message, quoted }: Shown): JSX.Element | null => {
  const { quotes } = message;
  if (quotes === null) return null;
  return (
    <button
      type="button"
      class="chats-quote"
      title="Show the message that is quoted"
      onClick={() => {
        refine({ message: quotes });
      }}
    >
      {quoted === undefined ? (
        'An earlier message'
      ) : (
        <>
          <bdi class="chats-author">{authorOf(quoted)}</bdi>
          <span class="chats-cut" dir="auto">
            {cut(previewOf(quoted), 200)}
          </span>
        </>
      )}
    </button>
  );
};

const Reactions = ({ all }: { readonly all: readonly Reaction[] }): JSX.Element | null =>
  all.length === 0 ? null : (
    <div class="chats-reactions" role="img" title={all.map(({ by, emoji }) => `${by}: ${emoji}`).join('\n')}>
      {[...new Set(all.map(({ emoji }) => emoji))].slice(0, 6).join(' ')}
      {all.length > 1 && <span class="quiet">{all.length}</span>}
    </div>
  );

/** What is not on the customer's phone yet, or never will be. */
const Beside = ({ message }: { readonly message: Shown['message'] }): JSX.Element | null => {
  const { direction, status, time } = message;
  if (direction === 'sent' && status === 'waiting') {
    return (
      <p class="chats-beside">
        <span class="chats-dots" aria-hidden="true">
          •••
        </span>
        {time === null ? 'Typing; it leaves when its turn comes' : `Typing until ${timeOf(time, today.value)}`}
        {isFrozen() && ' (the clock is frozen)'}
        {time !== null && (
          <ActButton
            class="chats-inline"
            call={{ method: 'POST', path: '_emulator/clock', body: { set: time } }}
            about="Move the account's clock to when the message leaves"
            words="The clock was moved"
          >
            Let it leave now
          </ActButton>
        )}
      </p>
    );
  }
  return ['failed', 'cancelled', 'ignored', 'waiting', 'pending'].includes(status) ? (
    <p class={`chats-beside ${status}`}>{statusWords(message)}</p>
  ) : null;
};

/** One message: the customer's on the right, the instance's on the left. */
export const Bubble = ({
  shown,
  talk,
  isCurrent,
}: {
  readonly shown: Shown;
  readonly talk: Talk;
  readonly isCurrent: boolean;
}): JSX.Element => {
  const { message, reactions, newDay } = shown;
  const { id, direction, status } = message;
  const moment = momentOf(message);
  const openMenu = (at: Element): void => {
    talk.menu.value = { message, at };
  };
  return (
    <>
      {newDay !== undefined && (
        <p class="chats-day">
          <time dateTime={newDay}>{dayWords(newDay, today.value)}</time>
        </p>
      )}
      <article
        class={`chats-message ${direction} ${status}`}
        data-message={id}
        tabIndex={isCurrent ? 0 : -1}
        aria-label={`${authorOf(message)}, ${timeOf(moment, today.value)}, ${statusWords(message)}`}
        onKeyDown={(event) => {
          const { key, target, currentTarget, ctrlKey, metaKey, altKey } = event;
          if (target !== currentTarget || ctrlKey || metaKey || altKey) return;
          if (key === 'Enter' || key === 'ContextMenu') openMenu(currentTarget);
          else if (key === 'r') talk.answered.value = message;
          else return;
          event.preventDefault();
        }}
      >
        <div class="chats-bubble">
          {talk.room.kind !== 'person' && direction === 'received' && (
            <p class="chats-author">
              <bdi>{authorOf(message)}</bdi>
              {message.pushName !== null && <span class="quiet"> +{message.from}</span>}
            </p>
          )}
          <Quote {...shown} />
          <Content message={message} talk={talk} />
          <p class="chats-foot">
            <time dateTime={moment} title={`${moment}, by the account's clock`}>
              {moment.slice(11, 19)}
            </time>
            <Ticks message={message} />
          </p>
          <Reactions all={[...reactions.values()]} />
        </div>
        <button
          type="button"
          class="bare chats-more"
          tabIndex={-1}
          title="What can be done with this message"
          onClick={({ currentTarget }) => {
            openMenu(currentTarget);
          }}
        >
          <Icon name="more" />
        </button>
        <Beside message={message} />
      </article>
    </>
  );
};
