import { performance } from 'node:perf_hooks';
import timers from 'node:timers';

/**
 * Node's own timers, as they were when this was loaded. A test that installs fake ones later replaces the globals, and the
 * members of `node:timers` as well; what runs in its process has to go on.
 */
export const { clearTimeout, setImmediate, setTimeout } = timers;

/** Milliseconds that have passed since some fixed moment, by a clock that nobody sets. */
export const elapsed = performance.now.bind(performance);
