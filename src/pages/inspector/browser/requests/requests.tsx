import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Choice, SearchField } from '../filters.js';
import { useFollowed } from '../following.js';
import { Icon } from '../icons.js';
import { operations as methods } from '../lab/operations.js';
import { InstanceField } from '../panes/instance-field.js';
import { Panes } from '../panes/panes.js';
import { useRestart } from '../panes/restart.js';
import { Rows } from '../panes/rows.js';
import { hrefOf, place, refine } from '../route.js';
import { durationOf, numberOf, timeOf } from '../times.js';
import { RequestDetail } from './detail.js';
import { followRequests, shortPath, type AskedLine } from './request.js';
import { StatusTag } from './status.js';

/** Milliseconds between two looks at what no note tells of. */
const BETWEEN_LOOKS = 2_000;

const operations: readonly string[] = Object.keys(methods);
const statuses: readonly (readonly [string, string])[] = [
  ['2xx', '2xx: done'],
  ['4xx', '4xx: refused'],
  ['5xx', '5xx: failed'],
  ['none', 'No answer'],
  ...['200', '201', '400', '401', '404', '409', '413', '429', '500', '501', '503'].map((one) => [one, one] as const),
];

const Filters = ({ count }: { readonly count: number | undefined }): JSX.Element => {
  const { query } = place.value;
  const { operation = '', status = '', instance = '', text = '' } = query;
  const which = query.unclaimed === 'true' ? 'unclaimed' : query.fault === undefined ? '' : `fault ${query.fault}`;
  const isFiltered = [operation, status, instance, text, which].some((one) => one !== '');
  return (
    <div class="bar">
      <h1>
        Requests <small>{count === undefined ? '' : `${numberOf(count)}${isFiltered ? ' found' : ''}`}</small>
      </h1>
      <div class="filters" role="search" aria-label="Filter the requests">
        <SearchField
          label="Text"
          placeholder="Text in path, body, reply"
          value={text}
          onValue={(value) => {
            refine({ text: value });
          }}
        />
        <Choice
          label="Operation"
          all="Any operation"
          value={operation}
          options={operation === '' || operations.includes(operation) ? operations : [operation, ...operations]}
          onValue={(value) => {
            refine({ operation: value });
          }}
        />
        <Choice
          label="Status"
          all="Any status"
          value={status}
          options={status === '' || statuses.some(([one]) => one === status) ? statuses : [status, ...statuses]}
          onValue={(value) => {
            refine({ status: value });
          }}
        />
        <InstanceField
          id="requests-instance"
          label="Instance"
          placeholder="Any instance"
          value={instance}
          onValue={(value) => {
            refine({ instance: value });
          }}
        />
        <Choice
          label="Which requests"
          all="With this key"
          value={which}
          options={[
            ['fault true', 'Hit by a fault'],
            ['fault false', 'Not hit by a fault'],
            ['unclaimed', 'Without an admitted key'],
          ]}
          onValue={(value) => {
            const [kind, fault] = value.split(' ');
            refine({
              unclaimed: kind === 'unclaimed' ? 'true' : undefined,
              fault: kind === 'fault' ? fault : undefined,
            });
          }}
        />
        {isFiltered && (
          <a class="button calm" href={hrefOf('requests', place.value.rest)}>
            Clear
          </a>
        )}
      </div>
    </div>
  );
};

const Line = ({ line }: { readonly line: AskedLine }): JSX.Element => {
  const { time, method, path, instanceName, status, duration, hasWarnings, fault } = line;
  return (
    <>
      <time class="row-time" dateTime={time} title={time}>
        {timeOf(time, time)}
      </time>
      <span class="row-method">{method}</span>
      <bdi class="row-main" dir="ltr" title={path}>
        {shortPath(path)}
      </bdi>
      <span class="row-signs">
        {fault !== null && (
          <span class="tag bad" title={`Hit by the fault ${fault}`}>
            <span class="unseen">hit by the fault </span>
            <bdi>{fault}</bdi>
          </span>
        )}
        {hasWarnings && (
          <span class="row-warning" title="It was answered with a warning">
            <Icon name="warn" />
            <span class="unseen">with a warning</span>
          </span>
        )}
      </span>
      <bdi class="row-instance quiet" title={instanceName ?? ''}>
        {instanceName}
      </bdi>
      <span class="row-duration quiet">{durationOf(duration)}</span>
      <StatusTag status={status} />
    </>
  );
};

/** What the app asked, and what it was answered. */
export const Requests = (): JSX.Element => {
  const feed = useFollowed(followRequests, []);
  const { rest, query } = place.value;
  const [id] = rest;
  const conditions = JSON.stringify(query);
  useRestart(feed, conditions);
  const isUnclaimed = query.unclaimed === 'true';
  useEffect(() => {
    if (!isUnclaimed) return undefined;
    const timer = setInterval(feed.look, BETWEEN_LOOKS);
    return () => {
      clearInterval(timer);
    };
  }, [feed, isUnclaimed]);
  const isFiltered = conditions !== '{}';
  return (
    <>
      <Filters count={feed.count.value} />
      <Panes
        opened={id === undefined ? undefined : `Request ${id}`}
        closed={hrefOf('requests', [], query)}
        list={
          <Rows
            feed={feed}
            label="Requests, newest first"
            keyOf={(line) => String(line.id)}
            hrefOf={(line) => hrefOf('requests', [String(line.id)], query)}
            opened={id}
            row={(line) => <Line line={line} />}
            rowClass="request-row"
            empty={
              isFiltered ? (
                <>
                  No request is like that. <a href={hrefOf('requests')}>Show all</a>
                </>
              ) : (
                'Nothing was asked with this key yet. What your app asks appears here by itself.'
              )
            }
          />
        }
        detail={
          id === undefined ? null : (
            <RequestDetail key={`${id} ${String(isUnclaimed)}`} id={id} isUnclaimed={isUnclaimed} />
          )
        }
      />
    </>
  );
};
