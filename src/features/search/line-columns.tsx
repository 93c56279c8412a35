import type { ReactNode } from 'react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { GridColumn } from '../../ui/grid/columns';
import { formatCount } from '../values';
import type { ObjectColumn } from './columns';
import type { GridRow } from './grid-row';
import { rowOf } from './lines';
import type { GroupLine, Line } from './lines';
import { texts } from './texts';
import styles from './search-tab.module.css';

/** Columns of rows as columns of lines: the first one has the groups, and says how deep a line is. */
export function lineColumns(
  columns: readonly ObjectColumn[],
  onToggle: (path: string) => void,
): readonly GridColumn<Line>[] {
  return columns.map((column, at) => {
    const cell = (row: GridRow) =>
      column.render ? column.render(row) : <span className={styles['ellipsis']}>{column.text(row)}</span>;
    return {
      id: column.id,
      header: column.header,
      width: column.width,
      align: column.align ?? 'start',
      sortable: true,
      render: (line) => {
        if (at > 0) {
          const row = rowOf(line);
          return row === null ? '' : cell(row);
        }
        if (!('line' in line)) return cell(line);
        return (
          <span className={styles['nested']} style={{ paddingInlineStart: line.depth * INDENT_PX }}>
            {line.line === 'group' ? (
              <GroupName line={line} onToggle={onToggle}>
                {line.row ? cell(line.row) : <span className={styles['ellipsis']}>{line.label}</span>}
              </GroupName>
            ) : (
              cell(line.row)
            )}
          </span>
        );
      },
    };
  });
}

const INDENT_PX = 18;

interface GroupNameProps {
  readonly line: GroupLine;
  readonly onToggle: (path: string) => void;
  readonly children: ReactNode;
}

function GroupName({ line, onToggle, children }: GroupNameProps) {
  const { label, count, isOpen, key } = line;
  return (
    <span className={styles['group']}>
      <button
        type="button"
        // The grid is one tab stop: Enter on the line does the same.
        tabIndex={-1}
        className={styles['twist']}
        aria-expanded={isOpen}
        aria-label={isOpen ? texts.close(label) : texts.open(label)}
        onClick={() => onToggle(key)}
      >
        {isOpen ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
      </button>
      {children}
      <span className={styles['groupCount']}>{formatCount(count)}</span>
    </span>
  );
}
