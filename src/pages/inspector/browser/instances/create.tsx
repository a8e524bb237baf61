import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { act, hideCurl, showCurl } from '../act.js';
import { isObject, type Call } from '../call.js';
import { inLabels, wrongFields } from '../form-problem.js';
import { Icon } from '../icons.js';
import { Opener } from '../opener.js';
import { go, hrefOf } from '../route.js';
import { basePath } from '../settings.js';
import { scenarios, wantScenarios } from './scenarios.js';

/** Whether the form is open. */
export const isCreating = signal(false);
/** What is typed in it, and what was wrong with that: here, so that it outlives a press elsewhere on the page. */
const name = signal('jakarta_store');
const number = signal('');
const problem = signal('');
const wrong = signal<readonly string[]>([]);
const close = (): void => {
  isCreating.value = false;
  hideCurl();
  name.value = 'jakarta_store';
  number.value = '';
  problem.value = '';
  wrong.value = [];
};

const labels = { instanceName: 'Display name', number: 'Number' } as const;

const callFor = (instanceName: string, number: string): Call => ({
  method: 'POST',
  path: `${basePath}/instance/create`,
  body: number === '' ? { instanceName } : { instanceName, number },
});

const technicalNameIn = (answer: Readonly<Record<string, unknown>>): string => {
  const { instance } = answer;
  return isObject(instance) && typeof instance.apiInstanceName === 'string' ? instance.apiInstanceName : '';
};

const CreateForm = (): JSX.Element => {
  const given = number.value.trim();
  const course = scenarios.value.get(given);

  useEffect(wantScenarios, []);
  useEffect(() => {
    showCurl('Creates it', callFor(name.value, given));
  }, [name.value, given]);
  const say = (sentence: string, error: Error | undefined): void => {
    problem.value = inLabels(sentence, labels);
    wrong.value = wrongFields(error);
  };
  const create = async (): Promise<void> => {
    const answer = await act({ call: callFor(name.value, given), words: `Created: ${name.value}`, say }, isObject);
    if (answer === undefined) return;
    close();
    const technicalName = technicalNameIn(answer);
    if (technicalName !== '') go(hrefOf('instances', [technicalName]));
  };
  return (
    <form
      class="instances-create"
      aria-label="New instance"
      onInput={() => {
        say('', undefined);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <div>
        <label for="new-name">{labels.instanceName}</label>
        <input
          id="new-name"
          autocomplete="off"
          value={name.value}
          aria-describedby="create-problem"
          aria-invalid={wrong.value.includes('instanceName')}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </div>
      <div>
        <label for="new-number">{labels.number}</label>
        <input
          id="new-number"
          autocomplete="off"
          inputMode="numeric"
          placeholder="none"
          value={number.value}
          aria-describedby="about-course create-problem"
          aria-invalid={wrong.value.includes('number')}
          onInput={({ currentTarget }) => {
            number.value = currentTarget.value;
          }}
        />
      </div>
      {scenarios.value.size > 0 && (
        <div>
          <label for="scenario">Scenario</label>
          <select
            id="scenario"
            value={course?.number ?? ''}
            aria-describedby="about-course"
            onChange={({ currentTarget }) => {
              number.value = currentTarget.value;
            }}
          >
            <option value="">none</option>
            {[...scenarios.value.values()].map((one) => (
              <option key={one.number} value={one.number} title={one.about}>
                {`${one.number.slice(-2)} ${one.name}`}
              </option>
            ))}
          </select>
        </div>
      )}
      <p id="about-course" class="hint" role="status">
        {course?.about ?? 'A scenario makes things happen by themselves; a client picks it by this number.'}
      </p>
      <p id="create-problem" class="message" role="alert" hidden={problem.value === ''}>
        {problem.value}
      </p>
      <div class="instances-send">
        <button class="primary">Create instance</button>
        <button type="button" class="calm" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
};

/** The button that opens the form; below it, not in the way of the list. */
export const Create = (): JSX.Element => (
  <Opener
    label="New instance"
    class="instances-form"
    buttonClass="primary instances-new"
    isOpen={isCreating.value}
    onToggle={(isOpen) => {
      isCreating.value = isOpen;
    }}
    button={
      <>
        <Icon name="add" />
        New instance
      </>
    }
  >
    <CreateForm />
  </Opener>
);
