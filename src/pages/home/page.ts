import theme from '../theme.css?text';
import { escapeHtml, htmlPage, policyFor } from '../html.js';
import script from './browser/script.ts?bundle';
import clock from './clock.html?text';
import createForm from './create.html?text';
import list from './list.html?text';
import row from './row.html?text';
import style from './style.css?text';

/** What the page at the root says of the emulator that it belongs to. */
export type Home = {
  readonly version: string;
  /** The URL below which the reader reaches us. */
  readonly root: string;
  /** Where the imitated API starts, below that. */
  readonly basePath: string;
  /** Whether any key is accepted, not only some. */
  readonly anyKey: boolean;
};

const code = { style: theme + style, script };

export const HOME_PAGE_POLICY = policyFor(code, "form-action 'none'", "frame-ancestors 'none'");

/** The page at the root, for the person who opens the base URL in a browser. */
export const homePage = ({ version, root, basePath, anyKey }: Home): string => {
  const base = escapeHtml(root + basePath);
  const key = anyKey ? 'any-key' : 'YOUR_API_KEY';
  const hint = anyKey
    ? 'Any text will do; each key has an account of its own.'
    : 'One of those that the emulator was started with.';
  const body = `<div class="page">
<header>
<h1>wachat-emulator <span class="version">${escapeHtml(version)}</span></h1>
<p class="quiet">An offline stand-in for the Wachat API. Point your client at this base URL.</p>
</header>
<main id="main" data-base-path="${escapeHtml(basePath.slice(1))}" data-default-key="${anyKey ? key : ''}" data-placeholder-key="${key}">
<section class="card" aria-label="How to call it">
<div class="line"><span><span class="quiet">Base URL</span> <code id="base">${base}</code></span><button type="button" data-copies="base" aria-label="Copy the base URL" hidden>Copy</button></div>
<pre tabindex="0" aria-label="A first call"><code id="curl">curl -X POST ${base}/instance/create \\
  -H 'Authorization: Bearer <span id="curl-key">${key}</span>' -H 'Content-Type: application/json' \\
  -d '{"instanceName": "jakarta_store", "number": "628123456789"}'</code></pre>
<div class="line"><p class="hint">Creates an instance and answers with its QR, as text, as a picture and as a page.</p><button type="button" data-copies="curl" aria-label="Copy the curl command" hidden>Copy</button></div>
</section>
<noscript><p class="card">Without JavaScript this page cannot show your instances; the command above works all the same, and so does the <code>liveUrl</code> in its reply.</p></noscript>
<div id="app" hidden>
<section class="card" aria-label="Account">
<label for="key">API key</label><input id="key" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="key-hint">
<p id="key-hint" class="hint">${hint} It stays in this tab.</p>
${createForm}</section>
${clock}${list}${row}</div>
</main>
<footer><span>OpenAPI:</span><a href="_emulator/openapi/wachat.json">Wachat API</a><a href="_emulator/openapi/emulator.json">Control API</a></footer>
</div>`;
  return htmlPage('wachat-emulator', code, body);
};
