import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../shapes.js';
import { moveFocus } from '../arrows.js';
import type { Feed } from '../feed.js';
import { Icon } from '../icons.js';
import { announce } from '../news.js';
import { numberOf } from '../times.js';
import { Virtual } from '../virtual.js';
import { Bubble } from './bubble.js';
import { conversationOf, type Shown } from './history.js';
import type { Talk } from './talk.js';
import { cut, previewOf } from './words.js';

const idOf = ({ message }: Shown): string => message.id;

/** The messages of a chat, from the newest up. Whoever reads further up stays there, and is told of what is new. */
export const MessageList = ({ feed, talk }: { readonly feed: Feed<Message>; readonly talk: Talk }): JSX.Element => {
  const items = feed.items.value;
  const shown = useMemo(() => conversationOf(items), [items]);
  const root = useRef<HTMLDivElement>(null);
  const [isAway, setAway] = useState(false);
  /** The newest message when the reader left the end. */
  const leftAt = useRef<string | undefined>(undefined);
  /** Where the focus was last. */
  const [current, setCurrent] = useState<string>();
  const newest = shown.at(-1)?.message;

  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    const isNews = before.current !== undefined && newest !== undefined && newest.id !== before.current;
    if (isNews && newest.direction === 'sent' && newest.status !== 'waiting')
      announce(`The instance: ${cut(previewOf(newest), 200)}`);
    before.current = newest?.id ?? '';
  }, [newest?.id]);

  const leave = useCallback((hasLeft: boolean) => {
    if (hasLeft) leftAt.current = before.current;
    setAway(hasLeft);
  }, []);

  const wanted = talk.wanted.value;
  const reveal = wanted === undefined ? undefined : shown.findIndex(({ message }) => message.id === wanted);
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    talk.wanted.value = undefined;
    // It is in the document when the list has scrolled there.
    requestAnimationFrame(() => {
      root.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(wanted)}"]`)?.focus();
    });
  }, [wanted, talk]);

  const stop = shown.some(({ message }) => message.id === current) ? current : newest?.id;
  const count = isAway ? shown.length - 1 - shown.findIndex(({ message }) => message.id === leftAt.current) : 0;
  const isNew = count > 0 && count < shown.length;

  return (
    <div
      ref={root}
      class="chats-messages"
      onFocusIn={({ target }) => {
        const message = target instanceof Element ? target.closest<HTMLElement>('[data-message]') : null;
        if (message !== null) setCurrent(message.dataset.message);
      }}
      onKeyDown={(event) => {
        moveFocus(event, 'article');
      }}
    >
      <Virtual
        items={shown}
        keyOf={idOf}
        estimate={64}
        anchor="end"
        label="Messages"
        reveal={reveal}
        onEnd={feed.more}
        onLeave={leave}
        render={(one) => <Bubble shown={one} talk={talk} isCurrent={one.message.id === stop} />}
      />
      {isAway && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            talk.wanted.value = newest?.id;
          }}
        >
          <Icon name="down" />
          {isNew ? `${numberOf(count)} new` : 'Newest'}
        </button>
      )}
    </div>
  );
};
