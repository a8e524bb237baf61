import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { AccountChooser } from './accounts.js';
import { hideCurl } from './act.js';
import { Chats } from './chats/chats.js';
import { ClockChip } from './clock.js';
import { Icon } from './icons.js';
import { Instances } from './instances/instances.js';
import { apiKey, keyProblem } from './key.js';
import { Lab } from './lab/lab.js';
import { news, refusal } from './news.js';
import { Requests } from './requests/requests.js';
import { Overlays } from './palette/overlays.js';
import { PaletteButton } from './palette/palette.js';
import { hrefOf, place, viewLabels, views, type ViewName } from './route.js';
import { version } from './settings.js';
import { connection, type Connection } from './stream.js';
import { CurlStrip } from './strip.js';
import { Webhooks } from './webhooks/webhooks.js';

const contents: Readonly<Record<ViewName, () => JSX.Element>> = {
  instances: Instances,
  chats: Chats,
  requests: Requests,
  webhooks: Webhooks,
  lab: Lab,
};

/** What is said of it, and more of it to who points at that. */
const connectionWords: Readonly<Record<Connection, readonly [string, string]>> = {
  connecting: ['Connecting…', 'Asking the emulator for its stream.'],
  live: ['Live', 'The page follows by itself.'],
  polling: ['Every 2 s', 'The stream does not come through, so the page looks every two seconds.'],
  lost: ['No answer; trying again…', 'What is shown may be old; the page goes on by itself.'],
  resting: ['At rest', 'Nothing is followed without a key.'],
};

const ConnectionSign = (): JSX.Element => {
  const [words, more] = connectionWords[connection.value];
  return (
    <span class={`connection ${connection.value}`} role="status" title={more}>
      <span class="dot" aria-hidden="true" />
      <span class="connection-words">{words}</span>
    </span>
  );
};

const Navigation = (): JSX.Element => (
  <nav class="views" aria-label="Views">
    {views.map((view) => (
      <a key={view} href={hrefOf(view)} aria-current={place.value.view === view ? 'page' : undefined}>
        <Icon name={view} />
        {viewLabels[view]}
      </a>
    ))}
  </nav>
);

/** What went wrong with the last thing that a person did. */
const Refusal = (): JSX.Element => (
  <div class="refusal" role="alert">
    {refusal.value !== '' && (
      <p class="message">
        <span>{refusal.value}</span>
        <button
          class="bare"
          aria-label="Close this message"
          onClick={() => {
            refusal.value = '';
          }}
        >
          <Icon name="close" />
        </button>
      </p>
    )}
  </div>
);

/** The whole page. */
export const App = (): JSX.Element => {
  const { view } = place.value;
  const View = contents[view];
  const main = useRef<HTMLElement>(null);
  const before = useRef(view);
  useLayoutEffect(() => {
    // Who reads by ear would not know that the page has another content now; a form may have taken the focus already.
    if (before.current !== view && main.current?.contains(document.activeElement) !== true)
      main.current?.focus({ preventScroll: true });
    before.current = view;
  }, [view]);
  const address = hrefOf(view, place.value.rest);
  useLayoutEffect(hideCurl, [address]);
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={hrefOf('instances')}>
          <strong>wachat-emulator</strong> <span class="quiet version">{version}</span>
        </a>
        <PaletteButton />
        <AccountChooser />
        <ClockChip />
        <ConnectionSign />
      </header>
      <Navigation />
      <main ref={main} id="content" tabIndex={-1} aria-label={viewLabels[view]} data-view={view}>
        {keyProblem.value === '' ? (
          <View key={`${view} ${apiKey.value}`} />
        ) : (
          <p id="key-problem" class="empty">
            {keyProblem.value}
          </p>
        )}
      </main>
      <Refusal />
      <CurlStrip />
      <Overlays />
      <p id="news" class="unseen" role="status">
        {news.value}
      </p>
    </>
  );
};
