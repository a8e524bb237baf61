/*
 * A new tab shows the account that the tab which was seen last shows. Tabs tell each other, and nothing is stored beyond
 * a tab.
 */

type Said = { readonly kind: 'which' } | { readonly kind: 'this'; readonly key: string; readonly seenAt: number };

const isSaid = (value: unknown): value is Said =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'which' ||
    (value.kind === 'this' &&
      'key' in value &&
      typeof value.key === 'string' &&
      'seenAt' in value &&
      typeof value.seenAt === 'number'));

/**
 * Answers other tabs, and asks them.
 * @param current the key of this tab
 * @param tell called with each key that another tab has, if it was seen later than those before
 */
export const askOtherTabs = (
  current: () => string | undefined,
  tell: (key: string) => void,
): { readonly ask: () => void } => {
  if (typeof BroadcastChannel === 'undefined') return { ask: () => undefined };
  const channel = new BroadcastChannel(`wachat-emulator key ${location.pathname}`);
  let seenAt = Date.now();
  let isAsking = false;
  let best = 0;
  document.addEventListener('visibilitychange', () => {
    seenAt = Date.now();
  });
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isSaid(data)) return;
    if (data.kind === 'which') {
      const key = current();
      const said: Said | undefined = key === undefined ? undefined : { kind: 'this', key, seenAt };
      if (said !== undefined && !isAsking) channel.postMessage(said);
    } else if (isAsking && data.seenAt > best) {
      best = data.seenAt;
      tell(data.key);
    }
  });
  return {
    ask() {
      const said: Said = { kind: 'which' };
      isAsking = true;
      channel.postMessage(said);
      setTimeout(() => {
        isAsking = false;
      }, 1_000);
    },
  };
};
