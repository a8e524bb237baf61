import type { JSX } from 'preact';
import { computed } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { OtherKeys } from '../accounts.js';
import { moveFocus } from '../arrows.js';
import { Choice, inAddress, SearchField } from '../filters.js';
import { useFollowed } from '../following.js';
import { Icon } from '../icons.js';
import { hrefOf, isFiltered, place } from '../route.js';
import { connection } from '../stream.js';
import { numberOf } from '../times.js';
import { Virtual } from '../virtual.js';
import { Create, isCreating } from './create.js';
import { FirstCall, HowToCall } from './first-call.js';
import { createInstances, nameOf, type Instances as InstancesSource } from './instance-list.js';
import { Opened } from './opened.js';
import { phaseNames, stateNames } from './phases.js';
import { Row } from './row.js';
import { wantScenarios } from './scenarios.js';

/** The filter in the address. */
const filter = computed(() => {
  const { name = '', state = '' } = place.value.query;
  return { name: name.trim(), state };
});

const isState = (state: string): boolean => ['', ...stateNames, ...phaseNames].includes(state);

const conditions = (): Readonly<Record<string, string>> => {
  const { name, state } = filter.peek();
  // What clients see as open is dead sometimes; so a state comes before a phase of the same name.
  return { contains: name, [stateNames.includes(state) ? 'state' : 'phase']: state };
};

const optionsOf = (names: readonly string[]): readonly JSX.Element[] =>
  names.map((one) => (
    <option key={one} value={one}>
      {one}
    </option>
  ));

const Filters = (): JSX.Element => {
  const { state } = filter.value;
  return (
    <search class="instances-filters" aria-label="Filter the instances">
      <SearchField label="Name" {...inAddress('name')} />
      <Choice label="State" all="Any state" {...inAddress('state')}>
        {!isState(state) && optionsOf([state])}
        <optgroup label="As clients see it">{optionsOf(stateNames)}</optgroup>
        <optgroup label="Exactly">{optionsOf(phaseNames.filter((one) => one !== 'open'))}</optgroup>
      </Choice>
    </search>
  );
};

/** What is there instead of a list. */
const Nothing = (): JSX.Element => {
  if (isFiltered.value) {
    return (
      <div class="empty">
        <p>No instance matches.</p>
        <a href={hrefOf('instances', place.value.rest)}>Show all</a>
      </div>
    );
  }
  return (
    <div class="instances-nothing">
      <div>
        <h2>This key has no instances yet.</h2>
        <p class="quiet">Create one here, or let your client do it:</p>
        <button
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
  const [active, setActive] = useState<string | undefined>();
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const onSee = useCallback(
    (first: number, last: number) => {
      source.see(first, last);
      setSeen([first, last]);
    },
    [source],
  );
  const at = items.value.findIndex(({ apiInstanceName }) => apiInstanceName === active);
  /** The row that the tab key leads to: where one was last, or else the first that is seen. */
  const stop = at >= seen[0] && at <= seen[1] ? at : seen[0];
  return (
    <div
      ref={list}
      class={`instances-list${isStale.value ? ' stale' : ''}`}
      onKeyDown={(event) => {
        // All else in a row is reached by the tab key.
        moveFocus(event, '.instances-name', 1, '.virtual-item');
      }}
    >
      {waiting.value > 0 && (
        <button
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
        keyOf={nameOf}
        estimate={81}
        label="Instances"
        onEnd={source.more}
        onLeave={source.hold}
        onSee={onSee}
        render={(one, index) => (
          <Row
            one={one}
            href={hrefOf('instances', [one.apiInstanceName], place.value.query)}
            isOpened={one.apiInstanceName === opened}
            isStop={index === stop}
            onGo={setActive}
          />
        )}
      />
    </div>
  );
};

export const Instances = (): JSX.Element => {
  const source = useFollowed(() => createInstances(conditions), []);
  const { rest, query } = place.value;
  const [opened] = rest;
  const { name, state } = filter.value;
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
  const problem = isState(state) ? source.problem.value : `There is no state “${state}”.`;
  const isEmpty = count === 0;
  const isBare = isEmpty && !isFiltered.value;
  return (
    <div class={`instances${opened === undefined ? '' : ' has-opened'}`}>
      <div class="instances-all">
        <header class="bar">
          <h1 id="instances-title" tabIndex={-1}>
            Instances {count !== undefined && <small>{numberOf(count)}</small>}
          </h1>
          {!isBare && <Filters />}
          {!isBare && <HowToCall />}
          <Create />
        </header>
        {problem !== '' && connection.value !== 'lost' && (
          <p class="message instances-problem" role="alert">
            <Icon name="warn" />
            <span>{problem}</span>
          </p>
        )}
        {isEmpty ? <Nothing /> : <List source={source} />}
      </div>
      {opened !== undefined && <Opened key={opened} name={opened} back={hrefOf('instances', [], query)} />}
    </div>
  );
};
