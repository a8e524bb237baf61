import type { Scenario } from '../../../shapes.js';
import { find, setText } from '../../browser/elements.js';
import { createAct } from './act.js';
import { createClock } from './clock.js';
import { copies } from './copy.js';
import { createForm } from './create.js';
import { key, keyInput, storedKey, storeKey } from './key.js';
import { createList } from './list.js';
import { refusal, say } from './messages.js';
import { createRefresh, type View } from './refresh.js';
import { createRow } from './row.js';
import { defaultKey, placeholderKey } from './settings.js';

/* What the page at the root does in the browser. What it shows it sets as text, never as HTML. */

// All other paths are seen from this one, and without a slash at its end they would be seen from above it.
if (!location.pathname.endsWith('/')) history.replaceState(null, '', `${location.pathname}/${location.search}`);

const act = createAct(() => {
  refresh();
});
const scenarios = new Map<string, Scenario>();
const list = createList((technicalName) => createRow(technicalName, act, scenarios));
const showClock = createClock(act);
const view: View = {
  show(answer, clock) {
    list.show(answer);
    showClock(clock);
  },
  clear(words) {
    list.clear(words);
    showClock(null);
  },
};
const refresh = createRefresh(view);

const keyChanged = (): void => {
  storeKey();
  say(refusal, '');
  // In single quotes a shell takes everything as it is but the quote itself.
  setText(find('#curl-key', HTMLElement), key().replaceAll("'", "'\\''") || placeholderKey);
  view.clear();
  refresh();
};

find('#app', HTMLElement).hidden = false;
keyInput.value = storedKey() ?? defaultKey;
keyInput.addEventListener('input', keyChanged);
for (const button of document.querySelectorAll<HTMLElement>('[data-copies]')) {
  button.hidden = false;
  copies(button, find(`#${button.dataset.copies ?? ''}`, HTMLElement));
}
document.addEventListener('visibilitychange', refresh);
createForm(act, scenarios);
keyChanged();
