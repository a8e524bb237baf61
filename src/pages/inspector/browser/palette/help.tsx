import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { overlay, shortcut } from './palette.js';

const keys: readonly (readonly [string, string])[] = [
  [`${shortcut} or /`, 'Search: any view, instance or action'],
  ['↑ ↓', 'From one to the next, in a list'],
  ['Enter', 'Opens it, or does it'],
  ['Escape', 'Closes what is open, or takes a question back'],
  ['Tab', 'To all buttons and fields'],
  ['?', 'This list'],
];

/** The keys that the page knows. */
export const Help = (): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="palette help"
      aria-labelledby="help-title"
      onClose={() => {
        overlay.value = null;
      }}
      onPointerDown={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
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
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
};
