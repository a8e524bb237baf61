import { systemTime } from './time-source.js';

export type Deadline = { readonly signal: AbortSignal; readonly release: () => void };

/**
 * A signal that is aborted after `wait` real milliseconds, with a `TimeoutError`, or together with `leaving`.
 * It must be released once nobody needs it any more.
 *
 * Not `AbortSignal.any` over `AbortSignal.timeout`: joined, both may be collected as garbage before they fire.
 */
export const createDeadline = (wait: number, leaving?: AbortSignal): Deadline => {
  const controller = new AbortController();
  const leave = (): void => {
    controller.abort();
  };
  const cancel = systemTime.after(wait, () => {
    controller.abort(new DOMException('Timed out.', 'TimeoutError'));
  });
  leaving?.addEventListener('abort', leave);
  if (leaving?.aborted === true) leave();
  return {
    signal: controller.signal,
    release(): void {
      cancel();
      leaving?.removeEventListener('abort', leave);
    },
  };
};
