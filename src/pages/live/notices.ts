import type { LiveScene } from './view.js';

const signs = {
  tick: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
  link: '<path d="M9.5 14.5l5-5M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2"/>',
  apart:
    '<path d="M8 11l-2 2a3.5 3.5 0 005 5l2-2M16 13l2-2a3.5 3.5 0 00-5-5l-2 2M5 8l2 .6M8.6 5l.6 2M19 16l-2-.6M15.4 19l-.6-2"/>',
  swap: '<path d="M5 9h13l-3.2-3.2M19 15H6l3.2 3.2"/>',
  lock: '<rect x="5.5" y="11" width="13" height="8.5" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 017 0v3"/>',
  pause: '<path d="M12 7v6M12 16.8v.1"/><circle cx="12" cy="12" r="9"/>',
  wait: '<circle class="ring" cx="12" cy="12" r="8.5"/><path class="arc" d="M12 3.5a8.5 8.5 0 018.5 8.5"/>',
} as const;

/** A scene that consists of words. */
type Notice = {
  readonly sign: keyof typeof signs;
  readonly heading: string;
  /** The title of the tab, where it is not the heading. */
  readonly title?: string;
  readonly words: string;
  /** What the button says that asks for a code; without it, there is no button. */
  readonly button?: string;
  /** Whose connection it is; a link that leads nowhere has no name. */
  readonly isNamed?: true;
};

const notices: Readonly<Record<Exclude<LiveScene, 'pairing'>, Notice>> = {
  starting: {
    sign: 'wait',
    heading: 'Preparing your code…',
    words: 'It will be here in a moment. Have your phone at hand.',
    isNamed: true,
  },
  linking: {
    sign: 'wait',
    heading: 'Linking…',
    words: 'The code was scanned. Keep WhatsApp open on your phone.',
    isNamed: true,
  },
  open: {
    sign: 'tick',
    heading: 'WhatsApp is connected',
    title: '✓ Connected',
    words: 'You are all set.',
    isNamed: true,
  },
  lost: {
    sign: 'wait',
    heading: 'Reconnecting to WhatsApp…',
    words: 'The connection was interrupted. There is nothing you need to do.',
    isNamed: true,
  },
  replaced: {
    sign: 'swap',
    heading: 'WhatsApp is in use elsewhere',
    words: 'This connection was opened in another place. You can bring it back here.',
    button: 'Connect again',
    isNamed: true,
  },
  closed: {
    sign: 'apart',
    heading: 'WhatsApp is disconnected',
    words: 'It is no longer linked to your phone. To link it again, get a new code.',
    button: 'Get a new code',
    isNamed: true,
  },
  expired: {
    sign: 'clock',
    heading: 'The code has expired',
    title: 'Code expired',
    words: 'No phone was linked in time. Get a new one when your phone is at hand.',
    button: 'Get a new code',
    isNamed: true,
  },
  gone: {
    sign: 'link',
    heading: 'This connection was removed',
    words: 'It no longer exists, so there is nothing to scan. Please ask for a new link.',
  },
  unknown: {
    sign: 'link',
    heading: 'This link does not work',
    words: 'It leads to a connection that does not exist. Please ask for a new link.',
  },
  denied: {
    sign: 'lock',
    heading: 'This link was refused',
    words: 'Its key is missing or not accepted. Please ask for a new link.',
  },
  invalid: {
    sign: 'link',
    heading: 'This link is not complete',
    words: 'Part of the address is missing. Please check it, or ask for a new link.',
  },
  failed: {
    sign: 'pause',
    heading: 'Something went wrong',
    words: 'This page keeps trying by itself. There is nothing you need to do.',
  },
};

/** How a notice looks beyond its words: `good`, `wait`, or nothing special. */
const looks: Readonly<Partial<Record<Notice['sign'], string>>> = { tick: ' good', wait: ' wait' };

const titleOf = ({ title, heading }: Notice): string => title ?? heading.replace('…', '');

/** What the tab says in each scene of words, and whether the name of the connection follows. */
export const noticeTitles: ReadonlyMap<string, { readonly title: string; readonly isNamed: boolean }> = new Map(
  Object.entries(notices).map(([scene, notice]) => [
    scene,
    { title: titleOf(notice), isNamed: notice.isNamed === true },
  ]),
);

/**
 * All notices as HTML, of which only that of `scene` is seen.
 * @param name HTML of the name
 * @param form HTML of a form around the button
 */
export const noticeSections = (scene: string, name: string, form: (button: string) => string): string =>
  Object.entries(notices)
    .map(([one, notice]) => {
      const { sign, heading, words, button, isNamed } = notice;
      return `<section class="notice${looks[sign] ?? ''}" data-scene="${one}" data-title="${titleOf(notice)}"${one === scene ? '' : ' hidden'}>
<span class="sign"><svg viewBox="0 0 24 24" aria-hidden="true">${signs[sign]}</svg></span>
<h1 tabindex="-1">${heading}</h1>
${isNamed === true ? name : ''}
<p class="words">${words}</p>
${button === undefined ? '' : form(button)}
</section>`;
    })
    .join('\n');
