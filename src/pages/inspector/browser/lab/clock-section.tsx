import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ClockChange } from '../../../../shapes.js';
import { act, showCurl } from '../act.js';
import { isObject } from '../call.js';
import { accountTime, clockOffset, isClockKnown, isFrozen } from '../clock.js';
import { numberOf, offsetOf, timeOf } from '../times.js';
import { Due } from './due.js';
import { durationTyped } from './durations.js';
import { MoveButton } from './move-button.js';
import { lastMove, moved, moveOf, moveProblem, settles } from './moving.js';

const steps = [
  ['+1 s', '1s', 'a second'],
  ['+45 s', '45s', 'the life of a QR'],
  ['+1 min', '1m', 'a minute'],
  ['+5 min', '5m', 'five minutes'],
  ['+30 min', '30m', 'half an hour'],
  ['+1 h', '1h', 'an hour'],
  ['+1 d', '1d', 'a day'],
] as const;

type TypedProps = {
  readonly id: string;
  readonly label: string;
  readonly button: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly changeOf: (text: string) => ClockChange;
  /** Where it can be picked, too. */
  readonly isTime?: boolean;
};

/** A move that is typed. What is wrong with it is said below it. */
const TypedMove = ({ id, label, button, placeholder, hint, changeOf, isTime }: TypedProps): JSX.Element => {
  const text = useSignal('');
  const problem = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const preview = (): void => {
    if (text.peek() !== '') showCurl(label, moveOf(changeOf(text.peek())));
  };
  const set = (typed: string): void => {
    text.value = typed;
    problem.value = '';
    preview();
  };
  const submit = async (): Promise<void> => {
    const change = changeOf(text.peek());
    const before = accountTime();
    moveProblem.value = '';
    const answer = await act(
      {
        call: moveOf(change),
        words: 'Clock moved',
        say: (sentence) => {
          problem.value = sentence.replace(/^"\w+"/, label);
        },
      },
      isObject,
    );
    if (answer === undefined) input.current?.focus();
    else moved(change, before, answer);
  };
  return (
    <form
      class="lab-typed"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label for={id}>{label}</label>
      <div class="lab-row">
        <input
          ref={input}
          id={id}
          value={text.value}
          placeholder={placeholder}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={problem.value !== ''}
          aria-describedby={`${id}-hint ${id}-problem`}
          onFocus={preview}
          onInput={({ currentTarget }) => {
            set(currentTarget.value);
          }}
        />
        {isTime === true && (
          <input
            type="datetime-local"
            class="lab-picker"
            step={1}
            aria-label={`${label}, from a calendar (UTC)`}
            onInput={({ currentTarget: { value } }) => {
              if (value !== '') set(`${value}Z`);
            }}
          />
        )}
        <button type="submit" disabled={text.value.trim() === ''}>
          {button}
        </button>
      </div>
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
      <p id={`${id}-problem`} class="problem" role="alert">
        {problem.value}
      </p>
    </form>
  );
};

const belongsElsewhere = 'This clock belongs to the program that started the emulator; only that can let it run.';

/** What came of the last move. */
const Outcome = (): JSX.Element | null => {
  if (moveProblem.value !== '') {
    return (
      <p class="message" role="alert">
        {moveProblem.value}
      </p>
    );
  }
  const last = lastMove.value;
  if (last === null) return null;
  const { change, clock, goal } = last;
  const { happened, stoppedShort, unsettled, now, frozen } = clock;
  const isMove = change.advance !== undefined || change.set !== undefined;
  return (
    <div class="lab-outcome">
      {change.run === true && frozen ? (
        <p class="lab-warned">{belongsElsewhere}</p>
      ) : isMove || happened > 0 ? (
        <p>
          {stoppedShort ? 'It got to' : 'It is at'} <time dateTime={now}>{timeOf(now)}</time>.{' '}
          {happened === 0
            ? 'Nothing was due on the way.'
            : `On the way, ${numberOf(happened)} ${happened === 1 ? 'thing' : 'things'} happened.`}
        </p>
      ) : (
        <p>{frozen ? 'It stands still: only you move it now.' : 'It runs.'}</p>
      )}
      {stoppedShort && (
        <p class="lab-warned">
          It stopped short of where it was to go, since more was due than one move may set off.{' '}
          {goal !== undefined && (
            <MoveButton
              change={{ set: goal }}
              about="Go on to where it was to go"
              words="Clock moved on"
              onMoved={() => {
                document.getElementById('clock-title')?.focus();
              }}
            >
              Go on to {timeOf(goal)}
            </MoveButton>
          )}
        </p>
      )}
      {unsettled.length > 0 && (
        <p class="lab-warned">
          {unsettled.length === 1 ? 'One delivery had' : `${numberOf(unsettled.length)} deliveries had`} no answer
          within 10 s: {unsettled.slice(0, 10).join(', ')}
          {unsettled.length > 10 ? ' …' : '.'}
        </p>
      )}
    </div>
  );
};

