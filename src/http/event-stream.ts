/** The headers of a `text/event-stream`. */
export const STREAM_HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses would hold events back until it has enough of them.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** A line that readers of events ignore, and how often it is sent, in milliseconds: proxies cut what is idle for a minute. */
export const HEARTBEAT = ':\n\n';
export const BETWEEN_HEARTBEATS = 15_000;
