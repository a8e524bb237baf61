import { homeClock } from './home-clock.js';
import { homeCreate } from './home-create.js';
import { homeRows } from './home-rows.js';

/*
 * What the page at the root does in the browser. What it shows it sets as text, never as HTML.
 * No backtick or dollar-brace may stand in it, nor in the other parts.
 */
const frame = String.raw`
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const { basePath, defaultKey, placeholderKey } = byId('main').dataset;
  const KEY = 'wachat-emulator-key';
  const WAIT = 1000;

  // A browser may refuse storage; then the key lives as long as the page.
  const stored = (value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(KEY);
      sessionStorage.setItem(KEY, value);
    } catch {}
    return null;
  };
  const setText = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const say = (node, text) => {
    setText(node, text);
    node.hidden = text === '';
  };
  const key = () => byId('key').value.trim();
  const isKey = (text) => /^[!-~]+$/.test(text);

  const call = async (method, path, body) => {
    const reply = await fetch(path, {
      method,
      cache: 'no-store',
      headers: { Authorization: 'Bearer ' + key(), ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await reply.json();
    if (reply.ok) return answer;
    const words = reply.status === 401 ? 'This key is not let in. Use one of those that the emulator was started with.' : answer.error;
    throw Object.assign(new Error(words), { isAnswer: true });
  };
  const wordsFor = (error) => (error.isAnswer ? error.message : 'The emulator does not answer. Trying again…');

  const rows = new Map();
  const scenarios = new Map();
  const show = ({ count, instances }) => {
    const names = new Set(instances.map((one) => one.apiInstanceName));
    for (const [name, { root }] of rows) {
      if (names.has(name)) continue;
      if (root.contains(document.activeElement)) byId('instances-title').focus();
      root.remove();
      rows.delete(name);
    }
    const list = byId('list');
    instances.forEach((one, index) => {
      const row = rows.get(one.apiInstanceName) ?? createRow(one.apiInstanceName);
      rows.set(one.apiInstanceName, row);
      row.update(one);
      if (list.children[index] !== row.root) list.insertBefore(row.root, list.children[index] ?? null);
    });
    setText(byId('total'), count > instances.length ? 'The newest ' + instances.length + ' of ' + count : count === 0 ? '' : String(count));
    say(byId('empty'), count === 0 ? 'This key has no instances yet. Create one here, or run the command above.' : '');
  };
  const clear = () => {
    show({ count: 0, instances: [] });
    showClock(null);
    say(byId('empty'), '');
  };

  let turn = 0;
  let timer;
  const refresh = async () => {
    const mine = ++turn;
    clearTimeout(timer);
    if (document.hidden) return;
    if (!isKey(key())) {
      clear();
      if (key() === '') say(byId('empty'), 'Enter an API key to see its instances.');
      say(byId('problem'), key() === '' ? '' : 'A key has no spaces, and no characters beyond ASCII.');
      return;
    }
    try {
      const [answer, { clock }] = await Promise.all(['instances?limit=50', 'clock'].map((what) => call('GET', '/_emulator/' + what)));
      if (mine !== turn) return;
      show(answer);
      showClock(clock);
      say(byId('problem'), '');
      byId('list').classList.remove('stale');
    } catch (error) {
      if (mine !== turn) return;
      if (error.isAnswer) clear();
      byId('list').classList.add('stale');
      say(byId('problem'), wordsFor(error));
    }
    timer = setTimeout(refresh, WAIT);
  };

  /* One action at a time: who presses twice means it once. */
  let isBusy = false;
  const act = async (action, words) => {
    if (!isKey(key())) return byId('key').focus();
    if (isBusy) return;
    isBusy = true;
    say(byId('refusal'), '');
    try {
      await action();
      byId('news').textContent = words;
    } catch (error) {
      if (error.isAnswer) say(byId('refusal'), error.message);
    }
    isBusy = false;
    await refresh();
  };

  const keyChanged = () => {
    stored(key());
    say(byId('refusal'), '');
    // In single quotes a shell takes everything as it is but the quote itself.
    setText(byId('curl-key'), key().replaceAll("'", "'\\''") || placeholderKey);
    clear();
    void refresh();
  };
  const copy = async (button) => {
    const source = byId(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      // Under plain HTTP, other than on this machine, there is no clipboard but the selection's.
      getSelection().selectAllChildren(source);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    byId('news').textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };

  byId('app').hidden = false;
  byId('key').value = stored() ?? defaultKey;
  byId('key').addEventListener('input', keyChanged);
  for (const button of document.querySelectorAll('[data-copies]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
  document.addEventListener('visibilitychange', refresh);
`;

export const homeScript = `${frame}${homeRows}${homeClock}${homeCreate}
  keyChanged();
})();
`;
