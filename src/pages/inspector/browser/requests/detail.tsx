import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { restingCurl } from '../act.js';
import { has } from '../call.js';
import { Copy } from '../copy.js';
import { useResource } from '../following.js';
import { Sections, type Section } from '../json/sections.js';
import { FaultNotice, InstanceLink, Missing } from '../panes/cells.js';
import { hrefOf } from '../route.js';
import { durationOf, numberOf, timeOf } from '../times.js';
import { curlOfRequest, lackOf } from './command.js';
import { conditionsFor, queryFor, waitForOf } from './conditions.js';
import { shortPath, type Asked } from './request.js';
import { StatusTag } from './status.js';
import { WaitFor } from './wait-for.js';

type RequestList = { readonly requests: readonly Asked[] };

const sentSection = (title: string, sent: Asked['body'], none: string): Section => ({
  title,
  value: sent?.content,
  none,
  ...(sent === null ? {} : { about: `${numberOf(sent.bytes)} bytes` }),
  note: sent?.cut === true ? 'Cut: only the beginning is kept, so it is shown as text.' : undefined,
});

const sectionsOf = (asked: Asked): readonly Section[] => [
  sentSection('Body', asked.body, 'None, or it was not read'),
  sentSection('Reply', asked.reply, 'None, or a picture, a page or a stream'),
  { title: 'Query', value: asked.query },
  { title: 'Headers', value: asked.headers, about: numberOf(Object.keys(asked.headers).length), isFolded: true },
];

/** Where the next request like this one is made to fail. */
const faultHref = ({ operation, method, path, instanceName, status }: Asked): string => {
  // A new instance gets another name, and a fault is not for a name that no instance can have.
  const isNamed = operation !== 'createInstance' && status !== 400 && status !== 404;
  return hrefOf('lab', ['faults'], {
    ...(operation === null ? { method, path: shortPath(path) } : { operation }),
    instanceName: isNamed ? (instanceName ?? undefined) : undefined,
    status: '503',
  });
};

const Shown = ({ asked, isUnclaimed }: { readonly asked: Asked; readonly isUnclaimed: boolean }): JSX.Element => {
  const { id, method, path, operation, instanceName, status, time, duration, warnings, fault } = asked;
  const [isWaiting, setWaiting] = useState(false);
  const sections = useMemo(() => sectionsOf(asked), [asked]);
  const usual = useMemo(
    () => queryFor(conditionsFor(asked, isUnclaimed).filter(({ isUsual }) => isUsual)),
    [asked, isUnclaimed],
  );
  const lack = lackOf(asked);
  const command = useMemo(() => curlOfRequest(asked), [asked]);
  useEffect(() => {
    const shown = { title: 'The same request', curl: command };
    restingCurl.value = shown;
    return () => {
      if (restingCurl.peek() === shown) restingCurl.value = null;
    };
  }, [command]);
  return (
    <>
      <header class="detail-head">
        <h2>
          <span class="row-method">{method}</span> <bdi class="detail-path">{shortPath(path)}</bdi>
        </h2>
        <p class="detail-facts">
          <StatusTag status={status} />
          <span>{durationOf(duration)}</span>
          <time dateTime={time}>{timeOf(time)}</time>
          <span class="quiet">#{id}</span>
          {operation !== null && <code>{operation}</code>}
          {instanceName !== null && <InstanceLink name={instanceName} />}
        </p>
        <FaultNotice fault={fault} />
        {warnings !== null && (
          <p class="notice warn">
            <bdi>{warnings}</bdi>
          </p>
        )}
        <div class="detail-tools">
          <Copy text={command} what="this request as a curl command" label="Copy as curl" />
          <Copy text={waitForOf(usual)} what="the call that waits for a request like this" label="Copy as waitFor" />
          <button
            type="button"
            class="calm"
            aria-expanded={isWaiting}
            onClick={() => {
              setWaiting(!isWaiting);
            }}
          >
            Conditions…
          </button>
          {/* A fault is of an account, and this request was of none. */}
          {!isUnclaimed && (
            <a class="button calm" href={faultHref(asked)}>
              Turn into a fault
            </a>
          )}
        </div>
        {lack !== '' && <p class="hint">{lack}</p>}
      </header>
      {isWaiting && <WaitFor asked={asked} isUnclaimed={isUnclaimed} />}
      <Sections sections={sections} />
    </>
  );
};

/** What was sent, and what was answered. */
export const RequestDetail = ({
  id,
  isUnclaimed,
}: {
  readonly id: string;
  readonly isUnclaimed: boolean;
}): JSX.Element => {
  // The list has no other way to name one than to go on below the next.
  const path = `requests?limit=1&before=${String(Number(id) + 1 || 1)}${isUnclaimed ? '&unclaimed=true' : ''}`;
  const answer = useResource(path, has<RequestList>('requests'), []);
  const asked = answer.value.value?.requests[0];
  if (String(asked?.id) === id && asked !== undefined) return <Shown isUnclaimed={isUnclaimed} asked={asked} />;
  return (
    <Missing
      problem={
        answer.value.value === undefined
          ? answer.problem.value
          : 'This request is not there, or no longer kept: a reset or many others came after it.'
      }
    />
  );
};
