let typed = '';

/** What somebody typed who did not wait for the palette. */
export const typedAhead = (): string => typed;

/** Hands over what was typed by now, if anything, and forgets it. */
export function takeTyped(take: (typed: string) => void): void {
  if (typed !== '') take(typed);
  typed = '';
}

/** Keeps letters for the palette while it comes; whatever has the focus would take them. Answers what ends that. */
export function keepTyping(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || (key.length > 1 && key !== 'Backspace')) return;
    typed = key === 'Backspace' ? typed.slice(0, -1) : typed + key;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('keydown', onKeyDown, true);
  return () => window.removeEventListener('keydown', onKeyDown, true);
}
