import type { LiveView } from '../../shapes.js';
import theme from '../theme.css?text';
import { escapeHtml, htmlPage, isolated, policyFor } from '../html.js';
import { noticeSections, noticeTitles } from './notices.js';
import script from './browser/script.ts?bundle';
import steps from './steps.html?text';
import style from './style.css?text';
import type { LiveProblem } from './view.js';

/** The query in the page's own URL: what has to be there again when it is loaded anew. */
export type LiveAddress = {
  readonly instanceName?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly renew?: string | undefined;
};

/** Around a button that asks for a code; it works without script. */
const renewForm =
  ({ instanceName, apiKey }: LiveAddress) =>
  (button: string): string => {
    const fields = Object.entries({ instanceName, apiKey, renew: 'true' }).map(([name, value]) =>
      value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
    );
    return `<form method="get">${fields.join('')}<button class="primary">${button}</button></form>`;
  };

/**
 * Without script the page loads itself again, but does not press the button again. The page of an error does not know
 * its address, so it stays where loading it again would press the button.
 */
const refresh = ({ instanceName, apiKey, renew }: LiveAddress): string => {
  if (renew !== undefined && instanceName === undefined) return '';
  const query = new URLSearchParams({ instanceName: instanceName ?? '', ...(apiKey === undefined ? {} : { apiKey }) });
  const target = renew === undefined ? '' : escapeHtml(`;url=?${query.toString()}`);
  return `<noscript><meta http-equiv="refresh" content="5${target}"></noscript>\n`;
};

const countdown = ({ remaining, last }: LiveView): string => {
  if (remaining === null) return '';
  const seconds = Math.ceil(Math.max(0, remaining) / 1_000);
  return `${last ? 'Valid for' : 'New code in'} ${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
};

const PAIRING_TITLE = 'Connect WhatsApp';

const titleOf = (scene: string, name: string): string => {
  const { title, isNamed } = noticeTitles.get(scene) ?? { title: PAIRING_TITLE, isNamed: true };
  return isNamed && name !== '' ? `${title}: ${isolated(name)}` : title;
};

/*
 * The QR is 69 modules wide, quiet zone included, so its sizes in the style are multiples of 69: every module is as large
 * as any other. In a frame of 420 by 460 four pixels a module is the most that leaves room for the words.
 */
const code = { style: theme + style, script };

export const LIVE_PAGE_POLICY = policyFor(code, 'data:', "form-action 'self'");

/** The emulator's name, which the script makes a link to the inspector. */
const emulatorName = (root: string | undefined, { instanceName = '' }: LiveAddress): string => {
  const name = 'wachat-emulator';
  return root === undefined
    ? name
    : `<a data-to="${escapeHtml(`${root}#/instances/${encodeURIComponent(instanceName)}`)}">${name}</a>`;
};

/**
 * The page that a customer scans from.
 * @param root where the inspector is, seen from this page, if there is one
 */
export const livePage = (view: LiveView | LiveProblem, address: LiveAddress, root?: string): string => {
  const isProblem = typeof view === 'string';
  const scene = isProblem ? view : view.phase;
  const name = isProblem ? '' : view.displayName;
  const shownName = `<bdi class="name">${escapeHtml(name)}</bdi>`;
  const image =
    isProblem || view.image === null
      ? ''
      : `<img src="${escapeHtml(view.image)}" alt="QR code to scan with WhatsApp" width="276" height="276">`;
  const body = `<main id="page" data-scene="${scene}">
<section class="pairing" data-scene="pairing" data-title="${PAIRING_TITLE}"${scene === 'pairing' ? '' : ' hidden'}>
<header><h1 tabindex="-1">Connect WhatsApp</h1>${shownName}</header>
<div class="code"><div id="tile">${image}</div><div class="track" data-still="true"><div id="bar"></div></div><div id="timer" role="timer" aria-live="off">${isProblem ? '' : countdown(view)}</div></div>
<div class="steps">
<p id="refused"${!isProblem && view.refused ? '' : ' hidden'}>That did not work. Please scan this new code.</p>
${steps}</div>
</section>
${noticeSections(scene, shownName, renewForm(address))}
<footer><span id="status" role="status"></span><small>${emulatorName(root, address)}: no real phone can link</small></footer>
<p id="news" class="unseen" role="status"></p>
</main>`;
  return htmlPage(titleOf(scene, name), code, body, refresh(address));
};
