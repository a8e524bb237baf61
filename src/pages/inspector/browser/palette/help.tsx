import type { JSX } from 'preact';
import { closeOverlay, Modal } from './modal.js';
import { shortcut } from './palette.js';

const keys: readonly (readonly [string, string])[] = [
  [`${shortcut} or /`, 'Search: any view, instance or action'],
  ['↑ ↓', 'From one to the next, in a list'],
  ['Enter', 'Opens it, or does it'],
  ['Escape', 'Closes what is open, or takes a question back'],
  ['Tab', 'To all buttons and fields'],
  ['?', 'This list'],
];

/** The keys that the page knows. */
export const Help = (): JSX.Element => (
  <Modal class="palette help" aria-labelledby="help-title">
    <h2 id="help-title">Keys</h2>
    <dl>
      {keys.map(([key, about]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
    <button onClick={closeOverlay}>Close</button>
  </Modal>
);
