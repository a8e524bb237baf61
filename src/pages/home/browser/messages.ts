import { find, setHidden, setText } from '../../browser/elements.js';

/** What went wrong with what a person did. */
export const refusal = find('#refusal', HTMLElement);

/** Shows a sentence in its place; an empty one takes the place away. */
export const say = (node: Element, text: string): void => {
  setText(node, text);
  setHidden(node, text === '');
};
