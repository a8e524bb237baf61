import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Due as DueItem, DueList } from '../../../../shapes.js';
import { has } from '../call.js';
import { accountTime } from '../clock.js';
import { hrefOf } from '../route.js';
import { numberOf, timeOf } from '../times.js';
import { aheadOf } from './durations.js';
import { useResource } from '../following.js';
import { MoveButton } from './move-button.js';

const words: Readonly<Record<DueItem['what'], string>> = {
  qrEnds: 'The QR ends, and the next one comes',
  pairingGivesUp: 'Pairing gives up',
  autoScan: 'A phone scans by itself',
  scenarioStep: 'The scenario takes its next step',
  linkEnds: 'Linking ends, and it is open',
  messageLeaves: 'A message has been typed, and leaves',
  deliveryRetry: 'A delivery is tried again',
  deliveryDelayEnds: 'A delivery that a fault keeps back comes',
  deliverySwapEnds: 'A delivery that waits for the next one comes',
  deliveryRepeats: 'A delivery comes once more',
};

/** What falls due next, by the account's clock; each thing can be gone to. */
export const Due = (): JSX.Element => {
  const { value, problem, look } = useResource('clock/due?limit=20', has<DueList>('due'), [
    'hello',
    'clock',
    'instance',
    'message',
    'delivery',
    'webhooks',
  ]);
  const list = value.value;
  const now = accountTime();
  const first = list?.due[0];
  // With a running clock, what was next has happened by itself.
  const isOver = first !== undefined && Date.parse(first.time) < now;
  const root = useRef<HTMLElement>(null);
  const isStepping = useRef(false);
  useLayoutEffect(() => {
    // What was gone to is no longer due, and its button gone; so pressing again goes on to the next.
    if (!isStepping.current || document.activeElement !== document.body) return;
    isStepping.current = false;
    const next =
      root.current?.querySelector<HTMLElement>('li button') ?? root.current?.querySelector<HTMLElement>('h2');
    next?.focus();
  }, [list]);
  useEffect(() => {
    if (isOver) look();
  }, [isOver, list, look]);
  return (
    <section ref={root} class="card" aria-labelledby="due-title">
      <h2 id="due-title" tabIndex={-1}>
        Falls due next {list !== undefined && list.count > 0 && <small class="quiet">{numberOf(list.count)}</small>}
      </h2>
      {list === undefined && problem.value !== '' && <p class="hint">{problem.value}</p>}
      {list?.due.length === 0 && (
        <p class="hint">Nothing. Pairing, messages that are typed and deliveries that are tried again would be here.</p>
      )}
      <ol class="lab-list lab-due">
        {list?.due.map(({ time, what, instanceName, detail }, index) => (
          <li key={`${time} ${what} ${instanceName} ${String(index)}`}>
            <div>
              <p>
                <time dateTime={time}>{timeOf(time, new Date(now).toISOString())}</time>{' '}
                <span class="quiet lab-ahead">{aheadOf(Date.parse(time) - now)}</span>
              </p>
              <p>
                {words[what]}
                {detail !== '' && <span class="quiet"> · {detail}</span>}
              </p>
              <p class="lab-cut">
                <a href={hrefOf('instances', [instanceName])}>
                  <bdi>{instanceName}</bdi>
                </a>
              </p>
            </div>
            <MoveButton
              change={{ set: time }}
              onMoved={() => {
                isStepping.current = true;
              }}
              about="Advance the clock to this time"
              name={`Advance to here, ${timeOf(time, new Date(now).toISOString())}: ${words[what]}`}
            >
              Advance to here
            </MoveButton>
          </li>
        ))}
      </ol>
      {list !== undefined && list.count > list.due.length && (
        <p class="hint">And {numberOf(list.count - list.due.length)} more after that.</p>
      )}
    </section>
  );
};
