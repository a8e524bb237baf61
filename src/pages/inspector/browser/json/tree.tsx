import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { copyText } from '../copy.js';
import { announce } from '../news.js';
import { numberOf } from '../times.js';
import { Marked } from './marked.js';
import { AT_ONCE, findIn, parentOf, rowsOf, textOf, wantedFor, type Row } from './rows.js';

/** Characters of a text that are shown until it is opened. */
const SHORT = 240;

type Props = {
  readonly value: unknown;
  readonly label: string;
  /** What is searched for; empty for nothing. */
  readonly find: string;
  /** The path of the one that is looked at, of those that were found. */
  readonly current?: string | undefined;
};

const Value = ({ row, find, isWhole }: { readonly row: Row; readonly find: string; readonly isWhole: boolean }) => {
  const { kind, value, size, isOpen } = row;
  if (kind === 'object' || kind === 'array') {
    const [open = '', close = ''] = kind === 'object' ? '{}' : '[]';
    return (
      <span class="tree-sign">{isOpen ? open : size === 0 ? open + close : `${open} ${numberOf(size)} ${close}`}</span>
    );
  }
  const text = JSON.stringify(value ?? null);
  if (kind !== 'string' || text.length <= SHORT || isWhole) {
    return (
      <span class={`tree-${kind}`}>
        <Marked text={text} find={find} />
      </span>
    );
  }
  return (
    <span class="tree-string">
      <Marked text={`${text.slice(0, SHORT).replace(/[\ud800-\udbff]$/, '')}…`} find={find} />{' '}
      <span class="tree-sign">{numberOf(text.length - 2)} characters</span>
    </span>
  );
};

/** JSON as a tree that can be folded, searched, and walked with the arrow keys. */
export const Tree = ({ value, label, find, current }: Props): JSX.Element => {
  const [byHand, setByHand] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const [at, setAt] = useState<string | undefined>(undefined);
  const root = useRef<HTMLDivElement>(null);
  const wanted = useMemo(() => wantedFor(findIn(value, find)), [value, find]);
  const rows = useMemo(() => rowsOf(value, { byHand, shown, wanted }), [value, byHand, shown, wanted]);
  const here = rows.some(({ path }) => path === at) ? at : rows[0]?.path;

  const elementAt = (index: number): HTMLElement | undefined => {
    const element = root.current?.children[index];
    return element instanceof HTMLElement ? element : undefined;
  };
  const move = (index: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    setAt(rows[to]?.path);
    elementAt(to)?.focus();
  };
  const open = ({ path, kind, size, value: parent }: Row, isOpen: boolean): void => {
    if (kind === 'more') {
      const container = String(parent);
      const before = rows.filter((row) => row.kind !== 'more' && parentOf(row.path) === container).length;
      setShown(new Map(shown).set(container, before + Math.min(size, AT_ONCE)));
    } else setByHand(new Map(byHand).set(path, isOpen));
  };
  const isFoldable = ({ kind, value: one, size }: Row): boolean =>
    size > 0 || (kind === 'string' && typeof one === 'string' && JSON.stringify(one).length > SHORT);
  const isUnfolded = (row: Row): boolean => (row.kind === 'string' ? byHand.get(row.path) === true : row.isOpen);

  const press = (event: KeyboardEvent): void => {
    const index = rows.findIndex(({ path }) => path === here);
    const row = rows[index];
    if (row === undefined || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'c' || String(getSelection()) !== '') return;
      void copyText(textOf(row.kind === 'more' ? value : row.value)).then(() => {
        announce('Copied');
        elementAt(index)?.focus();
      });
      event.preventDefault();
      return;
    }
    const isOpen = isUnfolded(row);
    const parent = rows.findIndex(({ path }) => path === parentOf(row.path));
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length,
      // Into what is open, and out of what is not.
      ...(isOpen && row.kind !== 'string' ? { ArrowRight: index + 1 } : {}),
      ...(isOpen || parent === -1 ? {} : { ArrowLeft: parent }),
    };
    const step = steps[event.key];
    const isToFold = event.key === (isOpen ? 'ArrowLeft' : 'ArrowRight') || ['Enter', ' '].includes(event.key);
    if (step !== undefined) move(step);
    else if (isToFold && isFoldable(row)) open(row, !isOpen);
    else if (!isToFold) return;
    event.preventDefault();
  };

  useEffect(() => {
    const index = current === undefined ? -1 : rows.findIndex(({ path }) => path === current);
    if (index !== -1) elementAt(index)?.scrollIntoView({ block: 'nearest' });
    // Only when another one is looked at, not whenever something is folded.
  }, [current, find]);

  return (
    <div ref={root} class="tree" role="tree" aria-label={label} dir="ltr" onKeyDown={press}>
      {rows.map((row) => {
        const { path, depth, name, kind, size, position, siblings } = row;
        const isWhole = find !== '' || byHand.get(path) === true;
        return (
          <div
            key={path}
            class={`tree-row${path === current ? ' current' : ''}`}
            role="treeitem"
            aria-level={depth + 1}
            aria-posinset={position}
            aria-setsize={siblings}
            aria-expanded={isFoldable(row) ? isUnfolded(row) : undefined}
            tabIndex={path === here ? 0 : -1}
            style={{ paddingInlineStart: `${String(18 + Math.min(depth, 14) * 16)}px` }}
            onFocus={() => {
              setAt(path);
            }}
            onClick={({ currentTarget }) => {
              // Who marks a text to copy it does not want to fold it.
              if (String(getSelection()) !== '') return;
              currentTarget.focus();
              if (isFoldable(row)) open(row, !isUnfolded(row));
            }}
          >
            {isFoldable(row) && <span class="tree-mark" aria-hidden="true" />}
            {kind === 'more' ? (
              <span class="tree-sign">{numberOf(size)} more</span>
            ) : (
              <>
                {name !== null && (
                  <span class="tree-name">
                    <Marked text={String(name)} find={find} />
                    {': '}
                  </span>
                )}
                <Value row={row} find={find} isWhole={isWhole} />
              </>
            )}
          </div>
        );
      })}
    </div>
  );
};
