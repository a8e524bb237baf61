import { signal } from '@preact/signals';
import type { Scenario, ScenarioList } from '../../../../shapes.js';
import { PATIENCE } from '../../../browser/patience.js';
import { has, isObject, watch } from '../call.js';

/** The technical name of the instance that was created; empty if the answer has none. */
export const technicalNameIn = ({ instance }: Readonly<Record<string, unknown>>): string =>
  isObject(instance) && typeof instance.apiInstanceName === 'string' ? instance.apiInstanceName : '';

/** The scenarios, by the number that picks each; empty until they are there. */
export const scenarios = signal<ReadonlyMap<string, Scenario>>(new Map());

let isWanted = false;
const load = (): void => {
  watch('scenarios', has<ScenarioList>('scenarios')).then(
    ({ scenarios: all }) => {
      scenarios.value = new Map(all.map((course) => [course.number, course]));
    },
    () => {
      setTimeout(load, PATIENCE);
    },
  );
};

/** Loads them, once; they never change. */
export const wantScenarios = (): void => {
  if (isWanted) return;
  isWanted = true;
  load();
};
