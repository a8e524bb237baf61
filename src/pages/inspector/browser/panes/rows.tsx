import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useRef, useState } from 'preact/hooks';
import type { Feed } from '../feed.js';
import { go, replace } from '../route.js';
import { numberOf } from '../times.js';
import { Virtual } from '../virtual.js';

/** About how high a row is, in pixels. */
const ROW = 36;
const PAGE = 10;

type Props<Item> = {
  readonly feed: Feed<Item>;
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly hrefOf: (item: Item) => string;
  /** The key of the one that is opened. */
  readonly opened: string | undefined;
  /** What a row says; also to those who hear it. */
  readonly row: (item: Item) => ComponentChildren;
  readonly rowClass?: string;
  /** What is shown in place of no rows. */
  readonly empty: ComponentChildren;
};

/**
 * A list that follows, one line for each item. Arrow keys walk through it; Enter opens, and while something is open, the
 * keys open what they come to. What is new waits above while somebody reads further down.
 */
export const Rows = <Item,>(props: Props<Item>): JSX.Element => {
  const { feed, label, keyOf, hrefOf, opened, row, rowClass = '', empty } = props;
  const { items: all, count, waiting, problem } = feed;
  const items = all.value;
  const root = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | undefined>(undefined);
  const [reveal, setReveal] = useState<number | undefined>(undefined);
  const onLeave = useCallback(
    (hasLeft: boolean) => {
      feed.hold(hasLeft);
    },
    [feed],
  );
  const at = active ?? opened;
  const here = items.findIndex((item) => keyOf(item) === at);

  const move = (index: number): void => {
    const to = Math.max(0, Math.min(items.length - 1, index));
    const item = items[to];
    if (item === undefined) return;
    setActive(keyOf(item));
    setReveal(to);
    if (opened !== undefined) replace(hrefOf(item));
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = items[here];
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => {
        move(here + 1);
      },
      ArrowUp: () => {
        move(Math.max(0, here) - 1);
      },
      PageDown: () => {
        move(here + PAGE);
      },
      PageUp: () => {
        move(here - PAGE);
      },
      Home: () => {
        move(0);
      },
      End: () => {
        move(items.length - 1);
      },
      Enter: () => {
        if (item !== undefined) go(hrefOf(item));
      },
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  const showNew = (): void => {
    feed.hold(false);
    root.current?.querySelector('.virtual')?.scrollTo({ top: 0 });
    root.current?.querySelector<HTMLElement>('.virtual')?.focus();
  };

  const idOf = (item: Item): string => `row-${keyOf(item)}`;
  const activeItem = items[here];
  return (
    <div ref={root} class="rows">
      {waiting.value > 0 && (
        <button type="button" class="pill" onClick={showNew}>
          {numberOf(waiting.value)} new
        </button>
      )}
      {problem.value !== '' && (
        <p class="message rows-problem" role="alert">
          {problem.value}
        </p>
      )}
      {items.length === 0 ? (
        count.value === undefined ? (
          <p class="empty-rows quiet">{problem.value === '' ? 'Looking…' : ''}</p>
        ) : (
          <div class="empty">{empty}</div>
        )
      ) : (
        <Virtual
          items={items}
          keyOf={keyOf}
          estimate={ROW}
          label={label}
          role="listbox"
          onEnd={feed.more}
          onLeave={onLeave}
          reveal={reveal}
          keyboard={{ active: activeItem === undefined ? undefined : idOf(activeItem), onKeyDown: press }}
          render={(item, index) => {
            const key = keyOf(item);
            return (
              <a
                id={idOf(item)}
                class={`row ${rowClass}${key === at ? ' active' : ''}`}
                role="option"
                aria-selected={key === opened}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                tabIndex={-1}
                href={hrefOf(item)}
                onClick={() => {
                  setActive(key);
                }}
              >
                {row(item)}
              </a>
            );
          }}
        />
      )}
    </div>
  );
};
