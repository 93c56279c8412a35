import { saveFile } from '../../ui/files/save-file';
import { workbookFile } from '../../ui/files/xlsx';
import type { Section, Source } from './report';
import { headTable, tableOf } from './report-files';
import { texts } from './texts';

/** A workbook: the pools on the first sheet, then a sheet for each table. */
export async function saveXlsx(name: string, sources: readonly Source[], sections: readonly Section[]): Promise<void> {
  const sheets = sections.map((section) => ({ name: section.title, rows: tableOf(section) }));
  saveFile(name, await workbookFile([{ name: texts.pool, rows: headTable(sources) }, ...sheets]));
}
