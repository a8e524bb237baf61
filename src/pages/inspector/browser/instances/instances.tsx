import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { OtherKeys } from '../accounts.js';
import { Choice, SearchField } from '../filters.js';
import { Icon } from '../icons.js';
import { hrefOf, place, refine } from '../route.js';
import { connection } from '../stream.js';
import { numberOf } from '../times.js';
import { Virtual } from '../virtual.js';
import { Create, isCreating } from './create.js';
import { FirstCall, HowToCall } from './first-call.js';
import { createInstances, type Instances as InstancesSource } from './instance-list.js';
import { Opened } from './opened.js';
import { phaseNames, stateNames } from './phases.js';
import { Row } from './row.js';
import { wantScenarios } from './scenarios.js';

/** The filter in the address; a state that there is none of filters nothing. */
const filterIn = (query: Readonly<Record<string, string>>): { readonly name: string; readonly state: string } => {
  const { name = '', state = '' } = query;
  return { name: name.trim(), state: [...stateNames, ...phaseNames].find((one) => one === state) ?? '' };
};

const queryOf = (): URLSearchParams => {
  const { name, state } = filterIn(place.peek().query);
  const search = new URLSearchParams();
  if (name !== '') search.set('contains', name);
  // What clients see as open is dead sometimes; so a state comes before a phase of the same name.
  if (stateNames.some((one) => one === state)) search.set('state', state);
  else if (state !== '') search.set('phase', state);
  return search;
};

const Filters = (): JSX.Element => {
  const { name = '' } = place.value.query;
  const { state } = filterIn(place.value.query);
  return (
    <search class="instances-filters" aria-label="Filter the instances">
      <SearchField
        label="Name"
        value={name}
        onValue={(value) => {
          refine({ name: value });
        }}
      />
      <Choice
        label="State"
        all="Any state"
        value={state}
        onValue={(value) => {
          refine({ state: value });
        }}
      >
        <optgroup label="As clients see it">
          {stateNames.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </optgroup>
        <optgroup label="Exactly">
          {phaseNames
            .filter((one) => one !== 'open')
            .map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
        </optgroup>
      </Choice>
    </search>
  );
};

/** What is there instead of a list. */
const Nothing = ({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element => {
  if (isFiltered) {
    return (
      <div class="empty">
        <p>No instance matches.</p>
        <button
          type="button"
          onClick={() => {
            refine({ name: undefined, state: undefined });
          }}
        >
          Show all
        </button>
      </div>
    );
  }
  return (
    <div class="instances-nothing">
      <div>
        <h2>This key has no instances yet.</h2>
        <p class="quiet">Create one here, or let your client do it:</p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            isCreating.value = true;
          }}
        >
          Create the first instance
        </button>
      </div>
      <OtherKeys />
      <div class="card">
        <FirstCall />
      </div>
    </div>
  );
};

const List = ({ source }: { readonly source: InstancesSource }): JSX.Element => {
  const { items, waiting, isStale } = source;
  const [opened] = place.value.rest;
  const list = useRef<HTMLDivElement>(null);
  /** Arrow keys go from row to row; all else in a row is reached by the tab key. */
  const move = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>('.virtual-item') : null;
    if (step === undefined || item === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = list.current?.querySelector<HTMLElement>(
      `[data-index="${String(Number(item.dataset.index) + step)}"] a`,
    );
    if (next === undefined || next === null) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div ref={list} class={`instances-list${isStale.value ? ' stale' : ''}`} onKeyDown={move}>
      {waiting.value > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            list.current?.querySelector('.virtual')?.scrollTo({ top: 0 });
          }}
        >
          {numberOf(waiting.value)} new above
        </button>
      )}
      <Virtual
        items={items.value}
        keyOf={(one) => one.apiInstanceName}
        estimate={81}
        label="Instances"
        onEnd={source.more}
        onLeave={source.hold}
        onSee={source.see}
        render={(one) => (
          <Row
            one={one}
            href={hrefOf('instances', [one.apiInstanceName], place.value.query)}
            isOpened={one.apiInstanceName === opened}
          />
        )}
      />
    </div>
  );
};

export const Instances = (): JSX.Element => {
  const [source] = useState(() => createInstances(queryOf));
  const { rest, query } = place.value;
  const [opened] = rest;
  const { name, state } = filterIn(query);
  useEffect(() => source.close, [source]);
  useEffect(wantScenarios, []);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) source.restart();
    isFirst.current = false;
  }, [source, name, state]);
  const before = useRef(opened);
  useEffect(() => {
    // What was opened is read first; what was left is gone on with. The form has the focus already.
    if (before.current !== opened && !isCreating.peek()) {
      const left = before.current;
      const target =
        opened === undefined
          ? Array.from(document.querySelectorAll<HTMLAnchorElement>('.instances-name')).find(
              (link) => link.hash === hrefOf('instances', [left ?? ''], query),
            )
          : document.getElementById('opened');
      (target ?? document.getElementById('instances-title'))?.focus();
    }
    before.current = opened;
  }, [opened]);

  const count = source.count.value;
  const problem = source.problem.value;
  const isFiltered = name !== '' || state !== '';
  const isEmpty = count === 0;
  return (
    <div class={`instances${opened === undefined ? '' : ' has-opened'}`}>
      <div class="instances-all">
        <header class="bar">
          <h1 id="instances-title" tabIndex={-1}>
            Instances {count !== undefined && <small>{numberOf(count)}</small>}
          </h1>
          {(!isEmpty || isFiltered) && <Filters />}
          {(!isEmpty || isFiltered) && <HowToCall />}
          {problem === '' && <Create />}
        </header>
        {problem !== '' && connection.value !== 'lost' && (
          <p class="message instances-problem" role="alert">
            <Icon name="warn" />
            <span>{problem}</span>
          </p>
        )}
        {isEmpty ? <Nothing isFiltered={isFiltered} /> : <List source={source} />}
      </div>
      {opened !== undefined && <Opened key={opened} name={opened} back={hrefOf('instances', [], query)} />}
    </div>
  );
};
