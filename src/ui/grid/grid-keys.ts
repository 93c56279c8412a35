import type { KeyboardEvent } from 'react';
import { keyGesture } from '../virtual/selection';
import type { SelectGesture } from '../virtual/selection';

/** The active cell; row -1 is the header. */
export interface GridCell {
  row: number;
  column: number;
}

/** Step in px of a keyboard resize. */
const RESIZE_STEP_PX = 16;

export interface GridKeyTarget {
  rowCount: number;
  columnCount: number;
  active: GridCell;
  pageRows: number;
  move: (cell: GridCell, gesture: SelectGesture) => void;
  selectAll: () => void;
  activate: (row: number) => void;
  openMenu: (cell: GridCell) => void;
  sort: (column: number) => void;
  resizeBy: (column: number, deltaPx: number) => void;
  /** Puts the column in the place of its neighbour. */
  shift: (column: number, by: -1 | 1) => void;
}

/** The keyboard of a grid, as the ARIA grid pattern describes it: one tab stop, arrows between cells. */
export function gridKeyDown(event: KeyboardEvent, target: GridKeyTarget): boolean {
  const { active, rowCount, columnCount } = target;
  const inHeader = active.row < 0;
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;

  const moveRow = (row: number): true => {
    const to = Math.max(-1, Math.min(rowCount - 1, row));
    target.move({ ...active, row: to }, to < 0 ? 'move' : keyGesture(event));
    return true;
  };
  const moveColumn = (column: number): true => {
    target.move({ ...active, column: Math.max(0, Math.min(columnCount - 1, column)) }, 'move');
    return true;
  };

  switch (event.key) {
    case 'ArrowDown':
      return moveRow(active.row + 1);
    case 'ArrowUp':
      return moveRow(active.row - 1);
    case 'PageDown':
      return moveRow(active.row + target.pageRows);
    case 'PageUp':
      return moveRow(Math.max(0, active.row - target.pageRows));
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = event.key === 'ArrowRight' ? 1 : -1;
      if (!event.shiftKey) return moveColumn(active.column + step);
      if (inHeader && command) target.shift(active.column, step);
      else if (inHeader) target.resizeBy(active.column, step * RESIZE_STEP_PX);
      return inHeader;
    }
    case 'Home':
      return command ? moveRow(0) : moveColumn(0);
    case 'End':
      return command ? moveRow(rowCount - 1) : moveColumn(columnCount - 1);
    case 'Enter':
      if (command || event.shiftKey) return false;
      if (inHeader) target.sort(active.column);
      else target.activate(active.row);
      return true;
    case ' ':
      if (inHeader) target.sort(active.column);
      else target.move(active, event.shiftKey ? 'extend' : 'toggle');
      return true;
    case 'a':
    // With Caps Lock on.
    case 'A':
      if (command) target.selectAll();
      return command;
    case 'ContextMenu':
      target.openMenu(active);
      return true;
    case 'F10':
      if (event.shiftKey) target.openMenu(active);
      return event.shiftKey;
    default:
      return false;
  }
}
