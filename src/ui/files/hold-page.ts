let holders = 0;

/** Has the browser ask before the page is left. */
function ask(event: Event): void {
  event.preventDefault();
}

/** Something is at work that ends with the page, until what is answered is called. Outside of pages it does nothing. */
export function holdPage(): () => void {
  if (!('addEventListener' in globalThis)) return () => undefined;
  holders += 1;
  if (holders === 1) addEventListener('beforeunload', ask);
  return () => {
    holders -= 1;
    if (holders === 0) removeEventListener('beforeunload', ask);
  };
}
