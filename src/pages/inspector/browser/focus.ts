/**
 * What has the focus may go away, since somebody else deleted it, say, or be hidden by what was opened. Then the focus
 * goes to what is around it, to the nearest element that takes it; otherwise who goes by keyboard or by ear would be at the
 * top of the page again.
 */
export const keepFocus = (): void => {
  let around: readonly HTMLElement[] = [];
  let focused: Element | undefined;

  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    focused = target;
    const found: HTMLElement[] = [];
    for (let one = target.parentElement; one !== null; one = one.parentElement)
      if (one.hasAttribute('tabindex')) found.push(one);
    around = found;
  });
  const lead = (): void => {
    if (focused === undefined || document.activeElement !== document.body) return;
    // Who left it by a press on nothing does not want it back.
    if (focused.checkVisibility()) focused = undefined;
    else around.find((one) => one.checkVisibility())?.focus({ preventScroll: true });
  };
  document.addEventListener('focusout', () => {
    setTimeout(lead);
  });
  new MutationObserver(lead).observe(document.body, { childList: true, subtree: true });
};
