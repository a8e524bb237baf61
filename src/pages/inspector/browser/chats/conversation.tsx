import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Chat, Instance, Message } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { has } from '../call.js';
import { createFeed } from '../feed.js';
import { useFollowed, useResource } from '../following.js';
import { Icon } from '../icons.js';
import { announce } from '../news.js';
import { hrefOf, place, queryOf, refine } from '../route.js';
import type { Note } from '../stream.js';
import { useSubject } from '../subject.js';
import { Avatar } from './avatar.js';
import { Composer } from './composer.js';
import { Nothing } from './entries.js';
import { MessageList } from './message-list.js';
import { MessageMenu } from './message-menu.js';
import { chatPath, instancePath, type Room } from './room.js';
import { talkIn } from './talk.js';
import { begun } from './words.js';

type ChatList = { readonly chats: readonly Chat[] };

/** What the customer can do besides writing. */
const Actions = ({ room, chat }: { readonly room: Room; readonly chat: Chat | undefined }): JSX.Element => {
  const { kind, name, number } = room;
  const isBlocked = chat?.blocked === true;
  const verb = isBlocked ? 'unblock' : 'block';
  return (
    <div class="chats-actions" role="group" aria-label="What the customer does">
      {kind !== 'status' && (
        <ActButton
          call={{ method: 'POST', path: `${chatPath(room)}/read` }}
          about="The customer reads all that reached them"
          words="Read"
        >
          <Icon name="eye" />
          <span class="wide">Read</span>
        </ActButton>
      )}
      {kind === 'person' && (
        <>
          {[false, true].map((video) => (
            <ActButton
              key={String(video)}
              call={{ method: 'POST', path: `${instancePath(name)}/call`, body: { from: number, video } }}
              about={`The customer calls${video ? ', with video' : ''}`}
              name={video ? 'Video call' : 'Call'}
              words="It rang"
            >
              <Icon name={video ? 'video' : 'phone'} />
            </ActButton>
          ))}
          <ActButton
            call={{ method: 'POST', path: `${chatPath(room)}/${verb}` }}
            class={isBlocked ? 'calm chats-blocked' : 'calm'}
            about={`The customer ${verb}s the instance`}
            words={begun(`${verb}ed`)}
          >
            <Icon name="block" />
            <span class={isBlocked ? undefined : 'wide'}>{begun(verb)}</span>
          </ActButton>
        </>
      )}
    </div>
  );
};

const LOST = 'That message is no longer kept, or never was in this chat.';

/** One chat, as the other side sees it. */
export const Conversation = ({
  room,
  instance,
}: {
  readonly room: Room;
  readonly instance: Instance | undefined;
}): JSX.Element => {
  const { name, jid } = room;
  const isOurs = ({ kind, data }: Note): boolean =>
    (kind === 'message' || kind === 'chat') && data.instanceName === name && data.chat === jid;
  const feed = useFollowed(
    () =>
      createFeed<Message>({
        path: () => `messages?${queryOf({ instanceName: name, chat: jid })}`,
        member: 'messages',
        isItem: has<Message>('acceptedAt'),
        idOf: ({ id }) => id,
        isOldestFirst: true,
        kinds: isOurs,
        idIn: (note) => (isOurs(note) ? note.data.id : undefined),
      }),
    [name, jid],
  );
  const found = useResource(
    `instances/${encodeURIComponent(name)}/chats?contains=${encodeURIComponent(jid)}&limit=5`,
    has<ChatList>('chats'),
    (note) => isOurs(note) || note.kind === 'instance',
  );
  const talk = talkIn(room);
  useEffect(
    () => () => {
      talk.menu.value = undefined;
    },
    [talk],
  );
  const { message: wanted } = place.value.query;
  const items = feed.items.value;
  const count = feed.count.value;
  const hit = items.find(({ id }) => id === wanted);
  const isLost = wanted !== undefined && hit === undefined && count !== undefined && items.length >= count;
  useEffect(() => {
    if (hit !== undefined) {
      // A reaction stands at what it is about.
      talk.wanted.value = hit.content.type === 'reaction' ? hit.content.target : hit.id;
      // It has been shown; from here on the reader goes where they like.
      refine({ message: undefined });
    } else if (wanted !== undefined) feed.more();
  }, [wanted, hit, items, feed, talk]);
  useEffect(() => {
    if (isLost) announce(LOST);
  }, [isLost]);
  const chat = found.value.value?.chats.find((one) => one.jid === jid);
  const called = chat?.name ?? room.number ?? (room.kind === 'status' ? 'Status updates' : jid);
  useSubject(`${called} · ${instance?.instanceName ?? name}`);
  const phase = instance?.phase ?? 'open';
  const isWaiting = ['lost', 'replaced', 'dead'].includes(phase);
  return (
    <section class="chats-conversation" aria-label={`Chat with ${called}`}>
      <header class="chats-head">
        <a class="chats-back" href={hrefOf('chats', [name])} aria-label="All chats">
          <Icon name="back" />
        </a>
        <Avatar name={called} />
        <div class="chats-who">
          <h1>
            <bdi>{called}</bdi>
          </h1>
          <p class="quiet">
            {room.kind === 'person' ? (
              <>
                <span class="wide">You hold the phone of </span>+{room.number}
              </>
            ) : room.kind === 'group' ? (
              <bdi>{jid}</bdi>
            ) : (
              'What contacts post'
            )}
          </p>
        </div>
        <Actions room={room} chat={chat} />
      </header>
      {items.length === 0 ? (
        <div class="chats-messages">
          <Nothing feed={feed}>Nothing has been said here yet.</Nothing>
        </div>
      ) : (
        <MessageList feed={feed} talk={talk} />
      )}
      {isLost && <p class="chats-state">{LOST}</p>}
      {phase !== 'open' && (
        <p class="chats-state">
          <Icon name="warn" />
          <span>
            {isWaiting
              ? 'The instance has no connection: what you write waits until it is back.'
              : 'No phone is linked, so nobody can write to it.'}{' '}
            <a href={hrefOf('instances', [name])}>See the instance</a>
          </span>
        </p>
      )}
      <Composer talk={talk} disabled={phase !== 'open' && !isWaiting} />
      <MessageMenu talk={talk} />
    </section>
  );
};
