/**
 * What has the focus may go away, since somebody else deleted it, say. Then the focus goes to what is around it, to the
 * nearest element that takes it; otherwise who goes by keyboard or by ear would be at the top of the page again.
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
  document.addEventListener('focusout', () => {
    // Who left it by a press on nothing does not want it back.
    setTimeout(() => {
      if (focused?.isConnected === true && document.activeElement === document.body) focused = undefined;
    });
  });
  new MutationObserver(() => {
    if (focused === undefined || focused.isConnected || document.activeElement !== document.body) return;
    around.find((one) => one.isConnected)?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
};
