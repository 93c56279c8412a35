import { memo } from 'react';
import type { ReactNode } from 'react';
import { Ban } from 'lucide-react';
import { Kbd } from '../../ui/display/kbd';
import { onMac } from '../hotkeys/platform';
import { shortcutText } from '../hotkeys/shortcut';
import { matchRanges } from './fuzzy';
import type { FoldedText } from './fuzzy';
import type { PaletteItem } from './palette-item';
import styles from './palette.module.css';

/** The label with what was typed marked in it. */
function marked(label: string, terms: readonly FoldedText[]): ReactNode {
  const ranges = terms.flatMap((term) => matchRanges(label, term)).sort((a, b) => a[0] - b[0]);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    parts.push(label.slice(at, start), <mark key={start}>{label.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(label.slice(at));
  return parts;
}

interface PaletteRowProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly terms: readonly FoldedText[];
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: (inNewTab: boolean) => void;
}

/** One line of the palette: picture, name, what it is, its key or why it cannot run. */
export const PaletteRow = memo(
  function PaletteRow({ id, item, terms, isActive, onPoint, onChoose }: PaletteRowProps) {
    const disabled = item.disabledReason !== null;
    return (
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isActive}
        aria-disabled={disabled}
        className={styles['row']}
        // The field keeps the focus.
        onPointerDown={(event) => event.preventDefault()}
        onPointerMove={isActive ? undefined : onPoint}
        onClick={(event) => onChoose(onMac ? event.metaKey : event.ctrlKey)}
        // For assistive technology that puts the focus on an option after all.
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChoose(false);
        }}
      >
        <span className={styles['icon']} aria-hidden="true">
          {item.icon}
        </span>
        <span className={styles['label']}>{marked(item.label, terms)}</span>
        <span className={styles['detail']}>
          {disabled ? (
            <>
              <Ban size={12} aria-hidden="true" /> {item.disabledReason}
            </>
          ) : (
            item.detail
          )}
        </span>
        {item.shortcut === null ? null : (
          <span className={styles['shortcut']}>
            <Kbd keys={shortcutText(item.shortcut, onMac)} />
          </span>
        )}
      </div>
    );
  },
  (before, after) =>
    before.id === after.id &&
    before.item === after.item &&
    before.terms === after.terms &&
    before.isActive === after.isActive,
);