const Face = (): JSX.Element => {
  if (!isClockKnown()) return <p class="hint">Reading the clock…</p>;
  const now = new Date(accountTime()).toISOString();
  const offset = clockOffset();
  // A few hundred milliseconds lie between the clock's time and when we read it.
  const isMoved = Math.abs(offset) > 2_000;
  const frozen = isFrozen();
  return (
    <div class="lab-face">
      <p>
        <time class="lab-now" dateTime={now} role="timer" aria-live="off">
          {now.slice(0, 10)} <strong>{now.slice(11, 19)}</strong>
        </time>{' '}
        <span class="quiet">UTC</span>
      </p>
      <p class="lab-row">
        <span class={`tag ${frozen ? 'warn' : 'good'}`}>{frozen ? 'frozen' : 'running'}</span>
        <span class="quiet">{isMoved ? `${offsetOf(offset)} from real time` : 'real time'}</span>
      </p>
    </div>
  );
};

const ToRealTime = (): JSX.Element => (
  <MoveButton
    change={{ set: new Date(accountTime() - clockOffset()).toISOString() }}
    about="Set the clock to the real time"
    words="Clock set to the real time"
  >
    To real time
  </MoveButton>
);

/** The account's clock, all ways to move it, and what falls due next. */
export const ClockSection = (): JSX.Element => {
  useEffect(
    () => () => {
      moveProblem.value = '';
      lastMove.value = null;
    },
    [],
  );
  return (
    <div class="lab-page lab-two">
      <section class="card lab-clock" aria-labelledby="clock-title">
        <h2 id="clock-title" tabIndex={-1}>
          The account's clock
        </h2>
        <Face />
        <div class="lab-row">
          {isFrozen() ? (
            <MoveButton
              class="primary"
              change={{ run: true }}
              about="Let the clock run, from where it is"
              words="Clock runs"
            >
              Let it run
            </MoveButton>
          ) : (
            <MoveButton class="primary" change={{ freeze: true }} about="Freeze the clock" words="Clock frozen">
              Freeze
            </MoveButton>
          )}
          <ToRealTime />
        </div>
        <div class="lab-row" role="group" aria-label="Advance by">
          {steps.map(([label, advance, words]) => (
            <MoveButton
              key={label}
              change={{ advance }}
              about={`Advance the clock by ${words}`}
              words={`Clock advanced by ${words}`}
              class="calm lab-step"
            >
              {label}
            </MoveButton>
          ))}
        </div>
        <Outcome />
        <TypedMove
          id="clock-advance"
          label="Advance by"
          button="Advance"
          placeholder="1 h 30 min"
          hint="Any duration, such as 500ms, 45s, 30m, 12h or 1d. What falls due on the way happens, in order."
          changeOf={(text) => ({ advance: durationTyped(text) })}
        />
        <TypedMove
          id="clock-set"
          label="Set to"
          button="Set"
          placeholder="2026-07-01T00:00:00Z"
          hint="ISO 8601 with a time zone, or picked (UTC). On the way back nothing happens."
          changeOf={(text) => ({ set: text.trim() })}
          isTime
        />
        <label class="check">
          <input
            type="checkbox"
            checked={settles.value}
            onChange={({ currentTarget }) => {
              settles.value = currentTarget.checked;
            }}
          />
          After each thing, wait for its webhooks to answer (settle)
        </label>
      </section>
      <Due />
    </div>
  );
};
