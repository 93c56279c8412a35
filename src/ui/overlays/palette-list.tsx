import type { KeyboardEvent, Ref } from 'react';
import { Highlight } from '../display/highlight';
import { classNames } from '../class-names';
import type { PaletteGroup, PaletteItem } from './palette-rows';
import styles from './palette.module.css';

interface PaletteListProps {
  id: string;
  label: string;
  groups: readonly PaletteGroup[];
  activeId: string | null;
  rowId: (id: string) => string;
  onHover: (id: string) => void;
  onChoose: (id: string) => void;
  /** The same keys as in the field, for assistive technology that moves focus into the list. */
  onKeyDown: (event: KeyboardEvent) => void;
  ref: Ref<HTMLDivElement>;
}

/** The grouped rows of a palette; focus is in the field, so rows only answer the pointer. */
export function PaletteList({
  id,
  label,
  groups,
  activeId,
  rowId,
  onHover,
  onChoose,
  onKeyDown,
  ref,
}: PaletteListProps) {
  const idAt = (target: EventTarget): string | undefined =>
    target instanceof Element ? target.closest<HTMLElement>('[data-item]')?.dataset['item'] : undefined;
  return (
    <div
      ref={ref}
      id={id}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className={styles['list']}
      onPointerMove={(event) => {
        const item = idAt(event.target);
        if (item !== undefined && item !== activeId) onHover(item);
      }}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => {
        const item = idAt(event.target);
        if (item !== undefined) onChoose(item);
      }}
    >
      {groups.map((group) => (
        <div key={group.id} role="group" aria-label={group.label}>
          <div className={styles['heading']} aria-hidden="true">
            {group.label}
          </div>
          {group.items.map((item) => (
            <PaletteRow key={item.id} item={item} id={rowId(item.id)} active={item.id === activeId} />
          ))}
        </div>
      ))}
    </div>
  );
}

function PaletteRow({ item, id, active }: { item: PaletteItem; id: string; active: boolean }) {
  const reason = item.disabledReason ?? '';
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      data-item={item.id}
      aria-selected={active}
      aria-disabled={reason !== ''}
      className={classNames(styles['item'], active && styles['active'])}
    >
      <span className={styles['icon']} aria-hidden="true">
        {item.icon}
      </span>
      <span className={styles['label']}>
        <Highlight text={item.label} matches={item.matches} />
      </span>
      <span className={styles['detail']}>{reason === '' ? item.detail : reason}</span>
      {item.shortcut === undefined ? null : <kbd className={styles['shortcut']}>{item.shortcut}</kbd>}
    </div>
  );
}
