import type { MenuEntry } from '../../ui/actions/menu';
import { showToast } from '../../ui/feedback/toast-queue';
import { csvFile, csvText } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import type { PoolEntry } from '../connections';
import type { ObjectColumn } from './columns';
import type { Line } from './lines';
import { tableOf } from './table';
import { texts } from './texts';

/** Files of exactly what is shown: the lines in their order, the columns in theirs. */
export function exportMenu(
  lines: readonly Line[],
  columns: readonly ObjectColumn[],
  pools: readonly PoolEntry[],
): readonly MenuEntry[] {
  const table = () =>
    tableOf(lines, columns, (connection) => pools.find(({ id }) => id === connection)?.clock.nowMs() ?? Date.now());
  return [
    {
      id: 'csv',
      label: texts.saveCsv,
      onAction: () => saveFile(texts.csvName, csvFile(csvText(table()))),
    },
    {
      id: 'xlsx',
      label: texts.saveXlsx,
      onAction: () => {
        void import('../../ui/files/xlsx')
          .then(({ xlsxFile }) => xlsxFile(table(), texts.label))
          .then((file) => saveFile(texts.xlsxName, file))
          .catch(() => showToast({ tone: 'danger', title: texts.notSaved, detail: texts.notSavedText }));
      },
    },
  ];
}
