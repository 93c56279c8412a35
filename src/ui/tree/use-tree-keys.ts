import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { keyGesture } from '../virtual/selection';
import type { SelectGesture } from '../virtual/selection';
import { closedSiblings, parentIndex, typeAhead } from './rows';
import type { TreeRow } from './rows';

/** Letters typed within this time continue the same type-ahead word. */
const TYPE_AHEAD_MS = 600;

export interface TreeKeyTarget {
  rows: readonly TreeRow[];
  activeIndex: number;
  pageRows: number;
  select: (index: number, gesture: SelectGesture) => void;
  onExpand: (keys: readonly string[], expanded: boolean) => void;
  onActivate: ((key: string) => void) | undefined;
  onRename: ((key: string) => void) | undefined;
  openMenu: (index: number) => void;
}

/** The keyboard of a tree, as the ARIA tree view pattern describes it. Returns the handler of keydown. */
export function useTreeKeys(target: TreeKeyTarget): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 });

  return (event) => {
    const { rows, activeIndex, select } = target;
    const row = rows[activeIndex];
    const last = rows.length - 1;
    const command = event.ctrlKey || event.metaKey;
    const go = (index: number): void => select(Math.max(0, Math.min(last, index)), keyGesture(event));

    const act = (): boolean => {
      if (event.altKey || last < 0) return false;
      switch (event.key) {
        case 'ArrowDown':
          go(activeIndex + 1);
          return true;
        case 'ArrowUp':
          go(activeIndex - 1);
          return true;
        case 'Home':
          go(0);
          return true;
        case 'End':
          go(last);
          return true;
        case 'PageDown':
          go(activeIndex + target.pageRows);
          return true;
        case 'PageUp':
          go(activeIndex - target.pageRows);
          return true;
      }
      if (row === undefined) return false;
      switch (event.key) {
        case 'ArrowRight':
          if (row.expandable && !row.expanded) target.onExpand([row.key], true);
          else if (row.expandable) go(activeIndex + 1);
          return true;
        case 'ArrowLeft': {
          if (row.expandable && row.expanded) target.onExpand([row.key], false);
          else if (parentIndex(rows, activeIndex) >= 0) go(parentIndex(rows, activeIndex));
          return true;
        }
        case 'Enter':
          if (command || event.shiftKey) return false;
          target.onActivate?.(row.key);
          return target.onActivate !== undefined;
        case ' ':
          select(activeIndex, event.shiftKey ? 'extend' : command ? 'toggle' : 'replace');
          return true;
        case 'F2':
          target.onRename?.(row.key);
          return target.onRename !== undefined;
        case 'ContextMenu':
          target.openMenu(activeIndex);
          return true;
        case 'F10':
          if (event.shiftKey) target.openMenu(activeIndex);
          return event.shiftKey;
        case '*': {
          const keys = closedSiblings(rows, activeIndex);
          if (keys.length > 0) target.onExpand(keys, true);
          return true;
        }
      }
      // Letters alone search; chords belong to the commands of the console.
      if (command || event.key.length !== 1 || event.key === '/' || event.key === '.' || event.key === '?')
        return false;
      const text = (event.timeStamp - typed.current.at < TYPE_AHEAD_MS ? typed.current.text : '') + event.key;
      typed.current = { text, at: event.timeStamp };
      const found = typeAhead(rows, activeIndex, text);
      if (found >= 0) select(found, 'replace');
      // What finds nothing here may be the second key of a go-to sequence.
      return found >= 0;
    };

    if (event.target === event.currentTarget && act()) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
