/** How many members one object may have: no shape of ours comes near. */
const MOST_MEMBERS = 1_000;
/** What is nested deeper is parsed whole with what it is in: parsing by parts is recursive, and `JSON.parse` is not. */
const DEEPEST_PART = 20;
/** How many bytes are looked at, or parsed, at once. */
const PIECE = 131_072;

const [TAB, LINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object of more than one piece, by where it begins: its end, and the commas between its parts. */
type Large = ReadonlyMap<number, { readonly end: number; readonly commas: readonly number[] }>;

const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === LINE || byte === RETURN || byte === TAB;

/** Counts what is in a text, so that nothing has to be built from it to find that it is too much. */
const look = function* (
  bytes: Uint8Array,
  mostValues: number,
  piece: number,
): Generator<undefined, { readonly large: Large } | { readonly excess: string }> {
  const large = new Map<number, { readonly end: number; readonly commas: readonly number[] }>();
  /** Of each list and object that is open: where it begins, its commas, and where those are among all. */
  const starts: number[] = [];
  const counts: number[] = [];
  const marks: number[] = [];
  const commas: number[] = [];
  const isLong = bytes.length > piece;
  let depth = 0;
  let values = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + piece);
    for (; at < end; at++) {
      const byte = bytes[at];
      if (isInString) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === COMMA) {
        const count = (counts[depth] ?? 0) + 1;
        counts[depth] = count;
        if (isLong) commas.push(at);
        if (++values > mostValues) return { excess: `has more than ${mostValues.toLocaleString('en')} values` };
        if (count >= MOST_MEMBERS && bytes[starts[depth] ?? 0] === OPEN_OBJECT)
          return { excess: `has an object with more than ${MOST_MEMBERS.toLocaleString('en')} members` };
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        depth++;
        if (++values > mostValues) return { excess: `has more than ${mostValues.toLocaleString('en')} values` };
        starts[depth] = at;
        counts[depth] = 0;
        marks[depth] = commas.length;
      } else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && depth > 0) {
        const [start = 0, mark = 0] = [starts[depth], marks[depth]];
        if (byte !== (bytes[start] === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT))
          throw new SyntaxError('The brackets do not match.');
        if (at - start > piece && depth <= DEEPEST_PART) large.set(start, { end: at, commas: commas.slice(mark) });
        commas.length = mark;
        depth--;
      }
    }
    if (isLong) yield;
  }
  return { large };
};

/** Parses a part of a text: whole if it is no more than a piece, otherwise part by part. */
const build = function* (
  bytes: Buffer,
  from: number,
  to: number,
  large: Large,
  piece: number,
): Generator<undefined, unknown> {
  let [start, end] = [from, to];
  while (start < end && isSpace(bytes[start])) start++;
  while (start < end && isSpace(bytes[end - 1])) end--;
  const found = large.get(start);
  if (found === undefined) {
    if (end - start > piece) yield;
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
    return value;
  }
  if (found.end !== end - 1) throw new SyntaxError('Something follows the end.');
  const isList = bytes[start] === OPEN_LIST;
  let before = start + 1;
  while (isSpace(bytes[before])) before++;
  if (before === end - 1) return isList ? [] : {};
  const edges = [...found.commas, end - 1];
  if (isList) {
    const list: unknown[] = [];
    for (const [index, edge] of edges.entries()) {
      // As many items as fit into a piece are parsed together.
      const next = edges[index + 1];
      if (next !== undefined && next - before <= piece) continue;
      if (edge - before > piece) list.push(yield* build(bytes, before, edge, large, piece));
      else {
        const items: unknown = JSON.parse(`[${bytes.toString('utf8', before, edge)}]`);
        if (!Array.isArray(items) || items.length === 0) throw new SyntaxError('An item is missing.');
        for (const item of items) list.push(item);
        yield;
      }
      before = edge + 1;
    }
    return list;
  }
  const members: (readonly [string, unknown])[] = [];
  for (const edge of edges) {
    let colon = bytes.indexOf(QUOTE, before) + 1;
    while (colon < edge && bytes[colon] !== QUOTE) colon += bytes[colon] === BACKSLASH ? 2 : 1;
    while (colon < edge && bytes[colon] !== COLON) colon++;
    const name: unknown = JSON.parse(bytes.toString('utf8', before, colon));
    if (typeof name !== 'string') throw new SyntaxError('A name is not a string.');
    members.push([name, yield* build(bytes, colon + 1, edge, large, piece)]);
    before = edge + 1;
  }
  return Object.fromEntries(members);
};

/** What was read, or what there is too much of, as the rest of a sentence. */
export type Readout = { readonly value: unknown } | { readonly excess: string };

/**
 * Reads JSON a piece at a time: it yields between pieces, so that who runs it can give way to others.
 * @param mostValues how many values it may have in all
 * @throws {SyntaxError} if it is not JSON
 */
export const readJson = function* (bytes: Buffer, mostValues: number, piece = PIECE): Generator<undefined, Readout> {
  // Some editors begin a file with a byte order mark.
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const seen = yield* look(text, mostValues, piece);
  return 'excess' in seen ? seen : { value: yield* build(text, 0, text.length, seen.large, piece) };
};
