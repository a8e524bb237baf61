import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import type { Scenario, ScenarioList } from '../../../../shapes.js';
import { ActButton } from '../button.js';
import { has } from '../call.js';
import { Copy } from '../copy.js';
import { Problem } from '../forms/problem.js';
import { SearchField } from '../filters.js';
import { apiKey } from '../key.js';
import { technicalNameIn } from '../instances/scenarios.js';
import { hrefOf, place, refine } from '../route.js';
import { basePath } from '../settings.js';
import { secondsOf, spansOf, stepsOf, wordsOf } from './course.js';
import { useResource } from '../following.js';

/** The instances that were created here, the newest of each account and scenario. */
const created = signal<Readonly<Record<string, string>>>({});

/** A course drawn to scale, and told in steps. */
const Course = ({ course }: Pick<Scenario, 'course'>): JSX.Element => {
  const steps = stepsOf(course);
  return (
    <>
      <div class="lab-scale" aria-hidden="true">
        {spansOf(course).map(({ state, from, to }) => (
          <span key={from} class={state} style={{ flexGrow: to - from }} />
        ))}
      </div>
      <ol class="lab-course">
        {steps.map((step) => (
          <li key={`${String(step.from)} ${wordsOf(step)}`} class={step.sight.state}>
            <span class="quiet">
              {secondsOf(step.from)}
              {step.to > step.from && ` to ${secondsOf(step.to)}`}
            </span>{' '}
            {wordsOf(step)}
          </li>
        ))}
      </ol>
    </>
  );
};

const One = ({ scenario }: { readonly scenario: Scenario }): JSX.Element => {
  const { number, name, about, threads, course } = scenario;
  const problem = useSignal('');
  const which = `${apiKey.value} ${name}`;
  const made = created.value[which];
  return (
    <li class="card lab-scenario">
      <div class="lab-head">
        <h2>
          {name} <code class="quiet">{number}</code> <Copy text={number} what={`the number of ${name}`} />
        </h2>
        <ActButton
          call={{ method: 'POST', path: `${basePath}/instance/create`, body: { instanceName: name, number } }}
          words={`Instance created with ${name}`}
          about="Create an instance that takes this course"
          name={`Create an instance: ${name}`}
          say={(sentence) => {
            problem.value = sentence;
          }}
          onDone={(answer) => {
            const technicalName = technicalNameIn(answer);
            if (technicalName !== '') created.value = { ...created.peek(), [which]: technicalName };
          }}
        >
          Create an instance
        </ActButton>
      </div>
      <p>{about}</p>
      <Course course={course} />
      {threads.length > 0 && (
        <p class="hint">
          Reported in{' '}
          {threads.map((thread, index) => (
            <>
              {index > 0 && ', '}
              <a key={thread} href={thread} rel="noreferrer" target="_blank">
                {thread.replace('https://github.com/', '').replace('/issues/', '#')}
              </a>
            </>
          ))}
        </p>
      )}
      <div role="status">
        {made !== undefined && (
          <p class="lab-made lab-cut">
            Created: <a href={hrefOf('instances', [made])}>{made}</a>
          </p>
        )}
      </div>
      <Problem text={problem.value} />
    </li>
  );
};

/** The courses that a number picks, and the numbers to send to. */
export const Scenarios = (): JSX.Element => {
  const { value, problem } = useResource('scenarios', has<ScenarioList>('scenarios'), ['hello']);
  const wanted = (place.value.query.contains ?? '').toLowerCase();
  const matches = (one: { readonly name: string; readonly about: string; readonly number: string }): boolean =>
    `${one.name} ${one.about} ${one.number}`.toLowerCase().includes(wanted);
  const scenarios = value.value?.scenarios.filter(matches) ?? [];
  const recipients = value.value?.recipients.filter(matches) ?? [];
  return (
    <div class="lab-page">
      <div class="lab-row">
        <p class="hint lab-grow">Create an instance with one of these numbers, and its course follows by itself.</p>
        <SearchField
          class="lab-filter"
          label="Find a scenario"
          value={place.value.query.contains ?? ''}
          onValue={(contains) => {
            refine({ contains });
          }}
        />
      </div>
      {value.value === undefined && problem.value !== '' && <p class="empty">{problem.value}</p>}
      {value.value !== undefined && scenarios.length + recipients.length === 0 && (
        <p class="empty">No scenario is like that.</p>
      )}
      <ul class="lab-scenarios" aria-label="Scenarios">
        {scenarios.map((scenario) => (
          <One key={scenario.number} scenario={scenario} />
        ))}
      </ul>
      {recipients.length > 0 && (
        <section class="card" aria-labelledby="recipients-title">
          <h2 id="recipients-title">Numbers to send to</h2>
          <ul class="lab-list">
            {recipients.map(({ number, name, about }) => (
              <li key={number}>
                <p>
                  <strong>{name}</strong> <code class="quiet">{number}</code>
                  <br />
                  {about}
                </p>
                <Copy text={number} what={`the number of ${name}`} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};
