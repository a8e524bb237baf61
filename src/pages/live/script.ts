import { liveConnection } from './connection.js';
import { patience } from '../patience.js';

/*
 * What the live page does in the browser. It is the same text for everybody: what differs is in the page's elements
 * and in its URL. No backtick or dollar-brace may stand in it, nor in the other parts.
 */
const frame = String.raw`
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const page = byId('page');
  const timer = byId('timer');
  const bar = byId('bar');

  // Whatever brought us here, only the button starts pairing anew: neither a reload nor our own requests do.
  const address = new URL(location.href);
  if (address.searchParams.has('renew')) {
    address.searchParams.delete('renew');
    history.replaceState(null, '', address);
  }
  // In a sandbox without an origin no request of ours would be let through; loading anew is.
  if (self.origin === 'null') {
    setInterval(() => location.replace(address), 5000);
    return;
  }

  let endsAt = null;
  let isLast = false;
  let drain = null;
  let newest = null;
  let wasFound = !['unknown', 'denied', 'invalid', 'failed'].includes(page.dataset.scene);

  const setText = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const announce = (words) => {
    byId('news').textContent = words;
  };
  const section = () => page.querySelector('section:not([hidden])');

  const wordsOf = (scene) => {
    const heading = scene.querySelector('h1').textContent;
    const words = scene.querySelector('.words');
    return words === null ? heading : heading + (heading.endsWith('…') ? ' ' : '. ') + words.textContent;
  };
  const setScene = (scene) => {
    if (scene === page.dataset.scene) return false;
    const hadFocus = section().contains(document.activeElement);
    page.dataset.scene = scene;
    for (const one of page.querySelectorAll('section')) one.hidden = one.dataset.scene !== scene;
    announce(wordsOf(section()));
    if (hadFocus) section().querySelector('h1').focus();
    return true;
  };
  const setTitle = () => {
    const { title } = section().dataset;
    const name = section().querySelector('.name');
    // Marks keep the direction of a name from spreading.
    document.title = name === null || name.textContent === '' ? title : title + ': \u2068' + name.textContent + '\u2069';
  };

  const setLost = (lost) => {
    page.dataset.connection = lost ? 'lost' : 'fine';
    setText(byId('status'), lost ? 'Reconnecting…' : '');
    tick();
  };

  /* Milliseconds; a QR that stays has all the time. */
  const timeLeft = () => (endsAt === null ? Infinity : Math.max(20, endsAt - performance.now()));

  const tick = () => {
    const isPairing = page.dataset.scene === 'pairing' && endsAt !== null;
    const isLost = page.dataset.connection === 'lost';
    // What has had its time is good no more, whatever the connection seems to be; the next may take a moment to come.
    if (isPairing && !isLost && performance.now() > endsAt + 1000) return setLost(true);
    const isShown = isPairing && !isLost;
    const seconds = isShown ? Math.ceil(Math.max(0, endsAt - performance.now()) / 1000) : 0;
    const time = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
    setText(timer, isShown ? (isLast ? 'Valid for ' : 'New code in ') + time : '');
  };

  const setRemaining = ({ remaining, lifetime, last }) => {
    isLast = last;
    endsAt = remaining === null ? null : performance.now() + remaining;
    bar.parentElement.dataset.still = endsAt === null;
    if (drain !== null) drain.cancel();
    drain = endsAt === null ? null : bar.animate(
      [{ transform: 'scaleX(' + Math.min(1, remaining / lifetime) + ')' }, { transform: 'scaleX(0)' }],
      { duration: remaining, fill: 'forwards' },
    );
  };

  const show = async (view) => {
    newest = view;
    const old = byId('tile').firstElementChild;
    const isNew = view.image !== null && (old === null || old.src !== view.image);
    if (isNew) {
      const image = new Image(276, 276);
      image.alt = 'QR code to scan with WhatsApp';
      image.src = view.image;
      // Only what is ready to be painted takes the place of the old one, so nothing flashes.
      await image.decode().catch(() => undefined);
      if (newest !== view) return;
      byId('tile').replaceChildren(image);
    }
    wasFound = true;
    for (const name of document.querySelectorAll('bdi')) setText(name, view.displayName);
    byId('refused').hidden = !view.refused;
    setRemaining(view);
    const isOtherScene = setScene(view.phase);
    if (isNew) announce(view.refused ? byId('refused').textContent : (isOtherScene ? wordsOf(section()) + '. ' : '') + 'New code shown');
    setTitle();
    setLost(false);
  };
  const showProblem = (problem) => {
    newest = null;
    setScene(problem);
    setTitle();
    setLost(false);
  };

  setInterval(tick, 500);
`;

export const liveScript = `${frame}${patience}${liveConnection}
})();
`;
