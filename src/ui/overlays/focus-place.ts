let place: HTMLElement | null = null;

/** Says where the focus was before a menu: the menu is gone when a window that it opened closes. */
export function rememberFocus(element: Element | null): void {
  if (element instanceof HTMLElement && element !== document.body) place = element;
}

/**
 * After a window has closed: gives the focus back to where it was, should nobody have it, and to the main part of the page
 * where that is gone, as when the object went that the window was about.
 */
export function recoverFocus(): void {
  // React Aria looks for it in the first frame.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      (place?.isConnected ? place : document.querySelector('main'))?.focus();
    }),
  );
}
