import type { MenuEntry } from '../../ui/actions/menu';
import type { ObjectColumn } from './columns';
import { findColumn } from './columns';
import { propertyColumns } from './property-columns';
import type { CustomField } from './query/custom-fields';
import { texts } from './texts';

export interface ColumnMenu {
  /** Columns that suit the kinds of the rows. */
  readonly possible: readonly ObjectColumn[];
  readonly fields: readonly CustomField[];
  readonly columns: readonly ObjectColumn[];
  readonly choose: (ids: readonly string[] | null) => void;
  /** Opens the dialog that puts them in order. */
  readonly arrange: () => void;
}

/** All columns that could be shown, the shown ones ticked. */
export function columnMenu({ possible, fields, columns, choose, arrange }: ColumnMenu): readonly MenuEntry[] {
  const ids = columns.map((column) => column.id);
  const entry = (column: ObjectColumn): MenuEntry => ({
    id: column.id,
    label: column.header,
    checked: ids.includes(column.id),
    onAction: () => choose(ids.includes(column.id) ? ids.filter((id) => id !== column.id) : [...ids, column.id]),
  });
  const own = fields.map(({ name, isDate }) => findColumn(`${isDate ? 'date' : 'field'}.${name}`));
  const fieldEntries = own.filter((column) => column !== undefined).map(entry);
  return [
    ...possible.filter((column) => column.id !== 'name').map(entry),
    { kind: 'submenu', id: 'more', label: texts.moreColumns, items: propertyColumns().map(entry) },
    ...(fieldEntries.length === 0
      ? []
      : ([{ kind: 'submenu', id: 'fields', label: texts.fieldColumns, items: fieldEntries }] as const)),
    { kind: 'separator', id: 'line' },
    { id: 'arrange', label: texts.arrangeColumns, onAction: arrange },
    { id: 'reset', label: texts.resetColumns, onAction: () => choose(null) },
  ];
}

/** The columns with one at another place. The name stays first: it is what a line is called. */
export function movedTo(ids: readonly string[], from: number, to: number): readonly string[] {
  const [id] = ids.slice(from);
  if (id === undefined || from < 1 || to < 1 || to >= ids.length) return ids;
  return ids.toSpliced(from, 1).toSpliced(to, 0, id);
}
