/** The shapes that the emulator publishes: written by hand for the moment, soon derived from the documents. */
export type { AccountSummary } from './embed/accounts.js';
export type { Event, Instance, Qr, Request } from './embed/watched.js';
export type { Clock, MovedClock, Scenario } from './embed/wachat.js';
export type { LiveView } from './pages/live/view.js';
