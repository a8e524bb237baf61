import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ClockChange } from '../../../../shapes.js';
import type { Call } from '../call.js';
import { accountTime, clockOffset, isClockKnown, isFrozen } from '../clock.js';
import { Field, textOf } from '../forms/fields.js';
import { Problem } from '../forms/problem.js';
import { createForm, FormElement } from '../forms/form.js';
import { listen } from '../stream.js';
import { offsetOf, things, timeOf } from '../times.js';
import { Due } from './due.js';
import { durationTyped } from './durations.js';
import { MoveButton } from './move-button.js';
import { beginMove, forgetMove, hearMove, lastMove, moved, moveOf, moveProblem, settles } from './moving.js';

const steps = ['1 s', '45 s', '1 min', '5 min', '30 min', '1 h', '1 d'] as const;

const createMove = (
  field: 'advance' | 'set',
  about: string,
  example: string,
  changeOf: (text: string) => ClockChange,
) => {
  const start: Readonly<Record<string, string>> = { [field]: '' };
  const changeIn = ({ [field]: text = '' }: typeof start): ClockChange => changeOf(text.trim() === '' ? example : text);
  const callOf = (values: typeof start): Call => moveOf(changeIn(values));
  return {
    field,
    example,
    changeIn,
    form: createForm({ id: 'clock', start, about, callOf, isShort: true, isAgain: true }),
  };
};
const advancing = createMove('advance', 'Advance the clock', '1 h 30 min', (text) => ({
  advance: durationTyped(text),
}));
const setting = createMove('set', 'Set the clock', '2026-07-01T00:00:00Z', (text) => ({ set: text.trim() }));

/** A move that is typed; until then, the command is that of the example. */
const TypedMove = ({
  move: { form, field, example, changeIn },
  button,
  children,
  ...said
}: {
  readonly move: typeof advancing;
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  /** Another way to type it. */
  readonly children?: ComponentChildren;
}): JSX.Element => {
  const props = { ...said, form, field };
  const values = form.values.value;
  return (
    <FormElement
      form={form}
      words="Clock moved"
      onStart={beginMove}
      onDone={(answer, sent) => {
        moved(changeIn(sent), answer);
      }}
    >
      <Field {...props}>
        <div class="lab-row">
          <input {...textOf(props)} placeholder={example} />
          {children}
          <button disabled={values[field]?.trim() === ''}>{button}</button>
        </div>
      </Field>
    </FormElement>
  );
};

/** What came of the last move, if it was not refused. */
const Outcome = (): JSX.Element | null => {
  const last = lastMove.value;
  if (last === null) return null;
  const { change, clock, goal } = last;
  const { happened, stoppedShort, unsettled, now, frozen } = clock;
  const isMove = change.advance !== undefined || change.set !== undefined;
  return (
    <div class="lab-outcome">
      {change.run === true && frozen ? (
        <p class="lab-warned">This clock belongs to the program that started the emulator, which has to let it run.</p>
      ) : isMove || happened > 0 ? (
        <p>
          {stoppedShort ? 'It got to' : 'It is at'} <time dateTime={now}>{timeOf(now)}</time>.{' '}
          {happened === 0 ? 'Nothing was due on the way.' : `On the way, ${things(happened, 'thing')} happened.`}
        </p>
      ) : (
        <p>{frozen ? 'It stands still: only you move it now.' : 'It runs.'}</p>
      )}
      {stoppedShort && (
        <p class="lab-warned">
          It stopped short of where it was to go: one move sets off only so much.{' '}
          {goal !== undefined && (
            <MoveButton
              change={{ set: goal }}
              about="Go on to where it was to go"
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
          {things(unsettled.length, 'delivery')} had no answer within 10 s: {unsettled.slice(0, 10).join(', ')}
          {unsettled.length > 10 ? ' …' : '.'}
        </p>
      )}
    </div>
  );
};

const Face = (): JSX.Element | null => {
  if (!isClockKnown()) return null;
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
  >
    To real time
  </MoveButton>
);

/** The account's clock, all ways to move it, and what falls due next. */
export const ClockSection = (): JSX.Element => {
  useEffect(() => {
    const ignore = listen(hearMove);
    return () => {
      ignore();
      forgetMove();
    };
  }, []);
  const frozen = isFrozen();
  return (
    <div class="lab-page lab-two">
      <section class="card lab-clock" aria-labelledby="clock-title">
        <h2 id="clock-title" tabIndex={-1}>
          The account's clock
        </h2>
        <Face />
        <div class="lab-row">
          <MoveButton
            class="primary"
            change={frozen ? { run: true } : { freeze: true }}
            about={frozen ? 'Let the clock run, from where it is' : 'Freeze the clock'}
          >
            {frozen ? 'Let it run' : 'Freeze'}
          </MoveButton>
          <ToRealTime />
        </div>
        <div class="lab-row" role="group" aria-label="Advance by">
          {steps.map((step) => (
            <MoveButton
              key={step}
              change={{ advance: step.replace(/ |in/g, '') }}
              about={`Advance the clock by ${step}`}
              class="calm lab-step"
            >
              +{step}
            </MoveButton>
          ))}
        </div>
        <Problem class="message" text={moveProblem.value} />
        <Outcome />
        <TypedMove
          move={advancing}
          label="Advance by"
          button="Advance"
          hint="Such as 500ms, 45 s, 30 minutes or 1 day. What falls due on the way happens."
        />
        <TypedMove
          move={setting}
          label="Set to"
          button="Set"
          hint="ISO 8601 with a time zone, or picked (UTC). On the way back nothing happens."
        >
          <input
            type="datetime-local"
            class="lab-picker"
            step={1}
            aria-label="Set to, from a calendar (UTC)"
            onInput={({ currentTarget: { value } }) => {
              if (value !== '') setting.form.set('set', `${value}Z`);
            }}
          />
        </TypedMove>
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
