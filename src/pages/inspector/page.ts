import theme from '../theme.css?text';
import { escapeHtml, htmlPage, policyFor } from '../html.js';
import script from './browser/script.tsx?bundle';
import chats from './style/chats.css?text';
import instances from './style/instances.css?text';
import lab from './style/lab.css?text';
import panes from './style/panes.css?text';
import palette from './style/palette.css?text';
import requests from './style/requests.css?text';
import shell from './style/shell.css?text';
import webhooks from './style/webhooks.css?text';

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

const code = { style: theme + shell + panes + palette + instances + chats + requests + webhooks + lab, script };

export const HOME_PAGE_POLICY = policyFor(
  code,
  // What customers sent comes from the control API.
  "'self' data:",
  "media-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text becomes HTML, whatever our own code or the library's tries.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
);

/** The inspector, for the person who opens the base URL in a browser. Its script replaces what is here. */
export const homePage = ({ version, root, basePath, anyKey }: Home): string => {
  const base = escapeHtml(root + basePath);
  const key = anyKey ? 'any-key' : 'YOUR_API_KEY';
  const body = `<div id="main" data-base-path="${escapeHtml(basePath.slice(1))}" data-base="${base}" data-version="${escapeHtml(version)}" data-default-key="${anyKey ? key : ''}" data-placeholder-key="${key}">
<main class="before">
<h1>wachat-emulator <span class="version">${escapeHtml(version)}</span></h1>
<p>An offline stand-in for the Wachat API. Point your client at this base URL: <code id="base">${base}</code></p>
<noscript><p>This works without JavaScript, and so does the <code>liveUrl</code> in its reply:</p>
<pre>curl -X POST ${base}/instance/create \\
  -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  -d '{"instanceName": "jakarta_store", "number": "628123456789"}'</pre></noscript>
<p>OpenAPI: <a href="_emulator/openapi/wachat.json">Wachat API</a>, <a href="_emulator/openapi/emulator.json">control API</a></p>
</main>
</div>`;
  return htmlPage('wachat-emulator', code, body);
};
