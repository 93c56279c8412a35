import { useId, useRef } from 'react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import styles from './splitter.module.css';

const KEY_STEP_PX = 16;

export interface SplitterProps {
  /** Name of the pane that has the size, e.g. "navigation". */
  name: string;
  /** The pane with a size of its own, and the rest. */
  pane: ReactNode;
  children: ReactNode;
  /** Where the sized pane stands. */
  side?: 'start' | 'end' | 'bottom';
  sizePx: number;
  onSizeChange: (sizePx: number) => void;
  minPx: number;
  maxPx: number;
  /** A double click goes back to this. */
  defaultPx: number;
  /** Makes the sized pane, its line included, a landmark region of this name. */
  landmark?: string;
  /** Hides the pane and the line. */
  hidden?: boolean;
  className?: string;
}

/** Two panes with a line between them that can be dragged, or moved with the arrow keys, Home and End. */
export function Splitter(props: SplitterProps) {
  const { name, pane, children, side = 'start', sizePx, onSizeChange, minPx, maxPx, defaultPx, hidden = false } = props;
  const paneId = useId();
  const drag = useRef<{ from: number; size: number } | null>(null);
  const vertical = side === 'bottom';
  const direction = side === 'start' ? 1 : -1;
  const resize = (size: number): void => onSizeChange(Math.round(Math.max(minPx, Math.min(maxPx, size))));
  const position = (event: PointerEvent): number => (vertical ? event.clientY : event.clientX);

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: position(event), size: sizePx };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current === null) return;
    resize(drag.current.size + (position(event) - drag.current.from) * direction);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const sizes: Record<string, number> = {
      [vertical ? 'ArrowUp' : 'ArrowLeft']: sizePx - KEY_STEP_PX * direction,
      [vertical ? 'ArrowDown' : 'ArrowRight']: sizePx + KEY_STEP_PX * direction,
      Home: minPx,
      End: maxPx,
    };
    const size = sizes[event.key];
    if (size === undefined) return;
    event.preventDefault();
    resize(size);
  };

  const paneElement = (
    <div
      id={paneId}
      hidden={hidden}
      className={styles['pane']}
      style={vertical ? { height: sizePx } : { width: sizePx }}
    >
      {pane}
    </div>
  );
  const line = hidden ? null : (
    <div
      role="separator"
      tabIndex={0}
      aria-label={uiTexts.resize(name)}
      aria-orientation={vertical ? 'horizontal' : 'vertical'}
      aria-controls={paneId}
      aria-valuenow={sizePx}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      className={styles['line']}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onDoubleClick={() => resize(defaultPx)}
      onKeyDown={onKeyDown}
    />
  );
  const rest = <div className={styles['rest']}>{children}</div>;
  const sized = (
    <>
      {side === 'start' ? paneElement : line}
      {side === 'start' ? line : paneElement}
    </>
  );
  const landmark =
    props.landmark === undefined ? (
      sized
    ) : (
      <section aria-label={props.landmark} className={styles['landmark']}>
        {sized}
      </section>
    );
  return (
    <div className={classNames(styles['splitter'], vertical && styles['vertical'], props.className)}>
      {side === 'start' ? landmark : rest}
      {side === 'start' ? rest : landmark}
    </div>
  );
}
