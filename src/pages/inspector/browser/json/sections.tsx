import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { SearchField } from '../filters.js';
import { Copy } from '../copy.js';
import { Marked } from './marked.js';
import { findIn, textOf } from './rows.js';
import { Tree } from './tree.js';

/** A part of what is shown in detail that can be searched. */
export type Section = {
  readonly title: string;
  readonly value: unknown;
  /** The exact text, where it is known; by default the value, written as JSON. */
  readonly text?: string | undefined;
  /** Beside the title, such as its size. */
  readonly about?: string;
  /** What one has to know to read it, such as that it is not whole. */
  readonly note?: string | undefined;
  /** Whether it begins folded. */
  readonly isFolded?: boolean;
  /** What is shown in place of nothing. */
  readonly none?: string;
};

type Found = { readonly section: string; readonly path: string };

const isTree = (value: unknown): boolean => typeof value === 'object' && value !== null;
const isNothing = (value: unknown): boolean =>
  value === undefined || (isTree(value) && Object.keys(value ?? {}).length === 0);

/** A part of what is shown in detail, which can be folded. */
export const Part = ({
  title,
  about,
  isOpen,
  onFold,
  tools,
  children,
}: {
  readonly title: string;
  readonly about?: string | undefined;
  readonly isOpen: boolean;
  readonly onFold: (isOpen: boolean) => void;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <section class="section" aria-label={title}>
    <div class="section-head">
      <h3>
        <button
          type="button"
          class="fold"
          aria-expanded={isOpen}
          onClick={() => {
            onFold(!isOpen);
          }}
        >
          <span class="tree-mark" aria-hidden="true" />
          {title}
        </button>
      </h3>
      <span class="quiet">{about}</span>
      <span class="section-tools">{tools}</span>
    </div>
    {isOpen && children}
  </section>
);

const One = ({
  section,
  find,
  current,
}: {
  readonly section: Section;
  readonly find: string;
  readonly current: Found | undefined;
}): JSX.Element => {
  const { title, value, text, about, note, isFolded = false, none = 'None' } = section;
  const [asText, setAsText] = useState(false);
  const [isOpen, setOpen] = useState(!isFolded);
  const exact = text ?? textOf(value);
  const isFound = current?.section === title;
  useEffect(() => {
    if (isFound) setOpen(true);
  }, [isFound, current]);
  if (isNothing(value))
    return (
      <section class="section nothing">
        <h3>{title}</h3> <span class="quiet">{none}</span>
      </section>
    );
  return (
    <Part
      title={title}
      about={about}
      isOpen={isOpen}
      onFold={setOpen}
      tools={
        <>
          {isOpen && isTree(value) && (
            <button
              type="button"
              class="calm small"
              aria-pressed={asText}
              aria-label={`${title} as text`}
              onClick={() => {
                setAsText(!asText);
              }}
            >
              Text
            </button>
          )}
          <Copy text={exact} what={title.toLowerCase()} />
        </>
      }
    >
      {note !== undefined && <p class="hint section-note">{note}</p>}
      {asText || !isTree(value) ? (
        <pre class="section-text" tabIndex={0} aria-label={`${title} as text`}>
          <Marked text={exact} find={find} />
        </pre>
      ) : (
        <Tree value={value} label={title} find={find} current={isFound ? current.path : undefined} />
      )}
    </Part>
  );
};

/** Parts of JSON below one another, with one search for all of them. */
export const Sections = ({ sections }: { readonly sections: readonly Section[] }): JSX.Element => {
  const [find, setFind] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(
    () =>
      find === ''
        ? []
        : sections.flatMap(({ title, value }): readonly Found[] =>
            isNothing(value) ? [] : findIn(value, find).map((path) => ({ section: title, path })),
          ),
    [sections, find],
  );
  const current = found[Math.min(at, found.length - 1)];
  return (
    <>
      <div class="find" role="search">
        <SearchField
          label="Search in this"
          value={find}
          onValue={(value) => {
            setFind(value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && found.length > 0) {
              event.preventDefault();
              setAt((Math.min(at, found.length - 1) + (event.shiftKey ? found.length - 1 : 1)) % found.length);
            } else if (event.key === 'Escape' && find !== '') {
              event.stopPropagation();
              setFind('');
            }
          }}
        />
        <span class="quiet find-count" role="status">
          {find === ''
            ? ''
            : found.length === 0
              ? 'Not found'
              : `${String(Math.min(at, found.length - 1) + 1)} of ${String(found.length)}`}
        </span>
      </div>
      {sections.map((section) => (
        <One key={section.title} section={section} find={find} current={current} />
      ))}
    </>
  );
};
