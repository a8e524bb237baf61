/** What the pages send with the requests that they make by themselves, so that these can be told from those of a program. */
export const PAGE_HEADER = 'x-wachat-emulator-page';

/**
 * Any text as the value of a header: as it is when it is printable ASCII without a `%`, else percent-encoded UTF-8.
 * A raw line break or emoji would break the whole response; and to decode is always right.
 */
export const headerText = (text: string): string => (/^[ -$&-~]*$/.test(text) ? text : encodeURIComponent(text));
