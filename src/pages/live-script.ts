/*
 * What the live page does in the browser. It is the same text for everybody: what differs is in the page's elements
 * and in its URL. No backtick or dollar-brace may stand in it.
 */
export const liveScript = String.raw`
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const page = byId('page');
  const timer = byId('timer');
  const bar = byId('bar');
  const status = byId('status');

  // Whatever brought us here, only the button starts pairing anew: neither a reload nor our own requests do.
  const address = new URL(location.href);
  if (address.searchParams.has('renew')) {
    address.searchParams.delete('renew');
    history.replaceState(null, '', address);
  }
  // In a sandbox without an origin no request of ours would be let through; loading anew is.
  if (self.origin === 'null') {
    setTimeout(() => location.replace(address), 5000);
    return;
  }

  let endsAt = null;
  let drain = null;
  let newest = null;
  let wasFound = !['unknown', 'denied', 'invalid', 'failed'].includes(page.dataset.scene);

  const setScene = (scene) => {
    if (scene === page.dataset.scene) return;
    const hadFocus = page.querySelector('section:not([hidden])').contains(document.activeElement);
    page.dataset.scene = scene;
    for (const section of page.querySelectorAll('section')) section.hidden = section.dataset.scene !== scene;
    const heading = page.querySelector('section:not([hidden]) h1');
    byId('news').textContent = heading.textContent;
    if (hadFocus) heading.focus();
  };

  const setLost = (lost) => {
    page.dataset.connection = lost ? 'lost' : 'fine';
    const words = lost ? 'Reconnecting…' : '';
    if (status.textContent !== words) status.textContent = words;
    tick();
  };

  const tick = () => {
    const isShown = page.dataset.scene === 'pairing' && page.dataset.connection !== 'lost' && endsAt !== null;
    const seconds = isShown ? Math.ceil(Math.max(0, endsAt - performance.now()) / 1000) : 0;
    const words = isShown ? 'Valid for ' + Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0') : '';
    if (timer.textContent !== words) timer.textContent = words;
  };

  const setRemaining = (remaining, lifetime) => {
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
    if (view.image !== null && (old === null || old.src !== view.image)) {
      const image = new Image(276, 276);
      image.alt = 'QR code to scan with WhatsApp';
      image.src = view.image;
      // Only what is ready to be painted takes the place of the old one, so nothing flashes.
      await image.decode().catch(() => undefined);
      if (newest !== view) return;
      byId('tile').replaceChildren(image);
    }
    wasFound = true;
    for (const name of document.querySelectorAll('bdi')) name.textContent = view.displayName;
    setRemaining(view.remaining, view.lifetime);
    setScene(view.phase);
    tick();
  };

  const ask = (url, accept, signal) =>
    fetch(url, { headers: { Accept: accept, 'X-Wachat-Emulator-Page': 'live' }, cache: 'no-store', signal });

  let streams = true;
  let letGo = () => undefined;

  const readStream = async (body) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    let patience;
    // Something in between may hold a stream back, or the network may be gone without a word.
    const expectMore = (milliseconds) => {
      clearTimeout(patience);
      patience = setTimeout(start, milliseconds);
    };
    streams = false;
    expectMore(5000);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const parts = (text + value).split('\n\n');
        text = parts.pop();
        const last = parts.filter((part) => part.startsWith('data: ')).pop();
        if (last === undefined) continue;
        const view = JSON.parse(last.slice(6));
        streams = true;
        expectMore(Math.max(5000, (view.remaining === null ? 60000 : view.remaining) + 3000));
        void show(view);
      }
    } finally {
      clearTimeout(patience);
    }
  };

  /* Follows the instance as long as it can; resolves with the milliseconds to wait before the next attempt. */
  const follow = async (signal) => {
    const reply = await ask(address, streams ? 'text/event-stream' : 'application/json', signal);
    const problem = { 400: 'invalid', 401: 'denied', 404: wasFound ? 'gone' : 'unknown' }[reply.status];
    if (problem === undefined && !reply.ok) throw new Error('unusable answer');
    setLost(false);
    if (problem !== undefined) {
      newest = null;
      setScene(problem);
      tick();
      return 3000;
    }
    if (reply.status === 204) {
      streams = false;
      return 0;
    }
    if (streams) {
      await readStream(reply.body);
      return 300;
    }
    await show(await reply.json());
    return 1000;
  };

  const start = async () => {
    letGo();
    if (document.hidden) return;
    const controller = new AbortController();
    const { signal } = controller;
    letGo = () => controller.abort();
    while (!signal.aborted) {
      const pause = await follow(signal).catch(() => {
        if (!signal.aborted) setLost(true);
        return 1000;
      });
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };

  const renew = async (event) => {
    event.preventDefault();
    const url = new URL(address);
    url.searchParams.set('renew', 'true');
    try {
      const reply = await ask(url, 'application/json');
      if (reply.ok) await show(await reply.json());
      else void start();
    } catch {
      setLost(true);
    }
  };
  for (const form of document.querySelectorAll('form')) form.addEventListener('submit', renew);

  const restart = () => {
    streams = true;
    void start();
  };
  // A page that nobody sees leaves its connection to those that are seen.
  document.addEventListener('visibilitychange', () => (document.hidden ? letGo() : restart()));
  addEventListener('pagehide', () => letGo());
  addEventListener('pageshow', (event) => event.persisted && restart());
  addEventListener('online', restart);
  setInterval(tick, 500);
  void start();
})();
`;
