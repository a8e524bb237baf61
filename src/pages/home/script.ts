import { homeClock } from './clock.js';
import { homeCreate } from './create.js';
import { homeRows } from './rows.js';
import { patience } from '../patience.js';

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
  // What is set to what it is already would be work for the browser and for whoever watches the page.
  const set = (node, attribute, value) => {
    if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
  };
  const setHidden = (node, hidden) => node.toggleAttribute('hidden', hidden);
  const setClass = (node, name, wanted) => {
    if (node.classList.contains(name) !== wanted) node.classList.toggle(name);
  };
  const say = (node, text) => {
    setText(node, text);
    setHidden(node, text === '');
  };
  const announce = (words) => {
    byId('news').textContent = words;
  };
  const key = () => byId('key').value.trim();
  const isKey = (text) => /^[!-~]+$/.test(text);

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {}
  };
  const answerTo = async (method, path, body, headers) => {
    const { signal, rest } = bePatient();
    try {
      const reply = await fetch(path, {
        method,
        signal,
        cache: 'no-store',
        headers: { Authorization: 'Bearer ' + key(), ...(body && { 'Content-Type': 'application/json' }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { reply, answer: parsed(await reply.text()) };
    } catch {
      throw new Error((signal.aborted ? 'No answer came in time' : 'The connection broke') + '; it may have been carried out.');
    } finally {
      rest();
    }
  };
  const call = async (...request) => {
    const { reply, answer } = await answerTo(...request);
    if (reply.ok && answer) return answer;
    const words = reply.status === 401 ? 'This key is not let in. Use one of those that the emulator was started with.' : answer?.error;
    if (typeof words === 'string' && words !== '') throw Object.assign(new Error(words), { isAnswer: true, details: answer?.details });
    throw new Error('The answer could not be used (' + reply.status + ')' + (reply.ok ? '; it may have been carried out.' : '.'));
  };
  /* What the page asks by itself says so, since nobody wants to read of it in the log. */
  const watch = (what) => call('GET', '/_emulator/' + what, undefined, { 'X-Wachat-Emulator-Page': 'home' });
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
      const [answer, { clock }] = await Promise.all(['instances?limit=50', 'clock'].map(watch));
      if (mine !== turn) return;
      show(answer);
      showClock(clock);
      say(byId('problem'), '');
      setClass(byId('list'), 'stale', false);
    } catch (error) {
      if (mine !== turn) return;
      if (error.isAnswer) clear();
      setClass(byId('list'), 'stale', true);
      say(byId('problem'), wordsFor(error));
    }
    timer = setTimeout(refresh, WAIT);
  };

  /*
   * Who presses twice means it once, but an action that gets no answer holds no other up. What went wrong is said where
   * it is looked for, until the next action; resolves with it.
   */
  const busy = new Set();
  const act = async (what, action, words, where = byId('refusal')) => {
    if (!isKey(key())) return byId('key').focus();
    if (busy.has(what)) return;
    busy.add(what);
    say(byId('refusal'), '');
    say(where, '');
    const problem = await action().then(() => announce(words), (error) => error);
    busy.delete(what);
    if (problem) say(where, problem.message);
    void refresh();
    return problem;
  };

  const keyChanged = () => {
    stored(key());
    say(byId('refusal'), '');
    // In single quotes a shell takes everything as it is but the quote itself.
    setText(byId('curl-key'), key().replaceAll("'", "'\\''") || placeholderKey);
    clear();
    void refresh();
  };
  const copy = async (button, source) => {
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      // Under plain HTTP, other than on this machine, there is no clipboard but the selection's.
      getSelection().selectAllChildren(source);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    announce('Copied');
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };

  byId('app').hidden = false;
  byId('key').value = stored() ?? defaultKey;
  byId('key').addEventListener('input', keyChanged);
  for (const button of document.querySelectorAll('[data-copies]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button, byId(button.dataset.copies)));
  }
  document.addEventListener('visibilitychange', refresh);
`;

export const homeScript = `${frame}${patience}${homeRows}${homeClock}${homeCreate}
  keyChanged();
})();
`;
