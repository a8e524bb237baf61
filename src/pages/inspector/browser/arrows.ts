const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/**
 * Moves the focus among the elements of a list or a grid with the arrow keys; returns whether it did.
 * @param columns how many a step up or down passes, where there is something to the left and right too
 */
export const moveFocus = (event: KeyboardEvent, selector: string, columns?: number): boolean => {
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
  if (isAcross && columns === undefined) return false;
  event.preventDefault();
  all[here + (isAcross ? step : step * (columns ?? 1))]?.focus();
  return true;
};
