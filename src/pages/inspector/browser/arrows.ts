const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/**
 * Moves the focus among the elements of a list or a grid with the arrow keys; returns whether it did.
 * @param columns how many stand beside one another
 */
export const moveFocus = (event: KeyboardEvent, selector: string, columns = 1): boolean => {
  const { currentTarget, target, key } = event;
  if (
    !(currentTarget instanceof Element) ||
    !(target instanceof Element) ||
    event.altKey ||
    event.ctrlKey ||
    event.metaKey
  )
    return false;
  const all = [...currentTarget.querySelectorAll<HTMLElement>(selector)];
  const here = all.findIndex((one) => one === target);
  const step = steps[key];
  if (here === -1 || step === undefined) return false;
  const isAcross = key === 'ArrowLeft' || key === 'ArrowRight';
  if (isAcross && columns === 1) return false;
  event.preventDefault();
  all[here + (isAcross ? step : step * columns)]?.focus();
  return true;
};
