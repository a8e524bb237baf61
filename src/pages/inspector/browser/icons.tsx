import type { JSX } from 'preact';

/** What each picture is drawn with, in a box of 24 by 24. */
const paths = {
  instances: 'M5 4h6v6H5zM5 14h6v6H5zM15 4h4v6h-4zM15 14h4v6h-4z',
  chats: 'M4 5h16v11H9.5L5 20v-4H4z',
  requests: 'M4 8h13l-3.5-3.5M20 16H7l3.5 3.5',
  webhooks: 'M12 4v9M8 9l4 4 4-4M5 15v4h14v-4',
  lab: 'M9.5 4h5M10.5 4v6L5.5 19a.8.8 0 0 0 .7 1h11.600a.8.8 0 0 0 .7-1L13.500 10V4M8 15h8',
  search: 'M10.500 4.500a6 6 0 1 1 0 12a6 6 0 1 1 0-12M15 15l5 5',
  copy: 'M8 8h11v12H8zM5 16V4h11',
  done: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 7.500V12l3 2M20.500 12a8.500 8.500 0 1 1-17 0a8.500 8.500 0 0 1 17 0',
  key: 'M14.500 4.500a5 5 0 1 1-3.600 8.500L4.500 19.500V16h3v-3l2.500-.5a5 5 0 0 1 4.500-8M16 8v.1',
  add: 'M12 5v14M5 12h14',
  down: 'M7 10l5 5 5-5',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6.500 12v.1M12 12v.1M17.500 12v.1',
  back: 'M14 6l-6 6 6 6',
  warn: 'M12 4.500L21 19.500H3zM12 10v4.500M12 17v.1',
} as const;
export type IconName = keyof typeof paths;

/** A picture beside words that say the same; screen readers pass it over. */
export const Icon = ({ name }: { readonly name: IconName }): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
