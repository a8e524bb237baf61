/** The first element that a selector finds, on the page or below a part of it. */
export const find = <Kind extends Element>(
  selector: string,
  kind: abstract new () => Kind,
  root: ParentNode = document,
): Kind => {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`There is no ${kind.name} at ${selector}.`);
  return element;
};

/** What is set to what it is already would be work for the browser and for whoever watches the page. */
export const setText = (node: Element, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};

/** Has a screen reader read it out. */
export const announce = (words: string): void => {
  find('#news', HTMLElement).textContent = words;
};
