import type { JSX } from 'preact';
import type { Instance } from '../../../../shapes.js';
import { OtherKeys } from '../accounts.js';
import { has } from '../call.js';
import { createFeed } from '../feed.js';
import { SearchField } from '../filters.js';
import { useFollowed } from '../following.js';
import { hrefOf, place, queryOf, refine } from '../route.js';
import { Mail } from '../instances/glimpse.js';
import { StateTags } from '../instances/phases.js';
import { numberOf } from '../times.js';
import { Entries } from './entries.js';

const nameOf = ({ apiInstanceName }: Instance): string => apiInstanceName;
/** Whose chats are to be shown. */
export const InstanceChoice = (): JSX.Element => {
  const find = place.value.query.find ?? '';
  const feed = useFollowed(
    () =>
      createFeed<Instance>({
        path: () => `instances?${queryOf({ contains: find })}`,
        member: 'instances',
        isItem: has<Instance>('apiInstanceName'),
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
        render={(one, index) => (
          <a
            class="chats-entry"
            href={hrefOf('chats', [nameOf(one)])}
            title={nameOf(one)}
            tabIndex={index === 0 ? 0 : -1}
          >
            <span class="chats-entry-text">
              <span class="chats-entry-line">
                <bdi class="chats-entry-name">{one.instanceName}</bdi>
                <StateTags one={one} />
              </span>
              <Mail one={one} />
            </span>
          </a>
        )}
      />
    </>
  );
};
