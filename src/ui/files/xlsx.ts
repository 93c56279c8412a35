import { zipFile } from './zip';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Between so many rows the page gets a turn. */
const ROWS_AT_ONCE = 500;

interface Sheet {
  readonly name: string;
  /** The first row is a header. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Tables as a workbook (ECMA-376), a sheet each, their first rows bold and fixed. Texts stay texts, whatever they begin
 * with; plain numbers are numbers. Answers after a while, in turns. Names of sheets differ.
 */
export async function workbookFile(sheets: readonly Sheet[]): Promise<Blob> {
  const zip = await zipFile([
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
        sheets
          .map((_, at) => `<Override PartName="/xl/${placeOf(at)}" ContentType="${TYPE}.worksheet+xml"/>`)
          .join('') +
        `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    ],
    ['_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']])],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets>` +
        sheets
          .map(
            ({ name }, at) => `<sheet name="${escaped(nameOfSheet(name))}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
          )
          .join('') +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relationships([...sheets.map((_, at) => ['worksheet', placeOf(at)] as const), ['styles', 'styles.xml']]),
    ],
    [
      'xl/styles.xml',
      `${HEAD}<styleSheet xmlns="${SHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
        '<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>',
    ],
    ...sheets.map(({ rows }, at) => [`xl/${placeOf(at)}`, sheet(rows)] as const),
  ]);
  return new Blob(zip, { type: `${TYPE}.sheet` });
}

/** One table as a workbook. */
export function xlsxFile(rows: Sheet['rows'], sheetName: string): Promise<Blob> {
  return workbookFile([{ name: sheetName, rows }]);
}

const placeOf = (at: number): string => `worksheets/sheet${at + 1}.xml`;

function relationships(parts: readonly (readonly [string, string])[]): string {
  const lines = parts.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`;
}

async function* sheet(rows: readonly (readonly string[])[]): AsyncGenerator<string> {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.min(60, Math.max(8, ...rows.slice(0, 200).map((row) => (row[column] ?? '').length + 2))),
  );
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  yield (
    `${HEAD}<worksheet xmlns="${SHEET}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>`
  );
  const letters = widths.map((_, at) => columnLetters(at));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    let text = '';
    for (const [offset, cells] of rows.slice(from, from + ROWS_AT_ONCE).entries()) {
      const number = from + offset + 1;
      text += `<row r="${number}">${cells.map((value, at) => cell(value, `${letters[at] ?? ''}${number}`, number === 1)).join('')}</row>`;
    }
    yield text;
    await turn();
  }
  yield '</sheetData></worksheet>';
}

/** A letter of its own for each column: A to Z, then AA. */
function columnLetters(at: number): string {
  const rest = Math.floor(at / 26) - 1;
  return (rest < 0 ? '' : columnLetters(rest)) + String.fromCharCode(65 + (at % 26));
}

/** Longer numbers would lose digits, and zeros in front mean something. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/;

function cell(value: string, place: string, isHeader: boolean): string {
  if (value === '') return '';
  const style = isHeader ? ' s="1"' : '';
  if (!isHeader && NUMBER.test(value)) return `<c r="${place}"><v>${value}</v></c>`;
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML cannot hold, and halves of letters. */
const FORBIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** A cell holds no more letters than this. */
const MOST_LETTERS = 32_767;

function escaped(text: string): string {
  return text
    .slice(0, MOST_LETTERS)
    .replace(FORBIDDEN, '')
    .replaceAll(/[&<>"]/g, (letter) => ESCAPES[letter] ?? '');
}

/** Names of sheets are short and have none of these letters. */
function nameOfSheet(name: string): string {
  return name.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet1';
}

/** Lets the page do something else. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
