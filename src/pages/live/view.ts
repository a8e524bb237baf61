import type { LiveView } from '../../shapes.js';

/** Why there is nothing to show. */
export type LiveProblem = 'unknown' | 'denied' | 'invalid' | 'failed';

/** What the page looks like. `gone` is what `unknown` is to a page that has seen the instance. */
export type LiveScene = LiveView['phase'] | LiveProblem | 'gone';
