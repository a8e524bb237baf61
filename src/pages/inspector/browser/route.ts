import { computed, signal } from '@preact/signals';

/** The views, in the order of the navigation. */
export const views = ['instances', 'chats', 'requests', 'webhooks', 'lab'] as const;
export type ViewName = (typeof views)[number];

export const viewLabels: Readonly<Record<ViewName, string>> = {
  instances: 'Instances',
  chats: 'Chats',
  requests: 'Requests',
  webhooks: 'Webhooks',
  lab: 'Lab',
};

/** Where the page is: `#/<view>/<rest…>?<query>`, so that a link leads a colleague to the same place. */
export type Place = {
  readonly view: ViewName;
  readonly rest: readonly string[];
  readonly query: Readonly<Record<string, string>>;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const placeIn = (hash: string): Place => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first, ...rest] = path.split('/').map(decoded);
  const view = views.find((one) => one === first) ?? 'instances';
  return {
    view,
    rest: rest.filter((part) => part !== ''),
    query: Object.fromEntries([...new URLSearchParams(query)].filter(([, value]) => value !== '')),
  };
};

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export const place = computed(() => placeIn(hash.value));
/** Whether only a part of what there is was asked for. */
export const isFiltered = computed(() => Object.keys(place.value.query).length > 0);

/** A query as text; empty members are left out. */
export const queryOf = (query: Readonly<Record<string, string | undefined>>): string => {
  const set = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return new URLSearchParams(set).toString();
};

/** The address of a place. */
export const hrefOf = (
  view: ViewName,
  rest: readonly string[] = [],
  query: Readonly<Record<string, string | undefined>> = {},
): string => {
  const search = queryOf(query);
  return `#/${[view, ...rest].map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
};

/** Which step of the history this is: Back leads to the same one again. */
export const step = (): string => {
  if (history.state === null) history.replaceState(performance.now(), '');
  return String(history.state);
};

export const go = (href: string): void => {
  location.hash = href;
  // The event comes later, and whoever presses a key before that means the new place.
  hash.value = location.hash;
};

/** Goes there without a step in the history, as to the next of a list. */
export const replace = (href: string): void => {
  history.replaceState(history.state, '', href);
  hash.value = location.hash;
};

/** The same place with other members of the query; it takes no step in the history, as typing in a filter is none. */
export const refine = (query: Readonly<Record<string, string | undefined>>): void => {
  // The event of a link that was followed a moment ago may be yet to come.
  hash.value = location.hash;
  const { view, rest, query: before } = place.peek();
  replace(hrefOf(view, rest, { ...before, ...query }));
};
