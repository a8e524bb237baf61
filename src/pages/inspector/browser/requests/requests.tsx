import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Choice, inAddress } from '../filters.js';
import { useFollowed } from '../following.js';
import { Icon } from '../icons.js';
import { operations as methods } from '../lab/operations.js';
import { FaultTag, When } from '../panes/cells.js';
import { Filters } from '../panes/filters.js';
import { leftAt, type Memory } from '../panes/memory.js';
import { Panes } from '../panes/panes.js';
import { Rows } from '../panes/rows.js';
import { hrefOf, place } from '../route.js';
import { durationOf } from '../times.js';
import { RequestDetail } from './detail.js';
import { followRequests, shortPath, type AskedLine } from './request.js';
import { StatusTag } from './status.js';

/** Milliseconds between two looks at what no note tells of. */
const BETWEEN_LOOKS = 2_000;

const operations: readonly string[] = Object.keys(methods);
const statuses: readonly (string | readonly [string, string])[] = [
  ['2xx', '2xx: done'],
  ['4xx', '4xx: refused'],
  ['5xx', '5xx: failed'],
  ['none', 'No answer'],
  ...'200 201 400 401 404 409 413 429 500 501 503'.split(' '),
];

const Line = ({ line }: { readonly line: AskedLine }): JSX.Element => {
  const { time, method, path, instanceName, status, duration, warnings, fault } = line;
  return (
    <>
      <When time={time} />
      <span class="row-method">{method}</span>
      <bdi class="row-main" dir="ltr" title={path}>
        {shortPath(path)}
      </bdi>
      <span class="row-signs">
        <FaultTag fault={fault} />
        {Boolean(warnings) && (
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

const memory: Memory<AskedLine> = {};

/** What the app asked, and what it was answered. */
export const Requests = (): JSX.Element => {
  const feed = useFollowed(() => followRequests(leftAt(memory)), []);
  const { rest, query } = place.value;
  const [id] = rest;
  const isUnclaimed = query.unclaimed === 'true';
  useEffect(() => {
    if (!isUnclaimed) return undefined;
    const timer = setInterval(feed.look, BETWEEN_LOOKS);
    return () => {
      clearInterval(timer);
    };
  }, [feed, isUnclaimed]);
  return (
    <>
      <Filters view="requests" heading="h1" title="Requests" count={feed.count.value} searched="Path, body, reply">
        <Choice label="Operation" all="Any operation" options={operations} {...inAddress('operation')} />
        <Choice label="Status" all="Any status" options={statuses} {...inAddress('status')} />
        <Choice
          label="Fault"
          all="Fault or not"
          options={[
            ['true', 'Hit by a fault'],
            ['false', 'Not hit'],
          ]}
          {...inAddress('fault')}
        />
        <Choice label="Key" all="This key" options={[['true', 'Not admitted']]} {...inAddress('unclaimed')} />
      </Filters>
      <Panes
        opened={id === undefined ? undefined : `Request ${id}`}
        closed={hrefOf('requests', [], query)}
        list={
          <Rows
            feed={feed}
            memory={memory}
            view="requests"
            title="Requests"
            opened={id}
            row={(line) => <Line line={line} />}
            none="Nothing was asked with this key yet. What your app asks appears here."
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
