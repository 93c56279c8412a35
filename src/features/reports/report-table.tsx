import { useState } from 'react';
import { Download } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import { csvFile, csvText } from '../../ui/files/csv';
import { fileName } from '../../ui/files/destinations';
import { saveFile } from '../../ui/files/save-file';
import { ObjectAnchor } from '../navigation';
import type { Cell, Section } from './report';
import { textOf } from './report';
import { tableOf } from './report-files';
import styles from './reports.module.css';
import { texts } from './texts';

/** So many rows are put on the page at a time; files and paper have all. */
const ROWS_AT_ONCE = 100;

export function ReportTable({ section, file }: { readonly section: Section; readonly file: string }) {
  const { title, about, rows, none } = section;
  const [most, setMost] = useState(ROWS_AT_ONCE);
  const save = (): void => saveFile(fileName(file, '.csv'), csvFile(csvText(tableOf(section))));
  return (
    <section className={styles['section']} aria-label={title}>
      <div className={styles['head']}>
        <h4 className={styles['title']}>{title}</h4>
        <span className={styles['count']}>{texts.found(rows.length)}</span>
        {rows.length === 0 ? null : (
          <IconButton
            label={texts.saveTable(title)}
            icon={<Download size={16} />}
            size="small"
            variant="quiet"
            onPress={save}
          />
        )}
      </div>
      <p className={styles['about']}>{about}</p>
      {rows.length === 0 ? (
        <p className={styles['none']}>{none}</p>
      ) : (
        // Wide tables scroll by themselves, also by keyboard.
        <div className={styles['scroll']} role="group" aria-label={title} tabIndex={0}>
          <Rows section={section} most={most} isLinked />
        </div>
      )}
      {rows.length > most ? (
        <Button size="small" onPress={() => setMost(most * 10)}>
          {texts.more(Math.min(rows.length, most * 10) - most)}
        </Button>
      ) : null}
    </section>
  );
}

interface RowsProps {
  readonly section: Section;
  readonly most: number;
  readonly isLinked: boolean;
}

export function Rows({ section: { columns, rows, title }, most, isLinked }: RowsProps) {
  return (
    <table className={styles['table']} aria-label={title}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, most).map((cells, at) => (
          <tr key={at}>
            {cells.map((cell, column) => (
              <td key={columns[column]}>{isLinked ? <Linked cell={cell} /> : textOf(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Linked({ cell }: { readonly cell: Cell }) {
  if (typeof cell === 'string') return cell;
  return <ObjectAnchor id={cell.id}>{cell.text}</ObjectAnchor>;
}
