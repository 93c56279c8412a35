import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../../simulator/simulator';
import type { Connection } from '../../../xapi/client/contract';
import { csvText } from '../../../ui/files/csv';
import { connectTo, openSimulatedPool, until } from '../../fixtures/simulated-pool';
import { NEEDS_STATISTICS, SECTIONS } from '../kinds';
import type { ReportKind } from '../kinds';
import { merged, textOf } from '../report';
import type { Section, Source } from '../report';
import { wholeTable } from '../report-files';
import { takeSource } from '../source';
import { addressesOf } from './resources';

const DAY_MS = 86_400_000;
let simulator: Simulator;
let connection: Connection;

beforeAll(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterAll(() => connection.close());

const take = (kind: ReportKind, nowMs = simulator.nowMs): Promise<Source> =>
  takeSource(connection, nowMs, kind === NEEDS_STATISTICS, new AbortController().signal);

async function sectionOf(kind: ReportKind, id: string, nowMs?: number): Promise<Section> {
  const found = SECTIONS[kind](await take(kind, nowMs)).find((each) => each.id === id);
  if (!found) throw new Error(`There is no section ${id}`);
  return found;
}

/** The text of a column in the row whose first cell is this. */
function cellOf({ columns, rows }: Section, name: string, column: string): string {
  const cells = rows.find(([first]) => textOf(first ?? '') === name);
  return textOf(cells?.[columns.indexOf(column)] ?? `no row ${name}`);
}

const names = ({ rows }: Section): readonly string[] => rows.map(([first]) => textOf(first ?? ''));

async function refOf(cls: 'VM' | 'host' | 'SR', name: string): Promise<string> {
  const [ref] = await simulator.call(`${cls}.get_by_name_label`, name);
  return ref ?? '';
}

describe('resource data', () => {
  it('has the six sections of XenCenter with its columns, and every object of the pool', async () => {
    const source = await take('resources');
    const sections = SECTIONS.resources(source);
    const { inventory } = source;
    expect(sections.map(({ title }) => title)).toEqual([
      ...['Servers', 'Networks', 'Storage', 'GPUs', 'VMs', 'Virtual disks'],
    ]);
    const counts = sections.map(({ rows }) => rows.length);
    const machines = [...(inventory.VM?.values() ?? [])].filter(
      (vm) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain,
    );
    expect(counts[0]).toBe(inventory.host?.size);
    expect(counts[2]).toBe(inventory.SR?.size);
    expect(counts[3]).toBe(inventory.PGPU?.size);
    expect(counts[4]).toBe(machines.length);
    expect(counts[5]).toBe(inventory.VDI?.size);
    for (const { columns, rows } of sections) {
      for (const cells of rows) expect(cells).toHaveLength(columns.length);
    }
    expect(source.told).toBe(source.servers);
  });
});

it('says of objects what servers and guests tell', async () => {
  const servers = await sectionOf('resources', 'servers');
  expect(cellOf(servers, 'granta-1', 'Pool coordinator')).toBe('Yes');
  expect(cellOf(servers, 'granta-2', 'Pool coordinator')).toBe('No');
  expect(cellOf(servers, 'granta-2', 'CPU usage')).toMatch(/^\d+ % of 64 CPUs$/);
  expect(cellOf(servers, 'granta-2', 'Network avg/max KB/s')).toMatch(/^\d+\/\d+$/);
  const gpus = await sectionOf('resources', 'gpus');
  expect(cellOf(gpus, 'GA107GL [A16]', 'Bus path')).toBe('0000:3b:00.0');
  expect(cellOf(gpus, 'GA107GL [A16]', 'Temperature')).toMatch(/^\d+ °C$/);
  const vms = await sectionOf('resources', 'vms');
  expect(cellOf(vms, 'app-1', 'Memory')).toMatch(/GiB of 12 GiB \(\d+ %\)$/);
  expect(cellOf(vms, 'app-1', 'CPU/vCPUs')).toMatch(/^\d+ % of 4 vCPUs$/);
  expect(cellOf(vms, 'app-1', 'Uptime')).toMatch(/ d/);
  const networks = await sectionOf('resources', 'networks');
  expect(cellOf(networks, 'DMZ', 'VLAN')).toBe('40');
  expect(cellOf(networks, 'Guest trunk', 'Type')).toBe('Bond');
  const storage = await sectionOf('resources', 'storage');
  expect(cellOf(storage, 'Archive NFS', 'Location')).toBe('server: 10.30.0.20; serverpath: /cold');
});

it('reads addresses however guest agents write them', () => {
  expect(
    addressesOf({ '0/ip': '10.0.0.1 10.0.0.2', '0/ipv4/0': '10.0.0.1', '1/ipv6/0': 'fe80::1', name: 'x' }),
  ).toEqual([...['10.0.0.1', '10.0.0.2', 'fe80::1']]);
});

it('keeps what people and hardware are listed by', async () => {
  const servers = await sectionOf('inventory', 'servers');
  expect(cellOf(servers, 'granta-1', 'Serial number')).toBe('SN048247');
  const vms = await sectionOf('inventory', 'vms');
  expect(vms.rows).toHaveLength(80);
  expect(cellOf(vms, 'app-1', 'Folder')).toBe('/Shop/Back');
  expect(cellOf(await sectionOf('inventory', 'storage'), 'Archive NFS', 'Connected servers')).toBe('5 of 6');
  expect(cellOf(await sectionOf('inventory', 'networks'), 'DMZ', 'VMs')).toBe('14');
});

it('counts what is used, and what becomes of the VMs of the fullest server', async () => {
  const pool = await sectionOf('capacity', 'pool');
  expect(cellOf(pool, 'Servers', 'How much')).toBe('6 of 6 respond');
  expect(cellOf(pool, 'Should the fullest server fail', 'How much')).toMatch(
    /^Its VMs fit on the others, with .* left\.$/,
  );
  expect(cellOf(await sectionOf('capacity', 'storage'), 'Archive NFS', 'Used share')).toBe('28 %');
  expect((await sectionOf('capacity', 'servers')).rows).toHaveLength(6);
});

it('counts the days of licences', async () => {
  const servers = await sectionOf('licences', 'servers');
  expect(cellOf(servers, 'granta-1', 'State')).toBe('Valid');
  const left = Number(cellOf(servers, 'granta-1', 'Days left'));
  const soon = await sectionOf('licences', 'servers', simulator.nowMs + (left - 3) * DAY_MS);
  expect(cellOf(soon, 'granta-1', 'Days left')).toBe('3');
  expect(cellOf(soon, 'granta-1', 'State')).toBe('Ends soon');
  const late = await sectionOf('licences', 'servers', simulator.nowMs + (left + 2) * DAY_MS);
  expect(cellOf(late, 'granta-1', 'State')).toBe('Has ended');
  expect((await sectionOf('licences', 'editions')).rows).toEqual([['premium', '6', '12']]);
});

describe('the health check', () => {
  it('finds snapshots by their age', async () => {
    const old = await sectionOf('health', 'oldSnapshots');
    expect(names(old)).toEqual(['Before the December updates']);
    expect(cellOf(old, 'Before the December updates', 'Of')).toBe('dc-1');
    const later = await sectionOf('health', 'oldSnapshots', simulator.nowMs + 40 * DAY_MS);
    expect(later.rows.length).toBeGreaterThan(1);
  });

  it('finds disks that nothing is attached to, until something is', async () => {
    expect(names(await sectionOf('health', 'orphans'))).toEqual([]);
    const SR = await refOf('SR', 'Fast NFS');
    const vdi = await simulator.call('VDI.create', {
      ...{ name_label: 'forgotten', name_description: '', SR, virtual_size: 2 ** 30, type: 'user' as const },
      ...{ sharable: false, read_only: false, other_config: {}, xenstore_data: {}, sm_config: {}, tags: [] },
    });
    await until(connection, ({ VDI }) => VDI.has(vdi));
    expect(names(await sectionOf('health', 'orphans'))).toEqual(['forgotten']);
    await simulator.call('VDI.destroy', vdi);
    await until(connection, ({ VDI }) => !VDI.has(vdi));
    expect((await sectionOf('health', 'orphans')).rows).toEqual([]);
  });

  it('finds long chains, addresses that are there twice, and VMs without tools', async () => {
    const source = await take('health');
    const { inventory } = source;
    const [first, second] = [...(inventory.VIF ?? [])].filter(([, vif]) => {
      const vm = inventory.VM?.get(vif.VM);
      return vm !== undefined && !vm.is_a_snapshot && !vm.is_a_template && !vm.is_control_domain;
    });
    const vdi = [...(inventory.VDI?.values() ?? [])].find(
      (each) => each.name_label === 'app-1 system' && !each.is_a_snapshot,
    );
    if (!first || !second || !vdi) throw new Error('Cambridge has interfaces and disks');
    const chain = Array.from({ length: 10 }, (_, at) => [`image${at}`, `image${at + 1}`] as const);
    const images = chain.map(
      ([uuid, parent]) => [uuid, { ...vdi, uuid, managed: false, sm_config: { 'vhd-parent': parent } }] as const,
    );
    const changed: Source = {
      ...source,
      inventory: {
        ...inventory,
        VM_guest_metrics: new Map(),
        VIF: new Map([...(inventory.VIF ?? []), [second[0], { ...second[1], MAC: first[1].MAC.toUpperCase() }]]),
        VDI: new Map([
          ...(inventory.VDI ?? []),
          ...images,
          ['leaf', { ...vdi, uuid: 'leaf', sm_config: { 'vhd-parent': 'image0' } }],
        ]),
      },
    };
    const found = new Map(SECTIONS.health(changed).map((each) => [each.id, each]));
    expect(found.get('macs')?.rows.map(([mac]) => mac)).toEqual([first[1].MAC, first[1].MAC]);
    expect(found.get('tools')?.rows).toHaveLength(71);
    expect(found.get('chains')?.rows.map((cells) => cells.slice(3))).toEqual([['11', '19']]);
  });

  it('says which VMs are bound to a server and which storage to a path, with links', async () => {
    const agility = await sectionOf('health', 'agility');
    expect(cellOf(agility, 'cad-1', 'Why')).toBe('It uses a virtual GPU.');
    const id = { connection: connection.id, class: 'VM', ref: await refOf('VM', 'cad-1') };
    expect(agility.rows.map(([first]) => first)).toContainEqual({ text: 'cad-1', id });
    const paths = await sectionOf('health', 'paths');
    expect(cellOf(paths, 'granta-1', 'What is wrong')).toBe('Multipathing is off.');
  });

  it('says of a pool that is well that nothing was found', async () => {
    const source = await take('health');
    const { inventory } = source;
    const nothing = { VM: new Map(), VDI: new Map(), VIF: new Map(), PBD: new Map(), Bond: new Map() };
    for (const { rows, none } of SECTIONS.health({ ...source, inventory: { ...inventory, ...nothing } })) {
      expect(rows).toEqual([]);
      expect(none).not.toBe('');
    }
  });
});

describe('files', () => {
  it('begin with the pool, hold every table, and leave nothing for a spreadsheet to compute', async () => {
    const vm = await refOf('VM', 'app-1');
    await simulator.call('VM.set_name_label', vm, '=HYPERLINK("http://evil.example")');
    await until(connection, ({ VM }) => VM.get(vm)?.name_label.startsWith('=') === true);
    const source = await take('resources');
    const text = csvText(wholeTable([source], SECTIONS.resources(source)));
    expect(text).toMatch(/^Pool,UUID\r\nCambridge,[0-9a-f-]{36}\r\n\r\nServers\r\nName,UUID,Pool coordinator,/);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(text.split('\r\n').filter((line) => /^"?[=+@]/.test(line))).toEqual([]);
    await simulator.call('VM.set_name_label', vm, 'app-1');
    await until(connection, ({ VM }) => VM.get(vm)?.name_label === 'app-1');
  });

  it('of several pools say in each row which one it is', async () => {
    const source = await take('capacity');
    const other: Source = { ...source, name: 'Oxford' };
    const both = merged([source, other].map((each) => [each, SECTIONS.capacity(each)] as const));
    expect(both.map(({ columns }) => columns[0])).toEqual(['Pool', 'Pool', 'Pool']);
    expect(both[1]?.rows).toHaveLength(12);
    expect(both[1]?.rows.at(-1)?.[0]).toBe('Oxford');
  });
});
