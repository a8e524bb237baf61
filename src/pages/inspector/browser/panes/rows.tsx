import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Feed } from '../feed.js';
import { go, hrefOf, isFiltered, place, replace, type ViewName } from '../route.js';
import { connection } from '../stream.js';
import { numberOf } from '../times.js';
import { Virtual } from '../virtual.js';
import { Missing } from './cells.js';
import { useScroll, type Memory } from './memory.js';

/** About how high a row is, in pixels. */
const ROW = 36;
const PAGE = 10;

type Props<Item> = {
  readonly feed: Feed<Item>;
  readonly memory: Memory<Item>;
  readonly view: ViewName;
  /** What the items are called. */
  readonly title: string;
  /** The key of the one that is opened. */
  readonly opened: string | undefined;
  /** What they come from, once that is known; with it, they change. */
  readonly source?: string | undefined;
  /** What a row says; also to those who hear it. */
  readonly row: (item: Item) => ComponentChildren;
  /** What is said where there is nothing at all. */
  readonly none: string;
};

const keyOf = ({ id }: { readonly id: string | number }): string => String(id);

/**
 * A list that follows, one line for each item. Arrow keys walk through it; Enter opens, and while something is open, the
 * keys open what they come to. What is new waits above while somebody reads further down.
 */
export const Rows = <Item extends { readonly id: string | number }>(props: Props<Item>): JSX.Element => {
  const { feed, memory, view, title, opened, source, row, none } = props;
  const { items: all, count, waiting, problem } = feed;
  const items = all.value;
  const { query } = place.value;
  const root = useRef<HTMLDivElement>(null);
  const scroll = useScroll(memory, feed);
  const [active, setActive] = useState<string | undefined>(undefined);
  const [reveal, setReveal] = useState<number | undefined>(undefined);
  const toTop = (): HTMLElement | null | undefined => {
    const list = root.current?.querySelector<HTMLElement>('.virtual');
    feed.hold(false);
    list?.scrollTo({ top: 0 });
    return list;
  };
  const conditions = JSON.stringify(query);
  const before = useRef({ conditions, source });
  useEffect(() => {
    const last = before.current;
    before.current = { conditions, source };
    if (conditions === last.conditions && (last.source === undefined || source === last.source)) return;
    setActive(undefined);
    toTop();
    feed.restart();
  }, [conditions, source]);

  const at = active ?? opened;
  const here = items.findIndex((item) => keyOf(item) === at);
  const seen = useRef({ items, here });
  if (here !== -1) seen.current = { items, here };
  /** Where a step down leads: below the one that has the focus, also once that is gone. */
  const below = (): number => {
    if (here !== -1 || at === undefined) return here + 1;
    const older = new Set(seen.current.items.slice(seen.current.here + 1).map(keyOf));
    const next = items.findIndex((item) => older.has(keyOf(item)));
    return next === -1 ? items.length : next;
  };

  const addressOf = (item: Item): string => hrefOf(view, [keyOf(item)], query);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const item = items[here];
    const down = below();
    const up = here === -1 ? down - 1 : here - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: down,
      ArrowUp: up,
      PageDown: down + PAGE - 1,
      PageUp: up - PAGE + 1,
      Home: 0,
      End: items.length,
    };
    const step = steps[key];
    if (step === undefined && key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) {
      if (item !== undefined) go(addressOf(item));
      return;
    }
    const to = Math.max(0, Math.min(items.length - 1, step));
    const next = items[to];
    if (next === undefined) return;
    setActive(keyOf(next));
    setReveal(to);
    // Who walks on would not find what is pushed away.
    if (to > 0) feed.hold(true);
    else toTop();
    if (opened !== undefined) replace(addressOf(next));
  };

  return (
    <div ref={root} class="rows">
      {waiting.value > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            toTop()?.focus();
          }}
        >
          {numberOf(waiting.value)} new
        </button>
      )}
      {problem.value !== '' && count.value !== 0 && connection.value !== 'lost' && (
        <p class="message rows-problem" role="alert">
          {problem.value}
        </p>
      )}
      {items.length > 0 ? (
        <Virtual
          items={items}
          keyOf={keyOf}
          estimate={ROW}
          label={`${title}, newest first`}
          role="listbox"
          onEnd={feed.more}
          onLeave={feed.hold}
          reveal={reveal}
          scroll={scroll}
          keyboard={{ active: here === -1 ? undefined : `row-${String(at)}`, onKeyDown: press }}
          render={(item, index) => {
            const key = keyOf(item);
            return (
              <a
                id={`row-${key}`}
                class={`row in-${view}${key === at ? ' active' : ''}`}
                role="option"
                aria-selected={key === opened}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                tabIndex={-1}
                href={addressOf(item)}
                onClick={() => {
                  setActive(key);
                }}
              >
                {row(item)}
              </a>
            );
          }}
        />
      ) : count.value === undefined ? (
        problem.value === '' && <Missing problem="" />
      ) : (
        <div class="empty">
          {problem.value || (isFiltered.value ? 'Nothing is like that.' : none)}{' '}
          {isFiltered.value && <a href={hrefOf(view)}>Show all</a>}
        </div>
      )}
    </div>
  );
};
