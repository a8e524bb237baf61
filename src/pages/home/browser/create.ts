import type { Scenario, ScenarioList } from '../../../shapes.js';
import { find, set, setHidden, setText } from '../../browser/elements.js';
import { bePatient, PATIENCE } from '../../browser/patience.js';
import type { Act } from './act.js';
import { AnswerError, call, isObject } from './call.js';
import { say } from './messages.js';
import { basePath } from './settings.js';

const isScenarioList = (answer: unknown): answer is ScenarioList => isObject(answer) && 'scenarios' in answer;

/** The fields that the emulator found fault with. */
const wrongIn = (problem: Error | undefined): readonly unknown[] =>
  problem instanceof AnswerError && Array.isArray(problem.details)
    ? problem.details.map((detail: unknown) => (isObject(detail) ? detail.path : undefined))
    : [];

/** The form that creates an instance, with a scenario if one is picked by its number. Fills `scenarios`. */
export const createForm = (act: Act, scenarios: Map<string, Scenario>): void => {
  const form = find('#create', HTMLFormElement);
  const problem = find('#create-problem', HTMLElement);
  const name = find('#new-name', HTMLInputElement);
  const number = find('#new-number', HTMLInputElement);
  const picker = find('#scenario', HTMLSelectElement);
  const about = find('#about-course', HTMLElement);

  const numberChanged = (): void => {
    const course = scenarios.get(number.value.trim());
    picker.value = course?.number ?? '';
    setText(about, course?.about ?? 'A scenario makes things happen by themselves; a client picks it by this number.');
  };
  const setPicker = (hidden: boolean): void => {
    if (picker.parentElement !== null) setHidden(picker.parentElement, hidden);
  };
  const loadScenarios = async (): Promise<void> => {
    const { signal, rest } = bePatient();
    // Without the key: none is needed, and what was typed in may not be valid in a header.
    const reply = await fetch('_emulator/scenarios', { signal });
    const answer: unknown = await reply.json();
    rest();
    if (!isScenarioList(answer)) throw new Error('unusable answer');
    for (const course of answer.scenarios) {
      scenarios.set(course.number, course);
      const option = document.createElement('option');
      option.value = course.number;
      option.textContent = `${course.number.slice(-2)} ${course.name}`;
      option.title = course.about;
      picker.append(option);
    }
    setPicker(false);
    numberChanged();
  };
  const tryScenarios = (): void => {
    loadScenarios().catch(() => {
      setPicker(true);
      setTimeout(tryScenarios, PATIENCE);
    });
  };
  const markWrong = (wrong: readonly unknown[]): void => {
    set(name, 'aria-invalid', String(wrong.includes('instanceName')));
    set(number, 'aria-invalid', String(wrong.includes('number')));
  };
  const create = async (): Promise<void> => {
    const instanceName = name.value;
    const given = number.value.trim();
    const body = given === '' ? { instanceName } : { instanceName, number: given };
    const request = () => call({ method: 'POST', path: `${basePath}/instance/create`, body }, isObject);
    markWrong(wrongIn(await act('create', request, `Created: ${instanceName}`, problem)));
  };

  number.addEventListener('input', numberChanged);
  picker.addEventListener('change', () => {
    number.value = picker.value;
    numberChanged();
  });
  form.addEventListener('input', () => {
    say(problem, '');
    markWrong([]);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void create();
  });
  numberChanged();
  tryScenarios();
};
