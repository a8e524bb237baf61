import { announce } from '../../browser/elements.js';

const copyText = async (source: Element): Promise<void> => {
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // Under plain HTTP, other than on this machine, there is no clipboard but the selection's.
    getSelection()?.selectAllChildren(source);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else works there
    document.execCommand('copy');
  }
};

/** Has a button copy the text of an element. */
export const copies = (button: HTMLElement, source: Element): void => {
  const copy = async (): Promise<void> => {
    await copyText(source);
    button.textContent = 'Copied';
    announce('Copied');
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };
  button.addEventListener('click', () => {
    void copy();
  });
};
