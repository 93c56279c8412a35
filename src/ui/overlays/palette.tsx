import { useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Search } from 'lucide-react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Kbd } from '../display/kbd';
import { uiTexts } from '../texts';
import { PaletteList } from './palette-list';
import { firstRows, PALETTE_ROWS } from './palette-rows';
import type { PaletteGroup } from './palette-rows';
import styles from './palette.module.css';

export interface PaletteProps {
  open: boolean;
  onClose: () => void;
  /** Accessible name of the palette and its field. */
  label: string;
  placeholder: string;
  query: string;
  onQueryChange: (query: string) => void;
  /** Best first. At most 50 rows are shown in all; say so by a narrower query. */
  groups: readonly PaletteGroup[];
  onChoose: (id: string) => void;
  /** What the commands will act on, as a chip before the field. */
  scope?: ReactNode;
  /** Shown when no group has rows. */
  empty?: ReactNode;
  /** Key hints at the bottom. */
  hints?: readonly { keys: string; text: string }[];
}

/**
 * The frame of a command palette: one field, one list under it. Focus stays in the field; arrows move through the list,
 * Enter chooses, Escape closes. Rows with a reason can be reached and read, not chosen.
 */
export function Palette(props: PaletteProps) {
  return (
    <ModalOverlay
      isOpen={props.open}
      isDismissable
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      className={styles['scrim'] ?? ''}
    >
      <Modal className={styles['frame'] ?? ''}>
        <Dialog aria-label={props.label} className={styles['dialog'] ?? ''}>
          <PaletteBody {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody({
  label,
  placeholder,
  query,
  onQueryChange,
  groups,
  onChoose,
  scope,
  empty,
  hints,
}: PaletteProps) {
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const { shown, items, hidden } = firstRows(groups, PALETTE_ROWS);
  // A new query starts at the best hit again.
  const found = items.findIndex((item) => item.id === activeId);
  const active = found >= 0 ? found : 0;
  const activeItem = items[active];
  const rowId = (id: string): string => `${listId}-${id}`;

  const go = (index: number): void => {
    const item = items[(index + items.length) % items.length];
    if (item === undefined) return;
    setActiveId(item.id);
    document.getElementById(rowId(item.id))?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (id: string): void => {
    const item = items.find((each) => each.id === id);
    if (item !== undefined && (item.disabledReason ?? '') === '') onChoose(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case 'ArrowDown':
        go(active + 1);
        break;
      case 'ArrowUp':
        go(active - 1);
        break;
      case 'PageDown':
        go(Math.min(items.length - 1, active + 8));
        break;
      case 'PageUp':
        go(Math.max(0, active - 8));
        break;
      case 'Enter':
        if (activeItem !== undefined) choose(activeItem.id);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <>
      <div className={styles['top']}>
        <Search size={16} className={styles['glass']} aria-hidden="true" />
        {scope === undefined ? null : <span className={styles['scope']}>{scope}</span>}
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          {...(activeItem === undefined ? {} : { 'aria-activedescendant': rowId(activeItem.id) })}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          className={styles['input']}
          onChange={(event) => {
            setActiveId(null);
            list.current?.scrollTo({ top: 0 });
            onQueryChange(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <PaletteList
        ref={list}
        id={listId}
        label={label}
        groups={shown}
        activeId={activeItem?.id ?? null}
        rowId={rowId}
        onHover={setActiveId}
        onChoose={choose}
        onKeyDown={onKeyDown}
      />
      {items.length === 0 ? <div className={styles['empty']}>{empty}</div> : null}
      {hidden === 0 && hints === undefined ? null : (
        <div className={styles['foot']}>
          {hints?.map((hint) => (
            <span key={hint.keys} className={styles['hint']}>
              <Kbd keys={hint.keys} /> {hint.text}
            </span>
          ))}
          {hidden === 0 ? null : <span className={styles['more']}>{uiTexts.moreResults(hidden)}</span>}
        </div>
      )}
    </>
  );
}
