/**
 * Moves the focus among the elements of a list: up and left to the one before, down and right to the one after, Home and
 * End to the first and the last that are loaded.
 * @param columns how many stand beside one another
 * @param row what they stand in, if from all that is in there the arrows lead to the next one
 */
export const moveFocus = (event: KeyboardEvent, selector: string, columns = 1, row?: string): void => {
  const { currentTarget: list, target, key } = event;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -columns,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowRight: 1,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  if (!(list instanceof Element) || !(target instanceof Element)) return;
  const from = target.matches(selector) ? target : row && target.closest(row)?.querySelector(selector);
  if (!(from instanceof Element) || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const go = (): void => {
    const all = [...list.querySelectorAll<HTMLElement>(selector)];
    const here = all.findIndex((one) => one === from);
    all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus();
  };
  if (Number.isFinite(step)) {
    go();
    return;
  }
  // Of a long list, only what is seen is in the document.
  list.querySelector('.virtual')?.scrollTo(0, step < 0 ? 0 : 1e9);
  requestAnimationFrame(go);
};
