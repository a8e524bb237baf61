import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Event } from '../../../../shapes.js';
import { moveFocus } from '../arrows.js';
import { isObject } from '../call.js';
import { today } from '../today.js';
import { createFeed, type Feed } from '../feed.js';
import { useFollowed } from '../following.js';
import { Choice } from '../filters.js';
import { Problem } from '../forms/problem.js';
import { Snippet } from '../panes/cells.js';
import { InstanceField } from '../panes/instance-field.js';
import { conditionOf } from '../panes/search.js';
import { go, hrefOf, place, queryOf, refine } from '../route.js';
import { numberOf, things, timeOf } from '../times.js';
import { Virtual } from '../virtual.js';
import { eventNames } from './operations.js';

const isEvent = (value: unknown): value is Event => isObject(value) && 'event' in value;
const idOf = ({ id }: Event): string => String(id);

const ticks = {
  PENDING: 'waits',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'played',
  ERROR: 'failed',
} as const;

/** What happened, in a few words. */
const wordsOf = ({ event, state, statusReason, qrcode, status, remoteJid }: Event): string => {
  if (event === 'connection.update')
    return `${state ?? ''}${statusReason === null || statusReason === 200 ? '' : ` (${String(statusReason)})`}`;
  if (event === 'qrcode.updated') return qrcode === null ? 'the last QR ended' : `QR ${String(qrcode.count)}`;
  const chat = remoteJid === null ? '' : ` ${remoteJid}`;
  if (event === 'messages.update') return `${status === null ? '' : ticks[status]}${chat}`;
  return chat.trim();
};

const colours: Readonly<Record<string, string>> = { open: 'good', connecting: 'warn', close: 'bad', refused: 'bad' };

const useFeed = (): Feed<Event> =>
  useFollowed(
    () =>
      createFeed<Event>({
        path: () => {
          const { event, instance = '' } = place.peek().query;
          return `events?${queryOf({ event, ...Object.fromEntries([conditionOf('instance', instance)]) })}`;
        },
        member: 'events',
        isItem: isEvent,
        idOf,
        isOldestFirst: true,
        kinds: ['event'],
      }),
    [],
  );

const Row = ({ item, today }: { readonly item: Event; readonly today: string }): JSX.Element => {
  const { event, instanceName, time, state } = item;
  const { query } = place.value;
  const isOpen = query.open === idOf(item);
  const json = JSON.stringify(item, null, 2);
  return (
    <article class={`lab-event ${state === null ? '' : (colours[state] ?? '')}${isOpen ? ' open' : ''}`}>
      <button
        type="button"
        class="lab-event-head"
        aria-expanded={isOpen}
        onClick={() => {
          go(hrefOf('lab', ['events'], { ...query, open: isOpen ? undefined : idOf(item) }));
        }}
      >
        <time dateTime={time} title={time}>
          {timeOf(time, today)}
        </time>
        <span class="tag">{event}</span>
        <span class="lab-event-words">
          <bdi>{wordsOf(item)}</bdi>
        </span>
        <span class="lab-event-name quiet">
          <bdi>{instanceName}</bdi>
        </span>
      </button>
      {isOpen && (
        <div class="lab-event-more">
          <div class="lab-row">
            <a href={hrefOf('instances', [instanceName])}>Its instance</a>
            <a href={hrefOf('lab', ['events'], { instance: instanceName })}>All events of it</a>
            {item.remoteJid !== null && <a href={hrefOf('chats', [instanceName, item.remoteJid])}>Its chat</a>}
          </div>
          <Snippet label="The event as JSON" text={json} what="the event as JSON" />
        </div>
      )}
    </article>
  );
};

/** What happened to instances, newest first. */
export const Events = (): JSX.Element => {
  const feed = useFeed();
  const { event = '', instance = '' } = place.value.query;
  const conditions = `${event} ${instance}`;
  const asked = useRef(conditions);
  useEffect(() => {
    if (asked.current !== conditions) feed.restart();
    asked.current = conditions;
  }, [conditions, feed]);
  const root = useRef<HTMLDivElement>(null);
  const items = feed.items.value;
  const count = feed.count.value;
  const waiting = feed.waiting.value;

  /** Arrows go from event to event, and Escape closes the one that is open. */
  const move = (pressed: KeyboardEvent): void => {
    const { key } = pressed;
    if (key === 'Escape' && place.peek().query.open !== undefined) {
      root.current?.querySelector<HTMLElement>('.lab-event.open .lab-event-head')?.focus();
      refine({ open: undefined });
      return;
    }
    moveFocus(pressed, '.lab-event-head');
  };

  return (
    <div class="lab-events" ref={root} onKeyDown={move}>
      <div class="bar lab-filters">
        <Choice
          label="Event"
          all="any event"
          value={event}
          options={eventNames}
          onValue={(value) => {
            refine({ event: value, open: undefined });
          }}
        />
        <InstanceField
          id="events-instance"
          label="Instance"
          placeholder="Any instance"
          value={instance}
          onValue={(value) => {
            refine({ instance: value, open: undefined });
          }}
        />
        <span class="quiet" role="status">
          {count === undefined ? '' : things(count, 'event')}
        </span>
        {waiting > 0 && (
          <button
            type="button"
            class="pill"
            onClick={() => {
              feed.hold(false);
              const list = root.current?.querySelector<HTMLElement>('.virtual');
              list?.scrollTo({ top: 0 });
              list?.focus();
            }}
          >
            {numberOf(waiting)} new
          </button>
        )}
      </div>
      <Problem class="message" text={feed.problem.value} />
      {count === 0 && feed.problem.value === '' && (
        <p class="empty">{event + instance === '' ? 'Nothing has happened yet.' : 'No event is like that.'}</p>
      )}
      <Virtual
        items={items}
        keyOf={idOf}
        estimate={44}
        label="Events"
        class="lab-timeline"
        onEnd={feed.more}
        onLeave={feed.hold}
        render={(item) => <Row item={item} today={today.value} />}
      />
    </div>
  );
};
