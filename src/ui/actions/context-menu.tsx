import { useLayoutEffect, useRef } from 'react';
import { Popover } from 'react-aria-components/Popover';
import { rememberFocus } from '../overlays/focus-place';
import { MenuList, menuPopoverClass } from './menu';
import type { MenuEntry } from './menu';

export interface ContextMenuProps {
  /** Where it opens, in viewport px; null while closed. */
  point: { x: number; y: number } | null;
  /** What the menu is about, for screen readers: "Actions for web-01". */
  label: string;
  entries: readonly MenuEntry[];
  onClose: () => void;
}

/**
 * A menu at a point: the pointer of a right click, or beside the active row for Shift+F10 and the menu key (tree and
 * grid report both through `onContextMenu`). Focus returns to where it was.
 */
export function ContextMenu({ point, label, entries, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLDivElement>(null);
  const isOpen = point !== null;
  // Before its list takes the focus.
  useLayoutEffect(() => {
    if (isOpen) rememberFocus(document.activeElement);
  }, [isOpen]);
  return (
    <>
      <div
        ref={anchor}
        aria-hidden="true"
        style={{
          position: 'fixed',
          left: point?.x ?? 0,
          top: point?.y ?? 0,
          width: 0,
          height: 0,
          pointerEvents: 'none',
        }}
      />
      <Popover
        triggerRef={anchor}
        isOpen={isOpen}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
        placement="bottom start"
        offset={2}
        aria-label={label}
        className={menuPopoverClass}
      >
        <MenuList label={label} entries={entries} onClose={onClose} />
      </Popover>
    </>
  );
}
