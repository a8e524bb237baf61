import type { LiveView } from '../../../shapes.js';
import { announce, find, setText } from '../../browser/elements.js';
import type { LiveScene } from '../view.js';

/** What the page shows. */
export type Screen = {
  readonly show: (view: LiveView) => Promise<void>;
  readonly showProblem: (problem: LiveScene) => void;
  readonly setLost: (lost: boolean) => void;
  /** Milliseconds until the QR ends; a QR that stays has all the time. */
  readonly timeLeft: () => number;
  /** Whether this page has seen the instance. */
  readonly wasFound: () => boolean;
};

const wordsOf = (section: HTMLElement): string => {
  const heading = find('h1', HTMLElement, section).textContent;
  const words = section.querySelector('.words')?.textContent;
  return words === undefined ? heading : heading + (heading.endsWith('…') ? ' ' : '. ') + words;
};

export const createScreen = (): Screen => {
  const page = find('#page', HTMLElement);
  const timer = find('#timer', HTMLElement);
  const track = find('.track', HTMLElement);
  const bar = find('#bar', HTMLElement);
  const tile = find('#tile', HTMLElement);
  const refused = find('#refused', HTMLElement);
  const section = (): HTMLElement => find('section:not([hidden])', HTMLElement, page);

  let endsAt: number | null = null;
  let isLast = false;
  let drain: Animation | undefined;
  let newest: LiveView | undefined;
  let wasFound = !['unknown', 'denied', 'invalid', 'failed'].includes(page.dataset.scene ?? '');

  const setScene = (scene: LiveScene): boolean => {
    if (scene === page.dataset.scene) return false;
    const hadFocus = section().contains(document.activeElement);
    page.dataset.scene = scene;
    for (const one of page.querySelectorAll('section')) one.hidden = one.dataset.scene !== scene;
    announce(wordsOf(section()));
    if (hadFocus) find('h1', HTMLElement, section()).focus();
    return true;
  };
  const setTitle = (): void => {
    const { title = '' } = section().dataset;
    const name = section().querySelector('.name')?.textContent ?? '';
    // Marks keep the direction of a name from spreading.
    document.title = name === '' ? title : `${title}: \u2068${name}\u2069`;
  };

  const setLost = (lost: boolean): void => {
    page.dataset.connection = lost ? 'lost' : 'fine';
    // It is read out from here; over the code, the style shows the same to who sees it.
    setText(find('#status', HTMLElement), lost ? 'Reconnecting…' : '');
    tick();
  };

  const tick = (): void => {
    const end = page.dataset.scene === 'pairing' && page.dataset.connection !== 'lost' ? endsAt : null;
    if (end === null) {
      setText(timer, '');
      return;
    }
    // What has had its time is good no more, whatever the connection seems to be; the next may take a moment to come.
    if (performance.now() > end + 1000) {
      setLost(true);
      return;
    }
    const seconds = Math.ceil(Math.max(0, end - performance.now()) / 1000);
    const time = `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
    setText(timer, `${isLast ? 'Valid for' : 'New code in'} ${time}`);
  };

  const setRemaining = ({ remaining, lifetime, last }: LiveView): void => {
    isLast = last;
    track.dataset.still = String(remaining === null);
    drain?.cancel();
    if (remaining === null) {
      endsAt = null;
      drain = undefined;
      return;
    }
    endsAt = performance.now() + remaining;
    drain = bar.animate(
      [{ transform: `scaleX(${String(Math.min(1, remaining / lifetime))})` }, { transform: 'scaleX(0)' }],
      { duration: remaining, fill: 'forwards' },
    );
  };

  const show = async (view: LiveView): Promise<void> => {
    newest = view;
    const old = tile.querySelector('img');
    const isNew = view.image !== null && old?.src !== view.image;
    if (isNew) {
      const image = new Image(276, 276);
      image.alt = 'QR code to scan with WhatsApp';
      image.src = view.image;
      // Only what is ready to be painted takes the place of the old one, so nothing flashes.
      await image.decode().catch(() => undefined);
      if (newest !== view) return;
      tile.replaceChildren(image);
    }
    wasFound = true;
    for (const name of document.querySelectorAll('bdi')) setText(name, view.displayName);
    refused.hidden = !view.refused;
    setRemaining(view);
    const isOtherScene = setScene(view.phase);
    if (isNew) {
      const words = isOtherScene ? `${wordsOf(section())}. ` : '';
      announce(view.refused ? refused.textContent : `${words}New code shown`);
    }
    setTitle();
    setLost(false);
  };

  setInterval(tick, 500);
  return {
    show,
    showProblem(problem) {
      newest = undefined;
      setScene(problem);
      setTitle();
      setLost(false);
    },
    setLost,
    timeLeft: () => (endsAt === null ? Infinity : Math.max(20, endsAt - performance.now())),
    wasFound: () => wasFound,
  };
};
