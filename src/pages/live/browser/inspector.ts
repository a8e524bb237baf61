/**
 * Makes the emulator's name a link to this instance at the root, for a developer: customers see this page in a frame.
 * The key goes the way of the tab's storage, since no URL of the root is to have it.
 */
export const linkInspector = ({ searchParams }: URL): void => {
  const link = document.querySelector<HTMLAnchorElement>('[data-to]');
  const isFramed = self !== top;
  if (link === null || (isFramed && !searchParams.has('dev'))) return;
  link.href = link.dataset.to ?? '';
  link.title = 'Inspect this instance';
  if (isFramed) {
    // The root may not be framed. As our opener's child, the new tab gets a copy of its storage.
    link.target = '_blank';
    link.rel = 'opener';
  }
  const key = searchParams.get('apiKey');
  if (key === null) return;
  link.addEventListener('click', () => {
    try {
      sessionStorage.setItem('wachat-emulator-key', key);
    } catch {
      // Refused: the inspector asks for the key.
    }
  });
};
