let focusCurrent: (() => void) | null = null;

/** Makes a filter box the one that `focusTreeFilter` means; the answer ends it. */
export function registerTreeFilter(focus: () => void): () => void {
  focusCurrent = focus;
  return () => {
    if (focusCurrent === focus) focusCurrent = null;
  };
}

/** Puts the cursor into the filter of the tree on the screen; false when there is none. */
export function focusTreeFilter(): boolean {
  focusCurrent?.();
  return focusCurrent !== null;
}
