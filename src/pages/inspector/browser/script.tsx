import { render } from 'preact';
import { find } from '../../browser/elements.js';
import { followAccounts } from './accounts.js';
import { App } from './app.js';
import { followClock } from './clock.js';
import { keepFocus } from './focus.js';
import { startFollowing } from './stream.js';

/* What the page at the root does in the browser. What it shows it sets as text, never as HTML. */

// All other paths are seen from this one, and without a slash at its end they would be seen from above it.
if (!location.pathname.endsWith('/'))
  history.replaceState(null, '', `${location.pathname}/${location.search}${location.hash}`);

// A key that is held is one press, also where the focus moves meanwhile.
addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Enter' || !event.repeat || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
startFollowing();
keepFocus();
followClock();
followAccounts();
const main = find('#main', HTMLElement);
main.replaceChildren();
render(<App />, main);
