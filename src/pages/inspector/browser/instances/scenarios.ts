import { signal } from '@preact/signals';
import type { Scenario, ScenarioList } from '../../../../shapes.js';
import { bePatient, PATIENCE } from '../../../browser/patience.js';
import { has, WATCHING } from '../call.js';

/** The scenarios, by the number that picks each; empty until they are there. */
export const scenarios = signal<ReadonlyMap<string, Scenario>>(new Map());

const isList = has<ScenarioList>('scenarios');
let isWanted = false;

const load = async (): Promise<void> => {
  const { signal: patience, rest } = bePatient();
  // Without the key: none is needed, and what was typed in may not be valid in a header.
  const reply = await fetch('_emulator/scenarios', { signal: patience, headers: WATCHING });
  const answer: unknown = await reply.json();
  rest();
  if (!isList(answer)) throw new Error('unusable answer');
  scenarios.value = new Map(answer.scenarios.map((course) => [course.number, course]));
};
const tryOn = (): void => {
  load().catch(() => {
    setTimeout(tryOn, PATIENCE);
  });
};

/** Loads them, once; they never change. */
export const wantScenarios = (): void => {
  if (isWanted) return;
  isWanted = true;
  tryOn();
};
