import type { JSX } from 'preact';

/** What each picture is drawn with, in a box of 24 by 24. */
const paths = {
  instances: 'M5 4h6v6H5zM5 14h6v6H5zM15 4h4v6h-4zM15 14h4v6h-4z',
  chats: 'M4 5h16v11H9.5L5 20v-4H4z',
  requests: 'M4 8h13l-3.5-3.5M20 16H7l3.5 3.5',
  webhooks: 'M12 4v9M8 9l4 4 4-4M5 15v4h14v-4',
  lab: 'M9.5 4h5M10.5 4v6L5.5 19a.8.8 0 0 0 .7 1h11.6a.8.8 0 0 0 .7-1L13.5 10V4M8 15h8',
  search: 'M10.5 4.5a6 6 0 1 1 0 12a6 6 0 1 1 0-12M15 15l5 5',
  copy: 'M8 8h11v12H8zM5 16V4h11',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 7.5V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0',
  key: 'M20 8.5a4.5 4.5 0 1 1-9 0a4.5 4.5 0 0 1 9 0M12 12l-8 8M8 16l3 3',
  add: 'M12 5v14M5 12h14',
  down: 'M7 10l5 5 5-5',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M6.5 12v.1M12 12v.1M17.5 12v.1',
  back: 'M14 6l-6 6 6 6',
  warn: 'M12 4.5L21 19.5H3zM12 10v4.5M12 17v.1',
  send: 'M5 12h13M12.5 6.5L18 12l-5.5 5.5',
  smile: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M8.5 14.5c1.8 2.3 5.2 2.3 7 0M9 9.5v.1M15 9.5v.1',
  clip: 'M17 8v8a5 5 0 0 1-10 0V7a3.5 3.5 0 0 1 7 0v8a1.5 1.5 0 0 1-3 0V8',
  pin: 'M12 20.5c4-4.3 6-7.4 6-10a6 6 0 0 0-12 0c0 2.6 2 5.7 6 10M14 10.5a2 2 0 1 1-4 0a2 2 0 0 1 4 0',
  phone: 'M7 4l3 4.5l-2 2c1 2.5 3 4.5 5.5 5.5l2-2L20 17c0 2-1.5 3.5-3.5 3C10 18.5 5.5 14 4 7.5C3.5 5.5 5 4 7 4',
  video: 'M4 7h10v10H4zM14 11l6-3v8l-6-3',
  block: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M6 6l12 12',
  eye: 'M3 12c4.5-7 13.5-7 18 0c-4.5 7-13.5 7-18 0M14.5 12a2.5 2.5 0 1 1-5 0a2.5 2.5 0 0 1 5 0',
  reply: 'M9 6l-5 5l5 5M4 11h9c4 0 7 2.5 7 7',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  person: 'M15.5 8.5a3.5 3.5 0 1 1-7 0a3.5 3.5 0 0 1 7 0M5 20c.5-4 3-6 7-6s6.5 2 7 6',
  sound: 'M4 10v4M8 7v10M12 4.5v15M16 8v8M20 10.5v3',
  list: 'M8 6.5h12M8 12h12M8 17.5h12M4 6.5v.1M4 12v.1M4 17.5v.1',
  write: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  twice: 'M2 12.5l4 4L14.5 8M11 15l1.5 1.5L21 8',
  failed: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M12 7.5v5.5M12 16v.1',
  play: 'M8 5.5v13l10-6.5z',
} as const;
export type IconName = keyof typeof paths;

/** A picture beside words that say the same; screen readers pass it over. */
export const Icon = ({ name }: { readonly name: IconName }): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
