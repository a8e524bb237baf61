import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { has } from '../call.js';
import { curlOf } from '../curl.js';
import { useResource } from '../following.js';
import { Snippet } from '../panes/cells.js';
import { numberOf } from '../times.js';
import { conditionsFor, queryFor, searchOf, waitForOf } from './conditions.js';
import type { Asked } from './request.js';

const PATIENCE = '4s';

type Found = { readonly count: number };

/** How a test waits for a request like this: the conditions to choose from, the call of the handle, and the same over HTTP. */
export const WaitFor = ({
  asked,
  isUnclaimed,
}: {
  readonly asked: Asked;
  readonly isUnclaimed: boolean;
}): JSX.Element => {
  const all = useMemo(() => conditionsFor(asked, isUnclaimed), [asked, isUnclaimed]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(all.filter(({ isUsual }) => isUsual).map(({ name }) => name)),
  );
  const query = queryFor(all.filter(({ name }) => chosen.has(name)));
  const search = searchOf(query);
  const count = useResource(`requests?limit=1${search}`, has<Found>('count'), []).value.value?.count;
  const call = waitForOf(query);
  const command = curlOf({
    method: 'GET',
    path: `_emulator/requests?wait=${PATIENCE}${search}`,
  });
  return (
    <section class="wait-for" aria-label="How a test waits for this">
      <fieldset class="conditions">
        <legend>A request must have</legend>
        {all.map(({ name, value }) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={chosen.has(name)}
              onChange={({ currentTarget: { checked } }) => {
                const next = new Set(chosen);
                if (checked) next.add(name);
                else next.delete(name);
                setChosen(next);
              }}
            />
            <span class="condition-name">
              <bdi>{name}</bdi>
            </span>
            <bdi class="condition-value mono">{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>
          </label>
        ))}
      </fieldset>
      <p class="hint" role="status">
        {count === undefined
          ? ''
          : `${numberOf(count)} of the requests that are kept ${count === 1 ? 'has' : 'have'} that.`}
      </p>
      <Snippet text={call} label="With the handle" what="the call of the handle" />
      <Snippet text={command} label="Over HTTP" what="the command" />
    </section>
  );
};
