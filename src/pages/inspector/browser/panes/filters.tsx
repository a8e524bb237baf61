import type { ComponentChildren, JSX } from 'preact';
import { inAddress, SearchField } from '../filters.js';
import { hrefOf, isFiltered, place, type ViewName } from '../route.js';
import { numberOf } from '../times.js';
import { InstanceField } from './instance-field.js';

/** What a list is called, how much of it there is, and what is searched for in it. The address has all of that. */
export const Filters = ({
  view,
  title,
  heading: Heading,
  count,
  searched,
  children,
}: {
  readonly view: ViewName;
  readonly title: string;
  readonly heading: 'h1' | 'h2';
  readonly count: number | undefined;
  /** Where a text is searched for. */
  readonly searched: string;
  /** The fields that only this list has. */
  readonly children: ComponentChildren;
}): JSX.Element => (
  <div class="bar">
    <Heading>
      {title} <small>{count === undefined ? '' : `${numberOf(count)}${isFiltered.value ? ' found' : ''}`}</small>
    </Heading>
    <div class="filters" role="search" aria-label={`Filter the ${title.toLowerCase()}`}>
      <SearchField label="Text" placeholder={searched} {...inAddress('text')} />
      {children}
      <InstanceField id="of-instance" label="Instance" placeholder="Any instance" {...inAddress('instance')} />
      {isFiltered.value && (
        <a class="button calm" href={hrefOf(view, place.value.rest)}>
          Clear
        </a>
      )}
    </div>
  </div>
);
