import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Help } from './help.js';
import { overlay } from './modal.js';
import { Palette } from './palette.js';

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** What opens above the page, by keys that work everywhere. */
export const Overlays = (): JSX.Element | null => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (event.defaultPrevented || altKey || document.querySelector('dialog[open]') !== null) return;
      const isPlain = !ctrlKey && !metaKey && !isField(target);
      if ((key.toLowerCase() === 'k' && (ctrlKey || metaKey)) || (key === '/' && isPlain)) overlay.value = 'palette';
      else if (key === '?' && isPlain) overlay.value = 'help';
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
  if (overlay.value === 'palette') return <Palette />;
  return overlay.value === 'help' ? <Help /> : null;
};
