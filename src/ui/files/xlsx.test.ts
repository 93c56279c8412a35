import { inflateRawSync, crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { workbookFile, xlsxFile } from './xlsx';

/** The entries of a zip as its directory tells them, each checked against its header and checksum. */
async function unzip(file: Blob): Promise<ReadonlyMap<string, string>> {
  const bytes = Buffer.from(await file.arrayBuffer());
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const offset = bytes.readUInt32LE(at + 42);
    expect(bytes.readUInt32LE(offset)).toBe(0x04034b50);
    expect(bytes.subarray(offset + 10, offset + 26)).toEqual(bytes.subarray(at + 12, at + 28));
    const from = offset + 30 + bytes.readUInt16LE(offset + 26);
    const content = inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 20)));
    expect(content.length).toBe(bytes.readUInt32LE(at + 24));
    if (typeof crc32 === 'function') expect(crc32(content)).toBe(bytes.readUInt32LE(at + 16));
    entries.set(name, content.toString('utf8'));
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return entries;
}

describe('a table as a workbook', () => {
  it('has texts as texts, numbers as numbers, and nothing that XML cannot hold', async () => {
    const entries = await unzip(
      await xlsxFile(
        [
          ['Name', 'vCPUs', 'Memory'],
          ['=1+1 <b> & "x"\u0007', '4', '8 GiB'],
          ['', '007', '-1.5'],
        ],
        'VMs: all/any',
      ),
    );
    expect([...entries.keys()]).toContain('[Content_Types].xml');
    expect(entries.get('xl/workbook.xml')).toContain('<sheet name="VMs  all any" sheetId="1" r:id="rId1"/>');
    const sheet = entries.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain(
      '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">=1+1 &lt;b&gt; &amp; &quot;x&quot;</t></is></c><c r="B2"><v>4</v></c><c r="C2" t="inlineStr"><is><t xml:space="preserve">8 GiB</t></is></c></row>',
    );
    expect(sheet).toContain(
      '<row r="3"><c r="B3" t="inlineStr"><is><t xml:space="preserve">007</t></is></c><c r="C3"><v>-1.5</v></c></row>',
    );
    expect(sheet).toContain('<c r="A1" s="1" t="inlineStr">');
  });

  it('holds thousands of rows and many columns', async () => {
    const header = Array.from({ length: 30 }, (_, at) => `Column ${at + 1}`);
    const rows = [header, ...Array.from({ length: 3000 }, (_, at) => header.map((__, column) => `${at} ${column}`))];
    const sheet = (await unzip(await xlsxFile(rows, 'x'))).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet.match(/<row /g)).toHaveLength(3001);
    expect(sheet).toContain(
      '<c r="AD3001" t="inlineStr"><is><t xml:space="preserve">2999 29</t></is></c></row></sheetData></worksheet>',
    );
  });

  it('stand on sheets of their own', async () => {
    const sheets = ['Servers', 'VMs'].map((name) => ({ name, rows: [[`${name} here`]] }));
    const entries = await unzip(await workbookFile(sheets));
    expect(entries.get('xl/workbook.xml')).toContain(
      '<sheet name="Servers" sheetId="1" r:id="rId1"/><sheet name="VMs" sheetId="2" r:id="rId2"/>',
    );
    expect(entries.get('xl/_rels/workbook.xml.rels')).toContain('Id="rId2"');
    expect(entries.get('xl/worksheets/sheet2.xml')).toContain('VMs here');
  });
});
