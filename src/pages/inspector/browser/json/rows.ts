/*
 * JSON as the rows of a tree: only those that are open, and of a long list only its first members, so that a hostile
 * body costs no more than a kind one.
 */

type Kind = 'object' | 'array' | 'string' | 'other';

/** A row: a value with its name, or what stands for those of its siblings that are not shown yet. */
export type Row = {
  /** Where it is: the names on the way, each after a slash. */
  readonly path: string;
  readonly depth: number;
  readonly name: string | number | null;
  readonly kind: Kind | 'more';
  readonly value: unknown;
  /** How many members it has, or, for `more`, how many are not shown. */
  readonly size: number;
  readonly isOpen: boolean;
  readonly position: number;
  readonly siblings: number;
};

/** Members that are shown at once. */
export const AT_ONCE = 100;
/** Deeper than anybody nests; what is below is shown as text. */
const DEEPEST = 60;

type Members = readonly (readonly [string | number, unknown])[];

const kindOf = (value: unknown): Kind => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object' && value !== null) return 'object';
  return typeof value === 'string' ? 'string' : 'other';
};
const membersOf = (value: unknown): Members => {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

const pathOf = (parent: string, name: string | number): string =>
  `${parent}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** How somebody has opened a tree. */
export type Opening = {
  /** What was opened or closed by hand. */
  readonly byHand: ReadonlyMap<string, boolean>;
  /** How many members are shown where it is more than usual. */
  readonly shown: ReadonlyMap<string, number>;
  /** What has to be seen since it leads to something that was found. */
  readonly wanted: ReadonlySet<string>;
};

const opensByItself = (depth: number, size: number): boolean => depth < 2 || (depth < 5 && size <= 12);

/** The rows of a value, from top to bottom. An object or a list has no row for itself at the top. */
export const rowsOf = (root: unknown, { byHand, shown, wanted }: Opening): readonly Row[] => {
  const rows: Row[] = [];
  const addMembers = (members: Members, parent: string, depth: number): void => {
    let most = Math.max(AT_ONCE, shown.get(parent) ?? 0);
    if (members.length > most)
      for (const [index, [name]] of members.entries())
        if (index >= most && wanted.has(pathOf(parent, name))) most = index + 1;
    for (const [index, [name, value]] of members.slice(0, most).entries())
      add(name, value, pathOf(parent, name), depth, index + 1, members.length);
    if (members.length > most)
      rows.push({
        ...{ path: `${parent}/ more`, depth, name: null, kind: 'more', value: parent, size: members.length - most },
        ...{ isOpen: false, position: most + 1, siblings: members.length },
      });
  };
  const add = (
    name: string | number | null,
    value: unknown,
    path: string,
    depth: number,
    position: number,
    siblings: number,
  ): void => {
    const members = depth < DEEPEST ? membersOf(value) : [];
    const size = members.length;
    const isOpen = size > 0 && (wanted.has(path) || (byHand.get(path) ?? opensByItself(depth, size)));
    const kind = depth < DEEPEST ? kindOf(value) : 'other';
    rows.push({ path, depth, name, kind, value, size, isOpen, position, siblings });
    if (isOpen) addMembers(members, path, depth + 1);
  };
  const top = membersOf(root);
  if (top.length > 0) addMembers(top, '', 0);
  else add(null, root, '', 0, 1, 1);
  return rows;
};

/** Where a text occurs, in names or values, whatever the case: the paths, from top to bottom, not more than `most`. */
export const findIn = (root: unknown, text: string, most = 500): readonly string[] => {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  const has = (text: string | number): boolean => String(text).toLowerCase().includes(wanted);
  const visit = (name: string | number, value: unknown, path: string, depth: number): void => {
    if (found.length >= most) return;
    const members = depth < DEEPEST ? membersOf(value) : [];
    if (has(name) || ((typeof value !== 'object' || value === null) && has(String(value)))) found.push(path);
    for (const [member, one] of members) visit(member, one, pathOf(path, member), depth + 1);
  };
  if (wanted !== '') visit('', root, '', 0);
  return found;
};

/** What has to be open for these to be seen, and they themselves. */
export const wantedFor = (paths: readonly string[]): ReadonlySet<string> => {
  const wanted = new Set<string>();
  for (const path of paths)
    for (let one = path; !wanted.has(one); one = parentOf(one)) {
      wanted.add(one);
      if (one === '') break;
    }
  return wanted;
};

const isDeep = (value: unknown, depth = 0): boolean =>
  depth > DEEPEST || membersOf(value).some(([, member]) => isDeep(member, depth + 1));

/** A value as a person writes it; text stays as it is. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  // Spaces before each line would be most of what is nested deeply.
  return JSON.stringify(value ?? null, undefined, isDeep(value) ? undefined : 2);
};
