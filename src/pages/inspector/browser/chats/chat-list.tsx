import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Chat, Instance } from '../../../../shapes.js';
import { has } from '../call.js';
import { createFeed } from '../feed.js';
import { SearchField } from '../filters.js';
import { useFollowed } from '../following.js';
import { Icon } from '../icons.js';
import { StateTags } from '../instances/phases.js';
import { hrefOf, place, queryOf, refine } from '../route.js';
import { numberOf } from '../times.js';
import { Avatar } from './avatar.js';
import { Entries } from './entries.js';
import { NewChat } from './new-chat.js';
import { today } from '../today.js';
import { previewOf, shortTimeOf } from './words.js';

const jidOf = ({ jid }: Chat): string => jid;

type RowProps = { readonly name: string; readonly chat: Chat; readonly isOpen: boolean; readonly isFirst: boolean };

const Row = ({ name, chat, isOpen, isFirst }: RowProps): JSX.Element => {
  const { jid, name: called, unread, waiting, blocked, lastMessage: last } = chat;
  return (
    <a
      class="chats-entry"
      href={hrefOf('chats', [name, jid], { find: place.value.query.find })}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isOpen || isFirst ? 0 : -1}
    >
      <Avatar name={called} />
      <span class="chats-entry-text">
        <span class="chats-entry-line">
          <bdi class="chats-entry-name">{called}</bdi>
          {last !== null && (
            <time class="quiet" dateTime={last.time}>
              {shortTimeOf(last.time, today.value)}
            </time>
          )}
        </span>
        <span class="chats-entry-line">
          <span class="chats-cut quiet">
            {last === null ? (
              'No message is kept'
            ) : (
              <>
                {last.fromMe && 'The instance: '}
                <bdi>{previewOf(last)}</bdi>
              </>
            )}
          </span>
          {waiting > 0 && (
            <span class="tag warn" title="To be typed, or until there is a connection">
              {numberOf(waiting)} waiting
            </span>
          )}
          {blocked && <span class="tag bad">blocked</span>}
          {unread > 0 && (
            <span class="tag good" title="Not read by the instance">
              {numberOf(unread)}
              <span class="unseen"> not read by the instance</span>
            </span>
          )}
        </span>
      </span>
    </a>
  );
};

/** The chats of an instance, the one with the newest message first. */
export const ChatList = (props: {
  readonly name: string;
  readonly open: string | undefined;
  readonly instance: Instance | undefined;
}): JSX.Element => {
  const { name, open, instance } = props;
  // On a phone only the chat is there, so its title is the page's.
  const Title = open === undefined ? 'h1' : 'h2';
  const [newAt, setNewAt] = useState<Element>();
  const find = place.value.query.find ?? '';
  const feed = useFollowed(
    () =>
      createFeed<Chat>({
        path: () => `instances/${encodeURIComponent(name)}/chats?${queryOf({ contains: find })}`,
        member: 'chats',
        isItem: has<Chat>('jid'),
        idOf: jidOf,
        kinds: ({ kind, data }) => (kind === 'message' || kind === 'chat') && data.instanceName === name,
        idIn: ({ data }) => (data.instanceName === name ? data.chat : undefined),
      }),
    [name, find],
  );
  const chats = feed.items.value;
  const hasOpen = chats.some(({ jid }) => jid === open);
  const count = feed.count.value;
  return (
    <section class="chats-list" aria-label="Chats">
      <div class="chats-list-head">
        <a class="chats-back-always" href={hrefOf('chats')} title="All instances">
          <Icon name="back" />
        </a>
        <div class="chats-who">
          <Title>
            <bdi>{instance?.instanceName ?? name}</bdi>
          </Title>
          <p class="quiet chats-cut">
            {instance !== undefined && <StateTags one={instance} />} {instance?.phone && `+${instance.phone.number}`}
          </p>
        </div>
        <button
          type="button"
          class="primary"
          aria-haspopup="dialog"
          title="Anybody writes to the instance"
          onClick={({ currentTarget }) => {
            setNewAt(currentTarget);
          }}
        >
          <Icon name="write" />
          New
        </button>
      </div>
      <div class="chats-find">
        <Icon name="search" />
        <SearchField
          label="Find a chat"
          placeholder="Find a name, a number, a text"
          value={find}
          onValue={(value) => {
            refine({ find: value });
          }}
        />
      </div>
      <Entries
        feed={feed}
        keyOf={jidOf}
        label={count === undefined ? 'Chats' : `Chats, ${numberOf(count)}`}
        nothing={
          find === ''
            ? 'No chats yet. Write to the instance, or let your app send a message.'
            : 'No chat has that in its name, number or newest message.'
        }
        render={(chat, index) => (
          <Row name={name} chat={chat} isOpen={chat.jid === open} isFirst={!hasOpen && index === 0} />
        )}
      />
      {newAt !== undefined && (
        <NewChat
          at={newAt}
          name={name}
          onClose={() => {
            setNewAt(undefined);
          }}
        />
      )}
    </section>
  );
};
