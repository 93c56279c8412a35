import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { SearchX, X } from 'lucide-react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from '../../ui/actions/button';
import { announce } from '../../ui/feedback/live-region';
import { Kbd } from '../../ui/display/kbd';
import { onMac } from '../hotkeys/platform';
import { shortcutText } from '../hotkeys/shortcut';
import { texts } from '../texts';
import { fold } from './fuzzy';
import type { PaletteItem, PaletteSection } from './palette-item';
import { PaletteRow } from './palette-row';
import { takeTyped, typedAhead } from './typed-ahead';
import styles from './palette.module.css';

const PAGE_ROWS = 10;

/** What the palette shows for a text; sections without a title are one plain list. */
export type FindItems = (text: string) => readonly PaletteSection[];

export interface PaletteViewProps {
  readonly find: FindItems;
  /** Grows when the answers of `find` may have changed. */
  readonly version: number;
  /** The index does not hold the whole pool yet. */
  readonly indexing: boolean;
  readonly onClose: () => void;
}

/** The commands-only prefix is no part of what is searched for. */
function searchedText(text: string): string {
  return text.replace(/^\s*>/, '').trim();
}

/**
 * A field and the list of what it finds: a combobox whose list is always open. The focus stays in the field; the arrow
 * keys move the active option.
 */
export function PaletteView({ find, version, indexing, onClose }: PaletteViewProps) {
  const listId = useId();
  const [text, setText] = useState(typedAhead);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  // Letters may have come since it was drawn.
  useLayoutEffect(() => takeTyped(setText), []);

  const sections = useMemo(() => {
    // Stands for what `find` reads behind React's back.
    void version;
    return find(text);
  }, [find, text, version]);
  const items = useMemo(() => sections.flatMap((section) => section.items), [sections]);
  const terms = useMemo(
    () =>
      searchedText(text)
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(fold),
    [text],
  );
  const activeIndex = Math.min(active, items.length - 1);
  const activeItem = items[activeIndex];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [activeIndex, items]);

  useEffect(() => {
    if (text !== '') announce(items.length === 0 ? texts.palette.empty : texts.palette.results(items.length));
  }, [text, items.length]);

  const choose = (item: PaletteItem | undefined, inNewTab: boolean) => {
    if (item === undefined || item.disabledReason !== null) {
      if (item?.disabledReason != null) announce(item.disabledReason);
      return;
    }
    if (item.writes !== undefined) {
      setText(item.writes);
      setActive(0);
      return;
    }
    onClose();
    if (inNewTab && item.href !== null) window.open(item.href, '_blank', 'noopener');
    else item.run();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const move = (to: number) => {
      event.preventDefault();
      if (items.length > 0) setActive((to + items.length) % items.length);
    };
    const command = onMac ? event.metaKey : event.ctrlKey;
    switch (event.key) {
      case 'ArrowDown':
        return move(activeIndex + 1);
      case 'ArrowUp':
        return move(activeIndex - 1);
      case 'PageDown':
        return move(Math.min(activeIndex + PAGE_ROWS, items.length - 1));
      case 'PageUp':
        return move(Math.max(activeIndex - PAGE_ROWS, 0));
      case 'Enter':
        if (event.nativeEvent.isComposing) return;
        event.preventDefault();
        return choose(activeItem, command);
      case 'k':
        if (!command) return;
        event.preventDefault();
        return onClose();
    }
  };

  let index = -1;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={styles['scrim'] ?? ''}
    >
      <Modal className={styles['frame'] ?? ''}>
        <Dialog aria-label={texts.palette.title} className={styles['dialog'] ?? ''}>
          <div className={styles['field']}>
            <input
              className={styles['input']}
              role="combobox"
              aria-label={texts.palette.title}
              aria-expanded="true"
              aria-autocomplete="list"
              aria-controls={listId}
              aria-activedescendant={activeItem === undefined ? undefined : `${listId}-${activeIndex}`}
              placeholder={texts.palette.placeholder}
              value={text}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
              }}
              onKeyDown={onKeyDown}
            />
            <span className={styles['close']}>
              <IconButton label={texts.palette.close} tooltip={null} icon={<X />} onPress={onClose} />
            </span>
            {indexing ? <span className={styles['indexing']}>{texts.palette.indexing}</span> : null}
          </div>
          <div ref={list} id={listId} role="listbox" aria-label={texts.palette.title} className={styles['list']}>
            {sections.map((section) => (
              <div
                key={section.title}
                role="group"
                aria-label={section.title === '' ? texts.palette.title : section.title}
              >
                {section.title === '' ? null : (
                  <div className={styles['heading']} aria-hidden="true">
                    {section.title}
                  </div>
                )}
                {section.items.map((item) => {
                  index += 1;
                  const at = index;
                  return (
                    <PaletteRow
                      key={item.key}
                      id={`${listId}-${at}`}
                      item={item}
                      terms={terms}
                      isActive={at === activeIndex}
                      onPoint={() => setActive(at)}
                      onChoose={(inNewTab) => choose(item, inNewTab)}
                    />
                  );
                })}
              </div>
            ))}
            {items.length === 0 ? (
              <div className={styles['empty']} role="presentation">
                <SearchX size={20} aria-hidden="true" />
                <strong>{texts.palette.empty}</strong>
                <span>{texts.palette.emptyHint}</span>
              </div>
            ) : null}
          </div>
          <footer className={styles['footer']} aria-hidden="true">
            <span>
              <Kbd keys="↑ ↓" /> {texts.palette.keys.choose}
            </span>
            <span>
              <Kbd keys="Enter" /> {texts.palette.keys.open}
            </span>
            <span>
              <Kbd keys={shortcutText('Mod+Enter', onMac)} /> {texts.palette.keys.newTab}
            </span>
            <span>
              <Kbd keys=">" /> {texts.palette.keys.commands}
            </span>
            <span>
              <Kbd keys="Esc" /> {texts.palette.keys.close}
            </span>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
