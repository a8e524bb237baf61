import type { JSX } from 'preact';
import type { InstanceList } from '../../../../shapes.js';
import { has } from '../call.js';
import { useResource } from '../following.js';
import { isMissing, Missing } from '../instances/opened.js';
import { place } from '../route.js';
import { useSubject } from '../subject.js';
import { ChatList } from './chat-list.js';
import { Conversation } from './conversation.js';
import { InstanceChoice } from './instance-choice.js';
import { roomOf } from './room.js';

/** The chats of one instance, and one of them. */
const ChatsOf = ({ name, address }: { readonly name: string; readonly address: string | undefined }): JSX.Element => {
  const found = useResource(
    `instances?instanceName=${encodeURIComponent(name)}`,
    has<InstanceList>('instances'),
    ({ kind, data }) => kind === 'instance' && data.apiInstanceName === name,
  );
  const instance = found.value.value?.instances[0];
  const isGone = isMissing(found);
  useSubject(address === undefined || isGone ? (instance?.instanceName ?? name) : undefined);
  if (isGone)
    return (
      <>
        <div class="bar">
          <h1>Chats</h1>
        </div>
        <Missing name={name} />
      </>
    );
  const room = address === undefined ? undefined : roomOf(name, address);
  return (
    <div class={`chats${room === undefined ? '' : ' open'}`}>
      <ChatList name={name} open={room?.jid} instance={instance} />
      {room === undefined ? (
        <div class="chats-nothing">
          <p class="empty">Choose a chat. You hold the phone of the customer.</p>
        </div>
      ) : (
        <Conversation key={room.jid} room={room} instance={instance} />
      )}
    </div>
  );
};

/** The phone as the customer would hold it. */
export const Chats = (): JSX.Element => {
  const [name, address] = place.value.rest;
  return name === undefined ? <InstanceChoice /> : <ChatsOf key={name} name={name} address={address} />;
};
