/** How a gesture changes a selection: `replace` (plain), `toggle` (Ctrl or Cmd), `extend` (Shift), `move` (none). */
export type SelectGesture = 'replace' | 'toggle' | 'extend' | 'extend-add' | 'move';

/** Reads the gesture from the modifier keys of a pointer event. */
export function pointerGesture(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): SelectGesture {
  const toggle = event.ctrlKey || event.metaKey;
  if (event.shiftKey) return toggle ? 'extend-add' : 'extend';
  return toggle ? 'toggle' : 'replace';
}

/** Reads the gesture from the modifier keys of an arrow, Home, End or Page key. */
export function keyGesture(event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): SelectGesture {
  if (event.shiftKey) return 'extend';
  return event.ctrlKey || event.metaKey ? 'move' : 'replace';
}

/**
 * The selection after a gesture on `target`. Ranges run from `anchor` in the order of `keys`; a row that is gone since
 * counts as the target itself.
 */
export function select(
  gesture: SelectGesture,
  previous: ReadonlySet<string>,
  keys: readonly string[],
  anchor: string | null,
  target: string,
): ReadonlySet<string> {
  switch (gesture) {
    case 'move':
      return previous;
    case 'replace':
      return new Set([target]);
    case 'toggle': {
      const next = new Set(previous);
      if (!next.delete(target)) next.add(target);
      return next;
    }
    case 'extend':
    case 'extend-add': {
      const to = keys.indexOf(target);
      const found = anchor === null ? -1 : keys.indexOf(anchor);
      const from = found === -1 ? to : found;
      const range = keys.slice(Math.min(from, to), Math.max(from, to) + 1);
      return new Set(gesture === 'extend-add' ? [...previous, ...range] : range);
    }
  }
}
