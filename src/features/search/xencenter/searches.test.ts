import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printFilter } from '../query/print';
import { parseQuery } from '../query/parse';
import { BUILT_IN } from './built-in';
import { readSearches } from './read-search';
import type { SavedSearch } from './saved-search';
import { writeSearch, writeSearchFile } from './write-search';

/** The text of the filter of a search of version 2 with this filter element. */
function filterOf(xml: string): string {
  const [search] = readSearches(
    `<Search uuid="u" name="n" major_version="2" minor_version="0"><Query><QueryScope><VM /></QueryScope>${xml}</Query><sorting /></Search>`,
  );
  return search?.filter ? printFilter(search.filter) : '';
}

const string = (type: string, query: string, property = 'label', casesensitive = 'no') =>
  `<StringPropertyQuery property="${property}" casesensitive="${casesensitive}" query="${query}" type="${type}" />`;
const definition = (type: string) => `<CustomFieldDefinition name="Cost centre" type="${type}" defaultValue="" />`;

describe("XenCenter's searches", () => {
  it.each([
    [string('contains', 'web'), 'name:web'],
    [string('exactmatch', 'Web 1', 'label', 'yes'), 'name=="Web 1"'],
    [string('startswith', 'w', 'description'), 'description^=w'],
    [string('endswith', 'w', 'uuid'), 'uuid$=w'],
    [string('notcontain', 'w'), 'name!:w'],
    [string('exactmatch', ''), 'name:""'],
    ['<ValuePropertyQuery property="os_name" equals="yes" query="Debian 12" />', 'os=="Debian 12"'],
    ['<ValuePropertyQuery property="os_name" equals="no" query="Debian" />', 'os!==Debian'],
    ['<EnumPropertyQuery property="power_state" equals="no" query="Running" />', 'power!:running'],
    ['<EnumPropertyQuery property="type" equals="yes" query="SR" />', 'type:sharedstorage'],
    ['<EnumPropertyQuery property="type" equals="yes" query="UserTemplate" />', 'type:template'],
    ['<EnumPropertyQuery property="virtualisation_status" equals="no" query="OPTIMIZED" />', 'tools!:installed'],
    [
      '<EnumPropertyQuery property="virtualisation_status" equals="yes" query="IO_DRIVERS_INSTALLED, MANAGEMENT_INSTALLED" />',
      'tools:installed',
    ],
    ['<EnumPropertyQuery property="ha_restart_priority" equals="yes" query="AlwaysRestart" />', 'ha:restart'],
    ['<EnumPropertyQuery property="sr_type" equals="yes" query="nfs" />', 'storagetype==nfs'],
    ['<DatePropertyQuery property="start_time" query="20090203" type="before" />', 'started<=2009-02-03'],
    ['<DatePropertyQuery property="start_time" query="2009-02-03T10:11:12Z" type="after" />', 'started>=2009-02-03'],
    ['<DatePropertyQuery property="start_time" query="20090203" type="lastweek" />', 'started:lastweek'],
    ['<IntPropertyQuery property="size" query="1073741824" type="gt" />', 'virtualsize>1GiB'],
    ['<IntPropertyQuery property="memory" query="268435456" type="exactmatch" />', 'memoryactual=256MiB'],
    ['<BooleanQuery property="shared" query="yes" />', 'shared:yes'],
    ['<BooleanQuery property="in_any_appliance" query="no" />', 'invapp:no'],
    ['<BooleanQuery property="has_custom_fields" query="no" />', 'not has:fields'],
    ['<StringListContainsQuery property="tags" contains="yes" query="Do not delete" />', 'tag::"Do not delete"'],
    ['<StringListContainsQuery property="tags" contains="no" query="x" />', 'tag!::x'],
    ['<IPAddressQuery property="ip_address" contains="yes" address="10.0.*.*" />', 'ip:10.0.*.*'],
    ['<ListEmptyQuery property="tags" empty="no" />', 'has:tag'],
    ['<NullQuery property="folder" query="yes" />', 'no:folder'],
    ['<NullQuery property="pool" query="no" />', 'has:pool'],
    ['<XenModelObjectPropertyQuery property="pool" equals="yes" uuid="1-2" />', 'pool.uuid==1-2'],
    ['<XenModelObjectPropertyQuery property="pool" equals="yes" query="OpaqueRef:1" />', 'pool.ref==OpaqueRef:1'],
    ['<XenModelObjectPropertyQuery property="pool" equals="no" uuid="invalid" />', 'ref=""'],
    ['<XenModelObjectListContainsQuery property="networks" contains="no" uuid="1" />', 'network!:(uuid==1)'],
    [
      '<XenModelObjectListContainsNameQuery property="host" contains="yes" query="ely" type="startswith" />',
      'host^=ely',
    ],
    [
      `<RecursiveXMOPropertyQuery property="folder">${string('exactmatch', '/a/b', 'uuid', 'yes')}</RecursiveXMOPropertyQuery>`,
      'folder.uuid==/a/b',
    ],
    [
      `<RecursiveXMOListPropertyQuery property="vm"><RecursiveXMOListPropertyQuery property="host">${string('contains', 'ely1')}</RecursiveXMOListPropertyQuery></RecursiveXMOListPropertyQuery>`,
      'vm.host:ely1',
    ],
    [
      '<RecursiveXMOListPropertyQuery property="dockervm"><ListEmptyQuery property="tags" empty="no" /></RecursiveXMOListPropertyQuery>',
      'ref=""',
    ],
    [
      `<CustomFieldQuery query="42" type="exactmatch">${definition('String')}</CustomFieldQuery>`,
      'field."Cost centre"=42',
    ],
    [
      `<CustomFieldDateQuery query="20260131" type="after">${definition('Date')}</CustomFieldDateQuery>`,
      'date."Cost centre">=2026-01-31',
    ],
    [
      `<GroupQuery type="Nor">${string('contains', 'a')}${string('contains', 'b')}</GroupQuery>`,
      'not (name:a or name:b)',
    ],
    [
      `<GroupQuery type="And">${string('contains', 'a')}<GroupQuery type="Or">${string('contains', 'b')}${string('contains', 'c')}</GroupQuery></GroupQuery>`,
      'name:a (name:b or name:c)',
    ],
    ['<GroupQuery type="And"></GroupQuery>', ''],
  ])('%s', (xml, expected) => {
    expect(filterOf(xml)).toBe(expected);
  });

  it('read with their groups, columns and sort keys', () => {
    const [search] = readSearches(`<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE XenSearch PUBLIC "-//XENSEARCH//DTD XENSEARCH 1//EN" "XenSearch-1.dtd">
<Searches xmlns="http://www.citrix.com/XenCenter/XenSearch/schema">
    <Search uuid="dd7fbce2-b0d4-4c61-9707-e4b0f718673e" name="A &amp; B" major_version="2" minor_version="0" show_expanded="yes">
        <Query>
            <QueryScope>
                <VM />
                <UserTemplate />
            </QueryScope>
        </Query>
        <XenModelObjectPropertyGrouping property="pool">
            <BoolGrouping property="read_caching_enabled">
                <CustomFieldGrouping>
                    <FolderGrouping />
                    <CustomFieldDefinition name="Due" type="Date" defaultValue="" />
                </CustomFieldGrouping>
            </BoolGrouping>
        </XenModelObjectPropertyGrouping>
        <columns>
            <column name="name" width="-300" />
            <column name="state" width="100" />
            <column name="CustomField:Owner" width="90" />
        </columns>
        <sorting>
            <sort column="memory" ascending="no" />
            <sort column="name" ascending="yes" />
        </sorting>
    </Search>
</Searches>`);
    expect(search).toEqual({
      uuid: 'dd7fbce2-b0d4-4c61-9707-e4b0f718673e',
      name: 'A & B',
      scope: ['vm', 'template'],
      filter: null,
      grouping: ['pool', 'readCaching', 'date.Due', 'folders'],
      columns: [
        { id: 'name', widthPx: 300 },
        { id: 'field.Owner', widthPx: 90 },
      ],
      sort: [
        { column: 'memoryUse', descending: true },
        { column: 'name', descending: false },
      ],
    });
  });

  it.each(['', '<DockerContainer />'])('find nothing among types that there are no more: %s', (types) => {
    const [search] = readSearches(
      `<Search uuid="u" name="n" major_version="2" minor_version="0"><Query><QueryScope>${types}</QueryScope></Query></Search>`,
    );
    expect(search?.filter && printFilter(search.filter)).toBe('ref=""');
    expect(search?.scope).not.toEqual([]);
  });

  it('of before version 2 are a filter over everything', () => {
    const [search] = readSearches(
      `<search uuid="u" name="n" major_version="1" minor_version="0" showsearch="True">${string('contains', 'x')}</search>`,
    );
    expect(search?.scope).toContain('vm');
    expect(search?.scope).not.toContain('folder');
    expect(search?.filter).toEqual({ kind: 'compare', property: 'label', is: 'contains', value: 'x' });
  });

  it.each([
    ['', 'This is no XML file'],
    ['<Search', 'This is no XML file'],
    ['<html></html>', 'There is no search in this file'],
    ['<Search major_version="3"><Query /></Search>', 'This search is of version 3'],
    ['<Search major_version="2"></Search>', 'has no query'],
    ['<Search major_version="2"><Query><QueryScope /><Strange /></Query></Search>', 'not known: Strange'],
    [`<Search major_version="2"><Query><QueryScope />${string('sounds', 'x')}</Query></Search>`, 'not known: sounds'],
    [`${'<GroupQuery type="And">'.repeat(500)}`, 'larger than any search'],
  ])('say what is wrong with a file: %s', (xml, message) => {
    expect(() => readSearches(xml)).toThrow(message);
  });
});

