import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { restingCurl } from '../act.js';
import { has, watch } from '../call.js';
import { Copy } from '../copy.js';
import { Sections, type Section } from '../json/sections.js';
import { hrefOf } from '../route.js';
import { isNewLife, listen } from '../stream.js';
import { durationOf, numberOf, timeOf } from '../times.js';
import { curlOfRequest, lackOf } from './command.js';
import { conditionsFor, queryFor, waitForOf } from './conditions.js';
import { isAsked, shortPath, type Asked } from './request.js';
import { StatusTag } from './status.js';
import { WaitFor } from './wait-for.js';

type RequestList = { readonly requests: readonly unknown[] };

type Looked = { readonly asked: Asked } | { readonly problem: string };

/** Reads one request. The list has no other way to name one than to go on below the next. */
const read = async (id: number, isUnclaimed: boolean): Promise<Looked> => {
  const search = new URLSearchParams({
    before: String(id + 1),
    limit: '1',
    ...(isUnclaimed ? { unclaimed: 'true' } : {}),
  });
  try {
    const { requests } = await watch(`requests?${search.toString()}`, has<RequestList>('requests'));
    const asked = requests.find(isAsked);
    if (asked?.id === id) return { asked };
    return { problem: 'This request is not there, or no longer kept: a reset or many others came after it.' };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
};

const bytesOf = (bytes: number): string =>
  bytes < 1_024
    ? `${String(bytes)} B`
    : bytes < 1_048_576
      ? `${(bytes / 1_024).toFixed(1)} KiB`
      : `${(bytes / 1_048_576).toFixed(1)} MiB`;

const sentSection = (title: string, sent: Asked['body'], none: string): Section => ({
  title,
  value: sent?.content,
  none,
  ...(sent === null ? {} : { about: bytesOf(sent.bytes) }),
  note:
    sent?.cut === true
      ? `Cut: only the beginning of ${bytesOf(sent.bytes)} is kept, so it is shown as text.`
      : undefined,
});

const sectionsOf = (asked: Asked): readonly Section[] => [
  sentSection('Body', asked.body, 'None, or it was not read'),
  sentSection('Reply', asked.reply, 'None that is kept: there was none, or a picture, a page or a stream'),
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
          <StatusTag status={status} isLong />
          <span>{durationOf(duration)}</span>
          <time dateTime={time}>{timeOf(time)}</time>
          <span class="quiet">#{id}</span>
          {operation !== null && <code>{operation}</code>}
          {instanceName !== null && (
            <a class="detail-instance" href={hrefOf('instances', [instanceName])}>
              <bdi>{instanceName}</bdi>
            </a>
          )}
        </p>
        {fault !== null && (
          <p class="notice bad">
            Hit by your fault{' '}
            <strong>
              <bdi>{fault}</bdi>
            </strong>
            . <a href={hrefOf('lab', ['faults'])}>See the faults</a>
          </p>
        )}
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
  const [looked, setLooked] = useState<Looked | undefined>(undefined);
  const [life, setLife] = useState(0);
  useEffect(
    () =>
      listen((note) => {
        if (isNewLife(note)) setLife((count) => count + 1);
      }),
    [],
  );
  useEffect(() => {
    let isOver = false;
    const number = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : undefined;
    if (number === undefined) setLooked({ problem: 'A request is named by its number.' });
    else
      void read(number, isUnclaimed).then((answer) => {
        if (!isOver) setLooked(answer);
      });
    return () => {
      isOver = true;
    };
  }, [id, isUnclaimed, life]);
  if (looked === undefined) return <p class="empty-rows quiet">Looking…</p>;
  return 'asked' in looked ? (
    <Shown isUnclaimed={isUnclaimed} asked={looked.asked} />
  ) : (
    <p class="empty">{looked.problem}</p>
  );
};
