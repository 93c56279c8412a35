import { useCallback, useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { DragEvent, MouseEvent, ReactNode, Ref } from 'react';
import { classNames } from '../class-names';
import { useDensity } from '../theme/theme';
import { pointerGesture, select } from '../virtual/selection';
import type { SelectGesture } from '../virtual/selection';
import { useRowWindow } from '../virtual/use-row-window';
import type { TreeRow } from './rows';
import { TreeRowView } from './tree-row';
import { useTreeKeys } from './use-tree-keys';
import styles from './tree.module.css';

export interface TreeHandle {
  /** Brings a row into view, if it is among the rows, and makes it the active one. */
  scrollToKey: (key: string) => void;
  focus: () => void;
}

/** A request for a menu: about which rows, and where to open it in viewport px. */
export interface RowMenuRequest {
  key: string;
  keys: ReadonlySet<string>;
  point: { x: number; y: number };
}

/**
 * Optional dragging of rows onto rows, or onto the empty space below them, whose key is null. The caller decides what may
 * go where and offers the same by a command.
 */
export interface TreeDragging {
  /** MIME type and text to carry; null when these rows cannot be dragged. */
  start: (keys: ReadonlySet<string>) => { type: string; text: string } | null;
  /** Whether a drop on this row would be taken. */
  accepts: (key: string | null, types: readonly string[]) => boolean;
  /** Why what could be dropped on a row as a rule cannot be now; null: nothing to say. Shown while it is above. */
  refusal?: (key: string | null) => string | null;
  drop: (key: string | null, data: DataTransfer) => void;
}

export interface TreeProps {
  /** Accessible name of the tree. */
  label: string;
  rows: readonly TreeRow[];
  selectedKeys: ReadonlySet<string>;
  /** A new selection; `activeKey` is the row the person acted on. */
  onSelectionChange: (keys: ReadonlySet<string>, activeKey: string) => void;
  /** Opens (true) or closes rows. */
  onExpand: (keys: readonly string[], expanded: boolean) => void;
  /** Enter or double click. */
  onActivate?: ((key: string) => void) | undefined;
  /** F2. */
  onRename?: ((key: string) => void) | undefined;
  onContextMenu?: ((request: RowMenuRequest) => void) | undefined;
  dragging?: TreeDragging | undefined;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  className?: string | undefined;
  ref?: Ref<TreeHandle> | undefined;
}

/**
 * A virtual tree over a flat array of rows. One tab stop: focus stays on the tree and `aria-activedescendant` names the
 * active row, which is always mounted. Selection and expansion belong to the caller. Keys: arrows, Home, End, PageUp,
 * PageDown, `*`, letters, Enter, Space, F2, Shift+F10; Shift extends, Ctrl or Cmd moves without selecting.
 */
export function Tree(props: TreeProps) {
  const { label, rows, selectedKeys, onSelectionChange, onExpand, onActivate, onContextMenu, dragging, ref } = props;
  const { rowHeightPx } = useDensity();
  const treeId = useId();
  const { scroller, first, end, pageRows, reveal } = useRowWindow(rows.length, rowHeightPx);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  /** Undefined: nowhere. */
  const [dropKey, setDropKey] = useState<string | null>();
  const [refusal, setRefusal] = useState<string | null>(null);
  const anchor = useRef<string | null>(null);
  const pressedKey = useRef<string | null>(null);
  const expandOnClickAllowed = useRef(true);

  const indexByKey = useMemo(() => new Map(rows.map((row, index) => [row.key, index])), [rows]);
  // With nothing touched yet, the first selected row is where keyboard movement starts.
  const known = activeKey !== null && indexByKey.has(activeKey) ? activeKey : null;
  const effectiveActive = known ?? [...selectedKeys].find((key) => indexByKey.has(key)) ?? null;
  const activeIndex = effectiveActive === null ? -1 : (indexByKey.get(effectiveActive) ?? -1);

  const activate = useCallback(
    (index: number, gesture: SelectGesture) => {
      const row = rows[index];
      if (row === undefined) return;
      setActiveKey(row.key);
      if (gesture !== 'extend' && gesture !== 'extend-add' && gesture !== 'move') anchor.current = row.key;
      anchor.current ??= effectiveActive ?? row.key;
      if (gesture === 'move') return;
      const keys = rows.map((each) => each.key);
      onSelectionChange(select(gesture, selectedKeys, keys, anchor.current, row.key), row.key);
    },
    [rows, effectiveActive, selectedKeys, onSelectionChange],
  );

  const openMenu = useCallback(
    (index: number, point: { x: number; y: number }) => {
      const row = rows[index];
      if (row === undefined || onContextMenu === undefined) return;
      let keys = selectedKeys;
      if (!keys.has(row.key)) {
        keys = new Set([row.key]);
        activate(index, 'replace');
      }
      onContextMenu({ key: row.key, keys, point });
    },
    [rows, selectedKeys, onContextMenu, activate],
  );

  const rowId = (index: number): string => `${treeId}-${index}`;
  const onKeyDown = useTreeKeys({
    rows,
    activeIndex,
    pageRows,
    select: (index, gesture) => {
      activate(index, gesture);
      reveal(index);
    },
    onExpand,
    onActivate,
    onRename: props.onRename,
    openMenu: (index) => {
      const bounds = document.getElementById(rowId(index))?.getBoundingClientRect();
      if (bounds !== undefined) openMenu(index, { x: bounds.left + 24, y: bounds.bottom });
    },
  });

  useImperativeHandle(
    ref,
    () => ({
      scrollToKey: (key) => {
        const index = indexByKey.get(key);
        if (index === undefined) return;
        setActiveKey(key);
        anchor.current = key;
        const element = scroller.current;
        const topPx = index * rowHeightPx;
        const inView =
          element !== null &&
          topPx >= element.scrollTop &&
          topPx + rowHeightPx <= element.scrollTop + element.clientHeight;
        if (!inView) reveal(index, 'center');
      },
      focus: () => scroller.current?.focus(),
    }),
    [indexByKey, reveal, rowHeightPx, scroller],
  );

  // A tree reached by Tab shows its active row.
  const onFocus = (): void => {
    if (activeIndex >= 0) reveal(activeIndex);
    else if (rows[0] !== undefined) setActiveKey(rows[0].key);
  };

  const indexOf = (target: EventTarget): number => {
    const key = target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined;
    return key === undefined ? -1 : (indexByKey.get(key) ?? -1);
  };

  const onMouseDown = (event: MouseEvent): void => {
    const index = indexOf(event.target);
    const row = rows[index];
    pressedKey.current = row?.key ?? null;
    if (row === undefined) return;
    const onTwist = event.target instanceof Element && event.target.closest('[data-twist]') !== null;
    expandOnClickAllowed.current = onTwist;
    if (event.button !== 0 || onTwist) return;
    // With dragging, a press on a selected row must not collapse the selection before the drag starts.
    if (dragging !== undefined && selectedKeys.has(row.key) && pointerGesture(event) === 'replace') return;
    activate(index, pointerGesture(event));
  };

  const onClick = (event: MouseEvent): void => {
    const index = indexOf(event.target);
    const row = rows[index];
    if (row === undefined) return;
    if (expandOnClickAllowed.current && row.expandable) onExpand([row.key], !row.expanded);
    else if (dragging !== undefined && selectedKeys.size > 1 && pointerGesture(event) === 'replace') {
      activate(index, 'replace');
    }
  };

  const overNothing = (): void => {
    setDropKey(undefined);
    setRefusal(null);
  };
  const dropHandlers =
    dragging === undefined
      ? {}
      : {
          onDragStart: (event: DragEvent) => {
            const row = rows[indexOf(event.target)];
            // The browser drags what lies where the press was: rows may have moved since.
            const carried =
              row === undefined || row.key !== pressedKey.current
                ? null
                : dragging.start(selectedKeys.has(row.key) ? selectedKeys : new Set([row.key]));
            if (carried === null) event.preventDefault();
            else event.dataTransfer.setData(carried.type, carried.text);
          },
          onDragOver: (event: DragEvent) => {
            const key = rows[indexOf(event.target)]?.key ?? null;
            const taken = dragging.accepts(key, event.dataTransfer.types);
            if (taken) event.preventDefault();
            setDropKey(taken ? key : undefined);
            setRefusal(taken ? null : (dragging.refusal?.(key) ?? null));
          },
          onDragLeave: overNothing,
          onDragEnd: overNothing,
          onDrop: (event: DragEvent) => {
            const key = rows[indexOf(event.target)]?.key ?? null;
            overNothing();
            if (!dragging.accepts(key, event.dataTransfer.types)) return;
            event.preventDefault();
            dragging.drop(key, event.dataTransfer);
          },
        };

  // A tree that is full has space below its last row too.
  const spacePx = dragging === undefined ? 0 : rowHeightPx;
  const indexes: number[] = [];
  for (let index = first; index < end; index++) indexes.push(index);
  if (activeIndex >= 0 && (activeIndex < first || activeIndex >= end)) indexes.push(activeIndex);

  return (
    <div className={classNames(styles['frame'], props.className)}>
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-multiselectable="true"
        aria-label={label}
        {...(activeIndex >= 0 ? { 'aria-activedescendant': rowId(activeIndex) } : {})}
        className={classNames(styles['tree'], dropKey === null && styles['drop'])}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onMouseDown={onMouseDown}
        onClick={onClick}
        onDoubleClick={(event) => {
          const row = rows[indexOf(event.target)];
          if (row !== undefined && !expandOnClickAllowed.current) onActivate?.(row.key);
        }}
        onContextMenu={(event) => {
          if (onContextMenu === undefined) return;
          // Also for the event that follows the menu key: its menu is open already.
          event.preventDefault();
          const index = indexOf(event.target);
          if (index >= 0) openMenu(index, { x: event.clientX, y: event.clientY });
        }}
        {...dropHandlers}
      >
        <div className={styles['extent']} role="presentation" style={{ height: rows.length * rowHeightPx + spacePx }}>
          {indexes.map((index) => {
            const row = rows[index];
            return row === undefined ? null : (
              <TreeRowView
                key={row.key}
                row={row}
                id={rowId(index)}
                topPx={index * rowHeightPx}
                selected={selectedKeys.has(row.key)}
                active={index === activeIndex}
                draggable={dragging !== undefined}
                dropTarget={row.key === dropKey}
              />
            );
          })}
        </div>
      </div>
      {refusal === null ? null : (
        <div role="status" className={styles['refusal']}>
          {refusal}
        </div>
      )}
      {rows.length === 0 ? <div className={styles['empty']}>{props.empty}</div> : null}
    </div>
  );
}
