import { signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What is open above the page, if anything. */
export const overlay = signal<'palette' | 'help' | null>(null);

/** Closes it: now, and not when its event comes, since until then the keys that open one would be lost. */
export const closeOverlay = (): void => {
  document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
  overlay.value = null;
};

/** A dialog over the page, which Escape and a press beside it close. */
export const Modal = ({
  children,
  ...more
}: {
  readonly class: string;
  readonly 'aria-label'?: string;
  readonly 'aria-labelledby'?: string;
  readonly children: ComponentChildren;
}): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      {...more}
      ref={dialog}
      onClose={({ currentTarget }) => {
        // The event of one that was closed before may come when the next is open.
        if (dialog.current === currentTarget) overlay.value = null;
      }}
      onPointerDown={({ target, currentTarget }) => {
        if (target === currentTarget) closeOverlay();
      }}
    >
      {children}
    </dialog>
  );
};
