import type { ComponentChildren, JSX } from 'preact';
import { moveFocus } from '../arrows.js';
import type { Feed } from '../feed.js';
import { Virtual } from '../virtual.js';

type Props<Item> = {
  readonly feed: Feed<Item>;
  readonly keyOf: (item: Item) => string;
  readonly label: string;
  /** What stands there when there is none. */
  readonly nothing: ComponentChildren;
  /** A link of the class `chats-entry`. */
  readonly render: (item: Item, index: number) => ComponentChildren;
};

/** Why there is nothing in a feed. */
export const Nothing = (props: { readonly feed: Feed<unknown>; readonly children: ComponentChildren }): JSX.Element => {
  const { problem, count } = props.feed;
  const reading = count.value === undefined && <span class="chats-reading">Reading…</span>;
  return <div class="empty">{problem.value || reading || props.children}</div>;
};

/** A list of links, through which the arrow keys go; or why there is none. */
export const Entries = <Item,>({ feed, keyOf, label, nothing, render }: Props<Item>): JSX.Element => {
  const items = feed.items.value;
  if (items.length === 0) return <Nothing feed={feed}>{nothing}</Nothing>;
  return (
    <div
      class="chats-entries"
      onKeyDown={(event) => {
        moveFocus(event, '.chats-entry');
      }}
    >
      <Virtual items={items} keyOf={keyOf} estimate={64} label={label} onEnd={feed.more} render={render} />
    </div>
  );
};
