import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';
import { OtherKeys } from '../accounts.js';
import { isObject } from '../call.js';
import { createFeed } from '../feed.js';
import { SearchField } from '../filters.js';
import { useFollowed } from '../following.js';
import { hrefOf, place, refine } from '../route.js';
import { numberOf } from '../times.js';
import { Entries } from './entries.js';
import { StateTag } from './state-tag.js';
import { previewOf } from './words.js';

const nameOf = ({ apiInstanceName }: Instance): string => apiInstanceName;
const isInstance = (value: unknown): value is Instance =>
  isObject(value) && 'apiInstanceName' in value && 'phase' in value;

/** Whose chats are to be shown. */
export const InstanceChoice = (): JSX.Element => {
  const find = place.value.query.find ?? '';
  const feed = useFollowed(
    () =>
      createFeed<Instance>({
        path: () => {
          return `instances?${new URLSearchParams(find === '' ? {} : { contains: find }).toString()}`;
        },
        member: 'instances',
        isItem: isInstance,
        idOf: nameOf,
        kinds: ['instance', 'message'],
        idIn: ({ data }) => data.apiInstanceName ?? data.instanceName,
      }),
    [find],
  );
  const count = feed.count.value;
  return (
    <>
      <div class="bar">
        <h1>
          Chats{' '}
          {count !== undefined && <small>of {count === 1 ? 'one instance' : `${numberOf(count)} instances`}</small>}
        </h1>
        <SearchField
          label="Find an instance"
          value={find}
          onValue={(value) => {
            refine({ find: value });
          }}
        />
      </div>
      <Entries
        feed={feed}
        keyOf={nameOf}
        label="Instances"
        nothing={
          find === '' ? (
            <>
              This key has no instances yet. <a href={hrefOf('instances')}>Create one</a>, scan its QR, and be its
              customer here.
              <OtherKeys />
            </>
          ) : (
            'No instance has that in its name.'
          )
        }
        render={({ apiInstanceName, instanceName, messages, ...instance }, index) => (
          <a class="chats-entry" href={hrefOf('chats', [apiInstanceName])} tabIndex={index === 0 ? 0 : -1}>
            <span class="chats-entry-text">
              <span class="chats-entry-line">
                <bdi class="chats-entry-name">{instanceName}</bdi>
                <StateTag instance={{ apiInstanceName, instanceName, messages, ...instance }} />
              </span>
              <span class="chats-entry-line">
                <span class="chats-cut quiet">
                  {messages.last === null ? (
                    <code>{apiInstanceName}</code>
                  ) : (
                    <>
                      {messages.last.direction === 'sent' ? '← ' : '→ '}
                      <bdi>{previewOf(messages.last)}</bdi>
                    </>
                  )}
                </span>
                <span class="quiet">
                  {numberOf(messages.sent)} sent, {numberOf(messages.received)} received
                </span>
              </span>
            </span>
          </a>
        )}
      />
    </>
  );
};
