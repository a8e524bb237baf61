import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Instance } from '../../../../shapes.js';
import { useAccounts } from '../accounts.js';
import { Icon } from '../icons.js';
import { keyProblem } from '../key.js';
import { place, type Place } from '../route.js';
import { things } from '../times.js';
import { entriesFor, type Entry } from './entries.js';
import { findInstances } from './found.js';
import { matching } from './match.js';
import { closeOverlay, Modal, overlay } from './modal.js';

/** Milliseconds after which somebody has typed. */
const PAUSE = 120;
const MOST = 40;

const isMac = navigator.userAgent.includes('Mac');
export const shortcut = isMac ? '⌘K' : 'Ctrl K';

type Found = { readonly query: string | undefined; readonly instances: readonly Instance[] };

/** The instance that is opened, or whose chats are. */
const openedIn = ({ view, rest }: Place): string | undefined =>
  view === 'instances' || view === 'chats' ? rest[0] : undefined;

const useFound = (query: string): Found => {
  const [found, setFound] = useState<Found>({ query: undefined, instances: [] });
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(
      () => {
        if (keyProblem.peek() !== '') return;
        void findInstances(query, openedIn(place.peek())).then((instances) => {
          if (!isOver) setFound({ query, instances });
        });
      },
      query === '' ? 0 : PAUSE,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
};

const questionOf = ({ asks = '' }: Entry): string => `${asks} Enter does it.`;
const idOf = ({ id }: Entry): string => `palette ${id}`.replaceAll(/[^\w-]/g, '-');

/** Leads anywhere and does anything, by typing. */
export const Palette = (): JSX.Element => {
  const [query, setQuery] = useState('');
  /** The id of the one that somebody went to, which stays chosen whatever is found meanwhile. */
  const [active, setActive] = useState<string | undefined>();
  const [asking, setAsking] = useState<string | undefined>();
  /** Whether somebody wants the first one, once it is found. */
  const [isPressed, setPressed] = useState(false);
  const found = useFound(query);
  useAccounts(true);
  const entries = matching(entriesFor(found.instances, openedIn(place.value)), query).slice(0, MOST);
  const chosen = Math.max(
    entries.length === 0 ? -1 : 0,
    entries.findIndex(({ id }) => id === active),
  );
  const current = entries[chosen];

  useEffect(() => {
    if (current !== undefined) document.getElementById(idOf(current))?.scrollIntoView({ block: 'nearest' });
  }, [current?.id]);

  const choose = (index: number): void => {
    setActive(entries[index]?.id);
    setAsking(undefined);
  };
  const run = (entry: Entry): void => {
    if (entry.asks !== undefined && asking !== entry.id) {
      setAsking(entry.id);
      return;
    }
    // First the focus goes back; what comes next may take it elsewhere.
    closeOverlay();
    entry.run();
  };
  const isFound = found.query === query;
  /** What is offered may be for what was typed before; then the press waits for what is meant. */
  const press = (): void => {
    const isSettled = isFound || current?.kind === 'View' || current?.kind === 'Lab' || current?.kind === 'Account';
    if (!isSettled) setPressed(true);
    else if (current !== undefined) run(current);
  };
  useEffect(() => {
    if (!isPressed || !isFound) return;
    setPressed(false);
    if (current !== undefined) run(current);
  }, [isPressed, isFound]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = entries.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: chosen === last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      PageDown: Math.min(last, chosen + 8),
      PageUp: Math.max(0, chosen - 8),
    };
    const target = targets[event.key];
    if (target !== undefined) choose(target);
    else if (event.key === 'Enter' && !event.isComposing) press();
    else return;
    event.preventDefault();
  };
  const words = current !== undefined && current.id === asking ? questionOf(current) : things(entries.length, 'result');
  return (
    <Modal class="palette" aria-label="Search and commands">
      <div class="palette-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label="Search for a view, an instance or an action"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls="palette-list"
          aria-activedescendant={current && idOf(current)}
          autocomplete="off"
          spellcheck={false}
          placeholder="A view, an instance, an action…"
          value={query}
          onInput={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setPressed(false);
            setActive(undefined);
            setAsking(undefined);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id="palette-list" class="palette-list" role="listbox" aria-label="Results">
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            id={idOf(entry)}
            class={`palette-option${entry.id === asking ? ' asking' : ''}`}
            role="option"
            aria-selected={entry === current}
            onPointerMove={() => {
              if (entry !== current) choose(index);
            }}
            onPointerDown={(event) => {
              // The focus stays in the field.
              event.preventDefault();
            }}
            onClick={() => {
              setActive(entry.id);
              run(entry);
            }}
          >
            <span class="palette-label" dir="auto">
              {entry.id === asking ? questionOf(entry) : entry.label}
            </span>
            <span class="palette-about">{entry.about}</span>
            <span class="palette-kind">{entry.kind}</span>
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p class="empty">Nothing fits.</p>}
      <p class="unseen" role="status">
        {words}
      </p>
    </Modal>
  );
};

/** Opens it for those who do not know the keys. */
export const PaletteButton = (): JSX.Element => (
  <button
    class="palette-opener"
    aria-haspopup="dialog"
    aria-keyshortcuts="Control+K Meta+K /"
    onClick={() => {
      overlay.value = 'palette';
    }}
  >
    <Icon name="search" />
    <span class="wide">Search or do…</span>
    <kbd>{shortcut}</kbd>
  </button>
);