const query = (text: string) => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.filter;
};

const saved = (text: string, more: Partial<SavedSearch> = {}): SavedSearch => ({
  uuid: 'dd7fbce2-b0d4-4c61-9707-e4b0f718673e',
  name: 'Mine <1> & "2"',
  scope: ['vm'],
  filter: query(text),
  grouping: [],
  sort: [],
  columns: null,
  ...more,
});

/** The filter element that XenCenter is given. */
function written(text: string): string {
  const { xml } = writeSearch(saved(text));
  return /<\/QueryScope>(.*)<\/Query>/.exec(xml)?.[1] ?? '';
}

describe('a search written for XenCenter', () => {
  it.each([
    'name:web',
    'not (name:a or name:b)',
    'name=="Web 1" (os==Debian or os!==x)',
    'power:running tools!:installed',
    'type:storage',
    'type!:storage',
    'memoryactual>1GiB',
    'started<=2026-01-31 started:today',
    'shared:yes has:tag no:folder has:network',
    'tag::prod',
    'vm.host:ely1',
    'network!:(uuid==1)',
    'pool!:(uuid==1)',
    'host!:ely1',
    'network.label:"Network 0"',
    'sr!:(label="Local storage on ely1")',
    'folder.uuid==/a/b',
    'ip:10.0.*.*',
    'field."Cost centre":x date.Due>=2026-01-31',
    'storagetype==nfs',
  ])('means the same to it: %s', (text) => {
    const search = saved(text, {
      grouping: ['pool', 'tags', 'field.Owner'],
      sort: [{ column: 'ha', descending: true }],
    });
    const { xml, isExact } = writeSearch(search);
    expect(isExact).toBe(true);
    expect(xml).not.toContain('xenia=');
    const [read] = readSearches(xml);
    expect({ ...read, filter: null }).toEqual({ ...search, filter: null });
    // Ranges of storage become several types, and come back as those.
    if (!text.includes('storage')) expect(read?.filter && printFilter(read.filter)).toBe(text);
  });

  it.each([
    [
      'type:storage',
      '<GroupQuery type="Or"><EnumPropertyQuery property="type" equals="yes" query="RemoteSR" /><EnumPropertyQuery property="type" equals="yes" query="LocalSR" /></GroupQuery>',
    ],
    [
      'memoryactual>=1GiB',
      '<GroupQuery type="Or"><IntPropertyQuery property="memory" query="1073741824" type="gt" /><IntPropertyQuery property="memory" query="1073741824" type="exactmatch" /></GroupQuery>',
    ],
    ['started<2026-03-01', '<DatePropertyQuery property="start_time" query="20260228" type="before" />'],
    [
      'path==/a',
      '<RecursiveXMOPropertyQuery property="folder"><StringPropertyQuery property="uuid" casesensitive="yes" query="/a" type="exactmatch" /></RecursiveXMOPropertyQuery>',
    ],
  ])('has its words: %s', (text, xml) => {
    expect(written(text)).toBe(xml);
  });

  it('finds more there and never fewer, where XenCenter has no words for a part', () => {
    expect(written('cpu>80% power:running')).toBe(
      '<GroupQuery type="And"><EnumPropertyQuery property="power_state" equals="yes" query="Running" /></GroupQuery>',
    );
    expect(written('cpu>80% or power:running')).toBe('');
    expect(written('not (cpu>80% or power:running)')).toContain('<GroupQuery type="Nor"><EnumPropertyQuery');
    expect(written('not (cpu>80% power:running)')).toBe('');
    expect(written('web')).toContain('property="description" casesensitive="no" query="web" type="contains"');
  });

  it('asks for names as XenCenter gives them where those are others', () => {
    expect(
      filterOf(
        `<RecursiveXMOListPropertyQuery property="networks">${string('contains', 'x')}</RecursiveXMOListPropertyQuery>`,
      ),
    ).toBe('network.label:x');
    const [search] = readSearches(
      `<Search uuid="u" name="n" major_version="2" minor_version="0"><Query><QueryScope><LocalSR /></QueryScope>${string('exactmatch', 'Local storage on ely1')}</Query></Search>`,
    );
    expect(search?.filter && printFilter(search.filter)).toBe('label="Local storage on ely1"');
    // The name here means something else there.
    const own = saved('name="Local storage"', { scope: ['localStorage'] });
    expect(writeSearch(own).isExact).toBe(false);
    expect(readSearches(writeSearch(own).xml)).toEqual([own]);
  });

  it('says here what was saved, also what XenCenter has no words for', () => {
    const columns = [
      { id: 'name', widthPx: null },
      { id: 'field.Cost centre', widthPx: 120 },
      { id: 'tags', widthPx: null },
    ];
    for (const search of [
      saved('web cpu>80%'),
      saved('has:snapshot or age>30d', { scope: ['vm', 'gpu'], grouping: ['memory', 'host'] }),
      saved('', { columns, sort: [{ column: 'field.Cost centre', descending: true }] }),
    ]) {
      const { xml, isExact } = writeSearch(search);
      expect(isExact).toBe(false);
      expect(readSearches(xml)).toEqual([search]);
    }
  });

  it('survives any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const [read] = readSearches(writeSearch(saved('name:x', { name })).xml);
        expect(read?.name).toBe(name.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''));
      }),
    );
  });

  it('makes a file that XenCenter exports, with several searches', () => {
    const file = writeSearchFile(BUILT_IN);
    expect(file).toContain('<!DOCTYPE XenSearch PUBLIC "-//XENSEARCH//DTD XENSEARCH 1//EN" "XenSearch-1.dtd">');
    expect(file).toContain('<Searches xmlns="http://www.citrix.com/XenCenter/XenSearch/schema">');
    expect(file).toContain('\n        <Query>\n');
    expect(readSearches(file)).toEqual(BUILT_IN);
    expect(BUILT_IN.every((search) => writeSearch(search).isExact)).toBe(true);
  });
});
