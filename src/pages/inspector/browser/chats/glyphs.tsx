import type { JSX } from 'preact';

/** What each picture is drawn with, in a box of 24 by 24. */
const paths = {
  send: 'M5 12h13M12.5 6.5L18 12l-5.5 5.5',
  smile: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M8.5 14.500c1.8 2.3 5.2 2.3 7 0M9 9.500v.1M15 9.500v.1',
  clip: 'M18.5 11.500l-6.8 6.800a4 4 0 0 1-5.7-5.700l7.5-7.500a2.7 2.7 0 0 1 3.8 3.800l-7.3 7.300a1.3 1.3 0 0 1-1.9-1.900l6.3-6.3',
  pin: 'M12 20.500c4-4.3 6-7.4 6-10a6 6 0 0 0-12 0c0 2.6 2 5.7 6 10M14 10.500a2 2 0 1 1-4 0a2 2 0 0 1 4 0',
  phone: 'M7 4l3 4.500l-2 2c1 2.5 3 4.5 5.5 5.500l2-2L20 17c0 2-1.5 3.5-3.5 3C10 18.5 5.5 14 4 7.500C3.5 5.5 5 4 7 4',
  video: 'M4 7h10v10H4zM14 11l6-3v8l-6-3',
  block: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M6 6l12 12',
  eye: 'M3 12c4.5-7 13.5-7 18 0c-4.5 7-13.5 7-18 0M14.5 12a2.5 2.5 0 1 1-5 0a2.5 2.5 0 0 1 5 0',
  reply: 'M9 6l-5 5l5 5M4 11h9c4 0 7 2.5 7 7',
  file: 'M7 3.500h7l4 4v13H7zM14 3.500v4h4',
  person: 'M15.5 8.500a3.5 3.5 0 1 1-7 0a3.5 3.5 0 0 1 7 0M5 20c.5-4 3-6 7-6s6.5 2 7 6',
  sound: 'M4 10v4M8 7v10M12 4.500v15M16 8v8M20 10.500v3',
  list: 'M8 6.500h12M8 12h12M8 17.500h12M4 6.500v.1M4 12v.1M4 17.500v.1',
  write: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  down: 'M12 5v13M6.5 12.500L12 18l5.5-5.5',
  once: 'M6 12.500l4 4L18.5 8',
  twice: 'M2 12.500l4 4L14.5 8M11 15l1.5 1.500L21 8',
  wait: 'M12 7.500V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0',
  failed: 'M20.5 12a8.5 8.5 0 1 1-17 0a8.5 8.5 0 0 1 17 0M12 7.500v5.500M12 16v.1',
  play: 'M8 5.500v13l10-6.500z',
} as const;
export type GlyphName = keyof typeof paths;

/** A picture beside words that say the same. */
export const Glyph = ({ name }: { readonly name: GlyphName }): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
