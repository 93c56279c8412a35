import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Connection } from '../../../xapi/client/contract';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { connectTo, openPoolDump, until } from '../../fixtures/simulated-pool';
import type { Inventory, ObjectRowClass } from '../../objects';
import { PropertyIndex } from '../query/property-index';
import { QueryRun } from '../query/query-run';
import { objectsOfTypes } from '../scope';
import { readSearches } from './read-search';

const folder = new URL('../../../../../shared/pools/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];
/** Databases are large, and the machine may be busy. */
const LONG_MS = 120_000;

/** All rows of a class in a pool, by plain loops: nothing of the search engine is in what is expected. */
interface Pool {
  readonly inventory: Inventory;
  readonly vms: readonly (readonly [string, Records['VM']])[];
  readonly all: <C extends ObjectRowClass>(cls: C) => readonly (readonly [string, Records[C]])[];
}

type Case = readonly [name: string, scope: string, filter: (pool: Pool) => string, expected: (pool: Pool) => Expected];
type Expected = readonly (readonly [string, unknown])[];

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const refs = (rows: Expected): readonly string[] => rows.map(([ref]) => ref).toSorted();

const vifs = ({ inventory }: Pool, vm: Records['VM']) => vm.VIFs.flatMap((vif) => inventory.VIF?.get(vif) ?? []);
const disks = ({ inventory }: Pool, vm: Records['VM']) =>
  vm.VBDs.flatMap((vbd) => inventory.VDI?.get(inventory.VBD?.get(vbd)?.VDI ?? ('' as never)) ?? []);
const isHidden = (config: Readonly<Record<string, string>>) => config['HideFromXenCenter'] === 'true';
/** One server whose pool has no name. */
const isAlone = ({ all }: Pool) => all('host').length === 1 && all('pool')[0]?.[1].name_label === '';
const onlyServer = ({ inventory }: Pool, sr: Records['SR']) =>
  sr.shared || sr.PBDs.length !== 1 ? undefined : inventory.PBD?.get(sr.PBDs[0] ?? ('' as never))?.host;

/** Where XenCenter takes a machine for at home, and a snapshot with it. */
function serverOf(pool: Pool, { snapshot_of: of, ...vm }: Records['VM']): string | undefined {
  const { inventory } = pool;
  const machine = vm.is_a_snapshot ? inventory.VM?.get(of) : vm;
  if (machine === undefined || machine.is_a_template) return undefined;
  if (machine.power_state === 'Running') return machine.resident_on;
  const local = machine.VBDs.flatMap((vbd) => inventory.VDI?.get(inventory.VBD?.get(vbd)?.VDI ?? ('' as never)) ?? [])
    .flatMap(({ SR }) => inventory.SR?.get(SR) ?? [])
    .map((sr) => onlyServer(pool, sr))
    .find((host) => host !== undefined);
  return local ?? machine.affinity;
}

const middle = <T>(all: readonly T[]): T | undefined => all[Math.floor(all.length / 2)];
const shownNetworks = (pool: Pool) => pool.all('network').filter(([, { VIFs }]) => VIFs.length > 0);

const CASES: readonly Case[] = [
  [
    'VMs that run',
    '<VM />',
    () => '<EnumPropertyQuery property="power_state" equals="yes" query="Running" />',
    ({ vms }) => vms.filter(([, vm]) => vm.power_state === 'Running'),
  ],
  [
    'VMs that do not, or are of a name',
    '<VM />',
    ({ vms }) =>
      '<GroupQuery type="Or"><EnumPropertyQuery property="power_state" equals="no" query="Running" />' +
      `<StringPropertyQuery property="label" casesensitive="no" query="${attribute((middle(vms)?.[1].name_label ?? 'x').toUpperCase())}" type="exactmatch" /></GroupQuery>`,
    ({ vms }) =>
      vms.filter(
        ([, vm]) =>
          vm.power_state !== 'Running' ||
          vm.name_label.toLowerCase() === (middle(vms)?.[1].name_label ?? 'x').toLowerCase(),
      ),
  ],
  [
    'a VM by its UUID',
    '<VM />',
    ({ vms }) =>
      `<StringPropertyQuery property="uuid" casesensitive="yes" query="${middle(vms)?.[1].uuid ?? '-'}" type="exactmatch" />`,
    ({ vms }) => vms.filter(([, { uuid }]) => uuid === middle(vms)?.[1].uuid),
  ],
  [
    'VMs on a network, by its UUID',
    '<VM />',
    (pool) =>
      `<XenModelObjectListContainsQuery property="networks" contains="yes" uuid="${shownNetworks(pool)[0]?.[1].uuid ?? 'x'}" />`,
    (pool) =>
      pool.vms.filter(([, vm]) =>
        vifs(pool, vm).some(({ network }) => network === (shownNetworks(pool)[0]?.[0] ?? 'x')),
      ),
  ],
  [
    'VMs with a disk on shared storage',
    '<VM />',
    () =>
      '<RecursiveXMOListPropertyQuery property="storage"><BooleanQuery property="shared" query="yes" /></RecursiveXMOListPropertyQuery>',
    (pool) =>
      pool.vms.filter(([, vm]) => disks(pool, vm).some(({ SR }) => pool.inventory.SR?.get(SR)?.shared === true)),
  ],
  [
    'VMs without any tag',
    '<VM />',
    () => '<ListEmptyQuery property="tags" empty="yes" />',
    ({ vms }) => vms.filter(([, { tags }]) => tags.length === 0),
  ],
  [
    'VMs in no folder',
    '<VM />',
    () => '<NullQuery property="folder" query="yes" />',
    ({ vms }) => vms.filter(([, vm]) => (vm.other_config['folder'] ?? '').replaceAll('/', '') === ''),
  ],
  [
    'VMs that neither run nor are in a vApp',
    '<VM />',
    () =>
      '<GroupQuery type="Nor"><EnumPropertyQuery property="power_state" equals="yes" query="Running" />' +
      '<BooleanQuery property="in_any_appliance" query="yes" /></GroupQuery>',
    ({ vms, inventory }) =>
      vms.filter(([, vm]) => vm.power_state !== 'Running' && inventory.VM_appliance?.has(vm.appliance) !== true),
  ],
  [
    'snapshots of VMs by a letter of their name',
    '<Snapshot />',
    () =>
      '<RecursiveXMOListPropertyQuery property="vm"><StringPropertyQuery property="label" casesensitive="no" query="e" type="contains" /></RecursiveXMOListPropertyQuery>',
    ({ all, inventory }) =>
      all('VM').filter(
        ([, vm]) =>
          vm.is_a_snapshot &&
          inventory.VM?.get(vm.snapshot_of)?.is_a_template === false &&
          inventory.VM.get(vm.snapshot_of)?.name_label.toLowerCase().includes('e') === true,
      ),
  ],
  [
    'servers',
    '<Server />',
    () => '<StringPropertyQuery property="label" casesensitive="no" query="" type="contains" />',
    ({ all }) => all('host'),
  ],
  [
    'disks over 4 GiB',
    '<VDI />',
    () => `<IntPropertyQuery property="size" query="${4 * 2 ** 30}" type="gt" />`,
    ({ all }) =>
      all('VDI').filter(
        ([, vdi]) => vdi.virtual_size > 4 * 2 ** 30 && vdi.managed && !vdi.missing && !isHidden(vdi.other_config),
      ),
  ],
  [
    'machines and snapshots of a server',
    '<VM /><Snapshot />',
    ({ all }) =>
      `<XenModelObjectListContainsQuery property="host" contains="yes" uuid="${all('host')[0]?.[1].uuid ?? 'x'}" />`,
    (pool) =>
      pool
        .all('VM')
        .filter(
          ([, vm]) =>
            (!vm.is_a_template || vm.is_a_snapshot) &&
            !vm.is_control_domain &&
            (isAlone(pool) || serverOf(pool, vm) === pool.all('host')[0]?.[0]),
        ),
  ],
  [
    'storage that XenCenter calls by its server',
    '<LocalSR />',
    ({ all }) =>
      `<StringPropertyQuery property="label" casesensitive="no" query="${attribute(`local storage on ${all('host')[0]?.[1].name_label ?? ''}`)}" type="exactmatch" />`,
    (pool) =>
      pool
        .all('SR')
        .filter(([, sr]) => sr.name_label === 'Local storage' && onlyServer(pool, sr) === pool.all('host')[0]?.[0]),
  ],
  [
    'machines on the network that XenCenter calls by its NIC',
    '<VM />',
    () =>
      '<XenModelObjectListContainsNameQuery property="networks" contains="yes" query="Network 0" type="exactmatch" />',
    (pool) =>
      pool.vms.filter(([, vm]) =>
        vifs(pool, vm).some(({ network }) =>
          /^(Pool-wide n|N)etwork associated with eth0$/.test(pool.inventory.network?.get(network)?.name_label ?? ''),
        ),
      ),
  ],
  [
    'what is in a vApp, and vApps',
    '<VM /><Appliance />',
    () => '<BooleanQuery property="in_any_appliance" query="yes" />',
    ({ vms, all, inventory }) => [
      ...vms.filter(([, vm]) => inventory.VM_appliance?.has(vm.appliance) === true),
      ...all('VM_appliance'),
    ],
  ],
];

const open: Connection[] = [];
afterAll(() => {
  for (const connection of open) connection.close();
});

async function poolOf(file: string): Promise<Pool> {
  const simulator = await openPoolDump(new Uint8Array(readFileSync(new URL(file, folder))));
  const connection = await connectTo(simulator);
  open.push(connection);
  for (const cls of ['VM_metrics', 'VM_guest_metrics'] as const) connection.watch(cls);
  await until(connection, ({ VM_metrics: metrics }) => metrics.size > 0);
  const inventory: Inventory = readInventory(connection);
  const all: Pool['all'] = (cls) => [...((inventory[cls] ?? new Map()) as ReadonlyMap<string, never>)];
  const vms = all('VM').filter(
    ([, vm]) => !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain && !isHidden(vm.other_config),
  );
  return { inventory, vms, all };
}

function search(scope: string, filter: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><Searches xmlns="http://www.citrix.com/XenCenter/XenSearch/schema"><Search uuid="dd7fbce2-b0d4-4c61-9707-e4b0f718673e" name="x" major_version="2" minor_version="0" show_expanded="yes"><Query><QueryScope>${scope}</QueryScope>${filter}</Query></Search></Searches>`;
}

describe.skipIf(files.length === 0)("XenCenter's searches over the databases of real pools", () => {
  it.each(files)('find the same objects in %s', { timeout: LONG_MS }, async (file) => {
    const pool = await poolOf(file);
    const index = new PropertyIndex(pool.inventory);
    const answers = CASES.map(([name, scope, filter, expected]) => {
      const [read] = readSearches(search(scope, filter(pool)));
      if (!read) throw new Error(`${name} was not read`);
      const members = objectsOfTypes(pool.inventory, read.scope);
      const found =
        read.filter === null
          ? members.map(({ ref }) => ref)
          : [...new QueryRun(read.filter, { index, nowMs: () => 0 }).read(members).refs];
      return { name, found: found.toSorted(), expected: refs(expected(pool)) };
    });
    for (const { name, found, expected } of answers) expect({ name, found }).toEqual({ name, found: expected });
    // The searches are no idle ones: over all of them something is found, and something is not.
    expect(answers.some(({ found }) => found.length > 0)).toBe(true);
  });
});
