import { version } from '../version.js';

/**
 * The headers of every answer: that it is the emulator's, and that a browser must not guess its type. A body may say
 * what a stranger chose, and what is no script or page by its type must not become one.
 */
export const ALWAYS = { 'X-Wachat-Emulator': version, 'X-Content-Type-Options': 'nosniff' } as const;

/** The header that the pages send with their automatic requests, so that they can be told from those of a program. */
export const PAGE_HEADER = 'x-wachat-emulator-page';
