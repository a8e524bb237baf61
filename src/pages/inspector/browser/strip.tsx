import type { JSX } from 'preact';
import { shownCurl } from './act.js';
import { Copy } from './copy.js';

/** At the bottom: the command that does the same as the button in focus, or as what was done last. */
export const CurlStrip = (): JSX.Element => {
  const shown = shownCurl.value;
  return (
    <aside class={`strip${shown === null ? ' unused' : ''}`} aria-label="The same with curl">
      {shown === null ? (
        <span class="quiet">The command for whatever you do appears here.</span>
      ) : (
        <>
          <span class="quiet strip-title">{shown.title}</span>
          <code title={shown.curl}>{shown.curl}</code>
          <Copy text={shown.curl} what="the command" />
        </>
      )}
    </aside>
  );
};
