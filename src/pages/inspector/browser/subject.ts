import { effect, signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { place, viewLabels } from './route.js';

const subject = signal('');

/** Has the title of the page name what is opened, for as long as it is. */
export const useSubject = (name: string | undefined): void => {
  useLayoutEffect(() => {
    if (name === undefined) return undefined;
    subject.value = `${name} · `;
    return () => {
      subject.value = '';
    };
  }, [name]);
};

effect(() => {
  document.title = `${subject.value}${viewLabels[place.value.view]} · wachat-emulator`;
});
