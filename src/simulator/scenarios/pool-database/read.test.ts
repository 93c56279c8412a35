import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classTable } from '../../../xapi/datamodel/classes.gen';
import { Database } from '../../engine/database';
import { defaultRow } from '../../engine/defaults';
import { parsePoolDatabase } from './read';
import { summarise } from './summarise';
import { content, dump, record } from './testing';
import { writePoolDatabase } from './write';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8');

describe('A dump in the older quoting', () => {
  const database = parsePoolDatabase(fixture('old-quoting'));

  test('gives names and maps with quotes, blanks, line ends, any script and emoji', () => {
    const pool = record(database, 'pool', 'OpaqueRef:pool-1');
    expect(pool.name_label).toBe("Lab  'North' 100%");
    expect(pool.name_description).toBe('first line\nsecond\tline');
    expect(pool.other_config).toEqual({
      quote: "it's",
      double: 'say "hi"',
      'back\\slash': 'c:\\temp',
      empty: '',
      markup: '<a href="x"> & more',
    });
    expect(record(database, 'VM', 'OpaqueRef:vm-1').name_label).toBe('شبكة \u202eالتخزين 😀\n');
    expect(record(database, 'VM', 'OpaqueRef:vm-1').other_config).toEqual({ folder: '/Données/été' });
    expect(record(database, 'host', 'OpaqueRef:host-1').tags).toEqual(['rack a', 'ラック']);
    expect(record(database, 'host', 'OpaqueRef:host-1').cpu_info).toEqual({
      modelname: 'Intel(R) Xeon(R) CPU           X3450  @ 2.67GHz',
    });
  });

  test('gives numbers, dates, enumerations and lists within maps their types', () => {
    const metrics = record(database, 'VM_metrics', 'OpaqueRef:vm-metrics-1');
    expect(metrics.VCPUs_utilisation).toEqual({ 0: 0.25, 1: 1 });
    expect(metrics.VCPUs_flags).toEqual({ 0: ['online', 'idle'] });
    expect(metrics.start_time).toBe('20090629T08:51:34Z');
    expect(metrics.memory_actual).toBe(536735744);
    expect(record(database, 'VM', 'OpaqueRef:vm-1').power_state).toBe('Running');
    expect(record(database, 'SR', 'OpaqueRef:sr-2').physical_size).toBe(-1);
  });

  test('gives every row all fields of the model, internal and volatile ones too', () => {
    for (const [cls, { entries }] of database.tables) {
      for (const { row } of entries.values()) expect(Object.keys(row)).toEqual(Object.keys(classTable[cls].fields));
    }
  });

  test('fills fields of later releases with what follows from the others', () => {
    expect(record(database, 'VM', 'OpaqueRef:vm-1')).toMatchObject({ domain_type: 'hvm', has_vendor_device: false });
    expect(record(database, 'VM', 'OpaqueRef:dom0-1').domain_type).toBe('pv');
    expect(record(database, 'VM', 'OpaqueRef:template-1').is_default_template).toBe(true);
    expect(record(database, 'SR', 'OpaqueRef:sr-2').is_tools_sr).toBe(true);
    expect(record(database, 'VDI', 'OpaqueRef:vdi-3').is_tools_iso).toBe(true);
    expect(record(database, 'host', 'OpaqueRef:host-1').control_domain).toBe('OpaqueRef:dom0-1');
  });

  test('rebuilds the other ends of relations', () => {
    expect(record(database, 'VM', 'OpaqueRef:vm-1').VBDs).toEqual(['OpaqueRef:vbd-1', 'OpaqueRef:vbd-2']);
    expect(record(database, 'host', 'OpaqueRef:host-1').resident_VMs).toEqual(['OpaqueRef:dom0-1', 'OpaqueRef:vm-1']);
    expect(record(database, 'SR', 'OpaqueRef:sr-1').VDIs).toEqual(['OpaqueRef:vdi-1']);
    expect(record(database, 'VDI', 'OpaqueRef:vdi-1').VBDs).toEqual(['OpaqueRef:vbd-1', 'OpaqueRef:vbd-3']);
  });

  test('starts like xapi: nothing under way, and halted what ran on a server that is gone', () => {
    const vm = record(database, 'VM', 'OpaqueRef:vm-1');
    expect([vm.allowed_operations, vm.current_operations]).toEqual([[], {}]);
    expect(record(database, 'VM', 'OpaqueRef:vm-2')).toMatchObject({
      power_state: 'Halted',
      resident_on: 'OpaqueRef:NULL',
    });
    expect(record(database, 'VBD', 'OpaqueRef:vbd-3').currently_attached).toBe(true);
    expect(record(database, 'VBD', 'OpaqueRef:vbd-1').currently_attached).toBe(true);
  });

  test('gets the rows that a pool needs, under the references that their owners name', () => {
    expect(record(database, 'host', 'OpaqueRef:host-1').metrics).toBe('OpaqueRef:host-metrics-1');
    expect(record(database, 'host_metrics', 'OpaqueRef:host-metrics-1')).toMatchObject({
      live: true,
      memory_total: 3634888960,
    });
    expect(record(database, 'VM_metrics', 'OpaqueRef:vm-metrics-0').memory_actual).toBe(314572800);
    const made = record(database, 'VM', 'OpaqueRef:template-1').metrics;
    expect(made).toMatch(/^OpaqueRef:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(record(database, 'VM_metrics', made).uuid).not.toBe('');
  });

  test('keeps secrets: of a table in other letters, and a password from before there were secrets', () => {
    expect(record(database, 'secret', 'OpaqueRef:secret-1').value).toBe('s3cret');
    const values = [...(database.tables.get('secret')?.entries.values() ?? [])].map(({ row }) => row);
    expect(values).toContainEqual(expect.objectContaining({ value: 'plain secret' }));
  });

  test('says what it repaired and left out, with names', () => {
    const said = database.notices.join('\n');
    expect(said).toContain('schema 5.57');
    expect(said).toContain('VM.affinity names an object that is not in the file, and now names none');
    expect(said).toContain('OpaqueRef:gone');
    expect(said).toContain('"Ran on a server that is gone" (OpaqueRef:vm-2)');
    expect(said).toContain(
      'VDI without its SR was removed, as xapi does: "lost" (OpaqueRef:vdi-2) names OpaqueRef:sr-9',
    );
    expect(said).toContain('VBD without its VDI was removed');
    expect(said).toContain('A CD drive whose disk is gone was made empty');
    expect(said).toContain('VM.blocked_operations holds a value that the model does not know');
    expect(said).toContain('Rows of session last only as long as a server runs');
    expect(database.tables.get('VBD')?.entries.has('OpaqueRef:vbd-4')).toBe(false);
    expect(record(database, 'VBD', 'OpaqueRef:vbd-5')).toMatchObject({ empty: true, VDI: 'OpaqueRef:NULL' });
  });

  test('leaves references to rows that only a running server has', () => {
    expect(record(database, 'VBD', 'OpaqueRef:vbd-1').metrics).toBe('OpaqueRef:vbd-metrics-1');
  });
});

describe('A dump in the present quoting', () => {
  const database = parsePoolDatabase(fixture('new-quoting'));

  test('gives names and maps with blanks, quotes, parentheses and treacherous keys', () => {
    const vm = record(database, 'VM', 'OpaqueRef:vm-1');
    expect(vm.name_label).toBe('it\\\'s %n a\ttab\nand\ra return <b>&amp;"');
    expect(vm.tags).toEqual(['a b', '%', '\\', '(']);
    expect(Object.entries(vm.other_config)).toEqual([
      ['XenCenter.CustomFields.a b', "(1) \\ 'two'"],
      ['__proto__', 'polluted'],
      ['constructor', 'x'],
    ]);
    expect(vm.NVRAM).toEqual({ 'EFI-variables': 'VkFSUwEAAAA=', 'EFI-variables-backend': 'xapidb' });
    expect(record(database, 'PVS_site', 'OpaqueRef:pvs-1').name_label).toBe('Site %20    end');
  });

  test('keeps the order in which the file lists a derived set, and drops what does not belong to it', () => {
    expect(record(database, 'VM', 'OpaqueRef:vm-1').VIFs).toEqual(['OpaqueRef:vif-2', 'OpaqueRef:vif-1']);
  });

  test('makes both sides of a relation of sets agree', () => {
    expect(record(database, 'pool_update', 'OpaqueRef:update-1').hosts).toEqual([
      'OpaqueRef:host-2',
      'OpaqueRef:host-1',
    ]);
    expect(record(database, 'host', 'OpaqueRef:host-2').updates).toEqual(['OpaqueRef:update-1']);
  });

  test('keeps built-in roles, which no database holds', () => {
    expect(record(database, 'subject', 'OpaqueRef:subject-1').roles).toEqual([
      'OpaqueRef:0165f154-ba3e-034e-6b27-5d271af109ba',
    ]);
  });

  test('keeps tables and columns that the model does not know, as they are, and says so', () => {
    expect(database.unknown.tables['xostor_volume']).toEqual([
      expect.objectContaining({ ref: 'OpaqueRef:volume-1', __ctime: '2', layout: "(('a'%.'b%%'))" }),
    ]);
    expect(database.unknown.columns['VM']?.['OpaqueRef:vm-1']).toEqual({
      is_vendor_prototype: 'yes',
      vendor__extra: "(('k'%.'v'))",
    });
    const said = database.notices.join('\n');
    expect(said).toContain('xostor_volume (1 row)');
    expect(said).toContain(
      'Columns of VM that the model does not know were kept as they are: is_vendor_prototype, vendor__extra',
    );
  });

  test('makes a control domain for a server without one', () => {
    const host = record(database, 'host', 'OpaqueRef:host-2');
    expect(record(database, 'VM', host.control_domain)).toMatchObject({
      name_label: 'Control domain on host: xcp-2',
      is_control_domain: true,
      power_state: 'Running',
      resident_on: 'OpaqueRef:host-2',
      VCPUs_max: 8,
    });
    expect(host.resident_VMs).toEqual([host.control_domain]);
  });

  test('has its coordinator up', () => {
    expect(record(database, 'host_metrics', 'OpaqueRef:host-metrics-1').live).toBe(true);
    expect(database.notices.join()).toContain('The coordinator was down; it is up');
  });

  test('carries generations that the event feed can use', () => {
    expect(database.generation).toBe(72945);
    expect(database.tables.get('VM')?.entries.get('OpaqueRef:vm-1')).toMatchObject({ created: 30, modified: 72900 });
    expect(database.tables.get('host_metrics')?.entries.get('OpaqueRef:host-metrics-1')).toMatchObject({ created: 1 });
  });
});

describe('A database', () => {
  test.each(['old-quoting', 'new-quoting'])('of %s is the same after writing and reading it again', (name) => {
    const first = parsePoolDatabase(fixture(name));
    const second = parsePoolDatabase(writePoolDatabase(first));
    expect(content(second)).toEqual(content(first));
    expect([...second.tables.keys()]).toEqual([...first.tables.keys()]);
    // Key order counts: the state hash is taken over the JSON of each row.
    expect(JSON.stringify([...second.tables].map(([, { entries }]) => [...entries]))).toBe(
      JSON.stringify([...first.tables].map(([, { entries }]) => [...entries])),
    );
    expect(second.notices).toEqual(first.notices.filter((notice) => notice.includes('does not know were kept')));
  });

  test('is the same each time the same file is read', () => {
    expect(parsePoolDatabase(fixture('old-quoting'))).toEqual(parsePoolDatabase(fixture('old-quoting')));
  });

  test('is what the engine restores', () => {
    const database = parsePoolDatabase(fixture('old-quoting'));
    const engine = new Database();
    engine.restore(database);
    expect(engine.row('VM', 'OpaqueRef:vm-1').VBDs).toHaveLength(2);
    engine.transaction(() => engine.update('VBD', 'OpaqueRef:vbd-1', { VM: 'OpaqueRef:vm-2' }));
    expect(engine.row('VM', 'OpaqueRef:vm-1').VBDs).toEqual(['OpaqueRef:vbd-2']);
    expect(record(database, 'VM', 'OpaqueRef:vm-1').VBDs).toHaveLength(2);
  });

  test('is plain data', () => {
    const database = parsePoolDatabase(fixture('new-quoting'));
    expect(structuredClone(database)).toEqual(database);
    expect(JSON.parse(JSON.stringify(database.unknown))).toEqual(database.unknown);
  });

  test('shares the empty sets and maps of its rows', () => {
    const database = parsePoolDatabase(fixture('old-quoting'));
    expect(record(database, 'VM', 'OpaqueRef:vm-2').tags).toBe(defaultRow('VM').tags);
    expect(record(database, 'pool', 'OpaqueRef:pool-1').gui_config).toBe(defaultRow('pool').gui_config);
  });

  test('with nothing wrong brings no notices', () => {
    expect(parsePoolDatabase(dump()).notices).toEqual([]);
  });

  test('is summarised in one sentence', () => {
    expect(summarise(parsePoolDatabase(fixture('old-quoting'))).sentence).toBe(
      "Lab  'North' 100% (XenServer 5.5.0): 1 server, 2 VMs, 0 snapshots, 1 template, 2 storage repositories, 0 networks.",
    );
    expect(summarise(parsePoolDatabase(fixture('new-quoting')))).toMatchObject({
      product: 'XCP-ng 8.3.0',
      name: 'xcp-1',
      hosts: 2,
      vms: 1,
      kept: { tables: 1, rows: 1 },
    });
  });
});

describe('Repairs', () => {
  const notices = (parts: Parameters<typeof dump>[0]): string => parsePoolDatabase(dump(parts)).notices.join('\n');

  test('keep the first of two rows with one reference, in one table or two', () => {
    const twice = dump({
      vm: '<row ref="OpaqueRef:v" uuid="1" name__label="first"/><row ref="OpaqueRef:v" uuid="2"/>',
    });
    const database = parsePoolDatabase(twice);
    expect(record(database, 'VM', 'OpaqueRef:v').name_label).toBe('first');
    expect(database.notices.join()).toContain(
      'A reference occurs twice; the first row was kept: OpaqueRef:v in VM and VM',
    );
    expect(notices({ tables: '<table name="network"><row ref="OpaqueRef:h" uuid="n"/></table>' })).toContain(
      'OpaqueRef:h in host and network',
    );
  });

  test('keep two rows with one uuid and name them', () => {
    const said = notices({
      tables: '<table name="network"><row ref="OpaqueRef:n1" uuid="n"/><row ref="OpaqueRef:n2" uuid="n"/></table>',
    });
    expect(said).toContain(
      'Two rows of network have the same uuid; both were kept: n of OpaqueRef:n1 and OpaqueRef:n2',
    );
  });

  test('give a row without a uuid one that follows from its reference', () => {
    const database = parsePoolDatabase(dump({ tables: '<table name="network"><row ref="OpaqueRef:n1"/></table>' }));
    expect(record(database, 'network', 'OpaqueRef:n1').uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(database.notices.join()).toContain('network.uuid is missing');
  });

  test('choose a coordinator when the pool names none of the file', () => {
    const database = parsePoolDatabase(dump().replace('master="OpaqueRef:h"', 'master="OpaqueRef:x"'));
    expect(record(database, 'pool', 'OpaqueRef:p').master).toBe('OpaqueRef:h');
    expect(database.notices.join()).toContain('OpaqueRef:h instead of OpaqueRef:x');
  });

  test('take a reference to a row of another class for a dangling one', () => {
    const database = parsePoolDatabase(dump({ pool: 'default_SR="OpaqueRef:h"' }));
    expect(record(database, 'pool', 'OpaqueRef:p').default_SR).toBe('OpaqueRef:NULL');
  });

  test('take dangling references out of sets and maps', () => {
    const database = parsePoolDatabase(
      dump({
        pool: `blobs="(('a' 'OpaqueRef:x') ('b' 'OpaqueRef:b'))"`,
        host: `updates_requiring_reboot="('OpaqueRef:x')"`,
        tables: '<table name="blob"><row ref="OpaqueRef:b" uuid="b"/></table>',
      }),
    );
    expect(record(database, 'pool', 'OpaqueRef:p').blobs).toEqual({ b: 'OpaqueRef:b' });
    expect(record(database, 'host', 'OpaqueRef:h').updates_requiring_reboot).toEqual([]);
    expect(database.notices).toHaveLength(2);
  });

  test('of the same kind are one notice with a count and three examples', () => {
    const vms = Array.from(
      { length: 50 },
      (_, i) => `<row ref="OpaqueRef:v${i}" uuid="v${i}" affinity="OpaqueRef:x"/>`,
    );
    const said = parsePoolDatabase(dump({ vm: vms.join('') })).notices.filter((notice) =>
      notice.includes('VM.affinity'),
    );
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('50 times');
    expect(said[0]).toContain('and 47 more');
  });

  test('assume memory for servers of which the file says nothing', () => {
    const database = parsePoolDatabase(dump().replace('<row ref="OpaqueRef:hm" uuid="hm" live="true"/>', ''));
    expect(record(database, 'host_metrics', 'OpaqueRef:hm').memory_total).toBe(16 * 1024 ** 3);
    expect(database.notices.join()).toContain('16 GiB');
  });

  test('leave out a second pool', () => {
    const database = parsePoolDatabase(
      dump({ tables: '<table name="pool"><row ref="OpaqueRef:q" uuid="q"/></table>' }),
    );
    expect(database.tables.get('pool')?.entries.size).toBe(1);
    expect(database.notices.join()).toContain('A second pool was left out: OpaqueRef:q');
  });

  test('leave names with control characters harmless in notices', () => {
    const said = notices({
      vm: '<row ref="OpaqueRef:v" uuid="v" affinity="OpaqueRef:x" name__label="a%nb&#x202e;c"/>',
    });
    expect(said).toContain('"a\ufffdb');
    expect(said.split('\n')).toHaveLength(2);
  });
});
