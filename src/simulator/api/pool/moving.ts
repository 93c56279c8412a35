import { NULL_REF, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { callInside } from '../dispatch';
import { kindOf } from '../gpu/first-boot';
import { isManagementVlan, managementPif, sideOf } from './join-checks';
import { copyRows, type RefMap } from './row-copy';
import type { World } from '../world';

const HIMN = 'is_host_internal_management_network';

type Selection = Map<ClassName, readonly Ref[]>;

function isDefaultTemplate(vm: Records['VM']): boolean {
  return vm.is_a_template && (vm.is_default_template || vm.other_config['default_template'] === 'true');
}

/** Rows of a class that pass a test. */
function select<C extends ClassName>(db: Database, cls: C, test: (row: Records[C]) => boolean): readonly Ref<C>[] {
  return [...db.all(cls)].filter(([, row]) => test(row)).map(([ref]) => ref);
}

function existing<C extends ClassName>(db: Database, cls: C, refs: readonly Ref<C>[]): readonly Ref<C>[] {
  return [...new Set(refs)].filter((ref) => db.has(cls, ref));
}

/**
 * What a server brings into a pool: itself with its devices, interfaces and local storage, and its guests with their
 * devices. Default templates, networks without its interfaces and the pool's own settings stay behind
 * (xapi_pool.ml update_non_vm_metadata, export.ml; the rest its toolstack finds again, dbsync_slave.ml).
 */
function luggage({ db }: World): Selection {
  const rows: Selection = new Map();
  const hosts = db.refs('host');
  const srs = select(db, 'SR', (sr) => !sr.is_tools_sr);
  const pifs = select(db, 'PIF', (pif) => pif.physical || isManagementVlan(pif));
  const vms = select(db, 'VM', (vm) => !isDefaultTemplate(vm));
  const of = <T>(set: readonly T[]): ReadonlySet<T> => new Set(set);
  const [ofSrs, ofPifs, ofVms] = [of(srs), of(pifs), of(vms)];
  rows.set('host', hosts);
  rows.set('host_metrics', existing(db, 'host_metrics', hosts.map((host) => db.row('host', host).metrics))); // prettier-ignore
  for (const cls of ['host_cpu', 'PCI', 'PGPU', 'PUSB', 'Feature'] as const) rows.set(cls, db.refs(cls));
  rows.set('Certificate', select(db, 'Certificate', ({ type }) => type === 'host' || type === 'host_internal')); // prettier-ignore
  rows.set('SR', srs);
  rows.set(
    'PBD',
    select(db, 'PBD', (pbd) => ofSrs.has(pbd.SR)),
  );
  rows.set(
    'VDI',
    select(db, 'VDI', (vdi) => ofSrs.has(vdi.SR)),
  );
  rows.set('PIF', pifs);
  rows.set('PIF_metrics', existing(db, 'PIF_metrics', pifs.map((pif) => db.row('PIF', pif).metrics))); // prettier-ignore
  rows.set(
    'VLAN',
    select(db, 'VLAN', (vlan) => ofPifs.has(vlan.untagged_PIF)),
  );
  rows.set('VM', vms);
  rows.set('VM_metrics', existing(db, 'VM_metrics', vms.map((vm) => db.row('VM', vm).metrics))); // prettier-ignore
  rows.set('VM_guest_metrics', existing(db, 'VM_guest_metrics', vms.map((vm) => db.row('VM', vm).guest_metrics))); // prettier-ignore
  for (const cls of ['VBD', 'VIF', 'VGPU', 'VTPM', 'VUSB', 'console', 'crashdump'] as const) {
    rows.set(cls, select(db, cls, (row) => ofVms.has(row.VM))); // prettier-ignore
  }
  rows.set('VM_appliance', select(db, 'VM_appliance', (appliance) => appliance.VMs.some((vm) => ofVms.has(vm)))); // prettier-ignore
  return rows;
}

/** The pool's network for one of the newcomer's: physical ones meet by bridge, others are made anew (create_or_get_network_on_master). */
function networkFor(here: World, there: World, ref: Ref<'network'>): Ref<'network'> {
  const { db } = here;
  const network = db.row('network', ref);
  const pifs = network.PIFs.map((pif) => db.row('PIF', pif));
  if (pifs.some(isManagementVlan)) return managementPif(sideOf(there))?.network ?? NULL_REF;
  if (pifs[0]?.physical === true || network.other_config[HIMN] === 'true') {
    const same = [...there.db.all('network')].find(([, other]) => other.bridge === network.bridge);
    if (same !== undefined) return same[0];
    const copy = there.engine.newRef('network');
    const { name_label, name_description, bridge, MTU, managed, other_config, purpose } = network;
    const uuid = there.engine.newUuid('network');
    there.db.insert('network', copy, {
      uuid,
      name_label,
      name_description,
      bridge,
      MTU,
      managed,
      other_config,
      purpose,
    });
    return copy;
  }
  const { name_label, name_description, MTU, other_config, tags, managed } = network;
  const values = { name_label, name_description, MTU, other_config, tags, managed, bridge: '' };
  return callInside(there, 'network.create', [values]) as Ref<'network'>;
}

/** The object of the pool that is the same as the newcomer's, or a copy of it. */
function merge<C extends ClassName>(
  here: World,
  there: World,
  map: Map<Ref, Ref>,
  cls: C,
  isSame: (mine: Records[C], theirs: Records[C]) => boolean,
): void {
  const missing: Ref<C>[] = [];
  for (const [ref, row] of here.db.all(cls)) {
    const same = [...there.db.all(cls)].find(([, other]) => isSame(row, other));
    if (same === undefined) missing.push(ref);
    else map.set(ref, same[0]);
  }
  for (const [ref, copy] of copyRows(here, there, new Map([[cls, missing]]), map)) map.set(ref, copy);
}

/** What both have: networks, kinds of GPU and of USB device, the tools' image, updates. */
function common(here: World, there: World): Map<Ref, Ref> {
  const map = new Map<Ref, Ref>();
  for (const ref of here.db.refs('network')) map.set(ref, networkFor(here, there, ref));
  merge(here, there, map, 'VGPU_type', (a, b) => a.identifier === b.identifier && a.model_name === b.model_name);
  merge(here, there, map, 'GPU_group', (a, b) => a.GPU_types.some((kind) => b.GPU_types.includes(kind)));
  merge(here, there, map, 'USB_group', (a, b) => a.name_label === b.name_label);
  merge(here, there, map, 'pool_update', (a, b) => a.uuid === b.uuid);
  const tools = [...there.db.all('SR')].find(([, sr]) => sr.is_tools_sr);
  for (const [ref, sr] of here.db.all('SR')) {
    if (!sr.is_tools_sr || tools === undefined) continue;
    map.set(ref, tools[0]);
    for (const vdi of sr.VDIs) {
      const { location } = here.db.row('VDI', vdi);
      const same = tools[1].VDIs.find((other) => there.db.row('VDI', other).location === location);
      if (same !== undefined) map.set(vdi, same);
    }
  }
  return map;
}

/** Drives whose disc stays behind are empty, and disks that stay behind leave no drive. */
function mendDrives({ db }: World, vbds: readonly Ref<'VBD'>[]): void {
  for (const ref of vbds) {
    const vbd = db.row('VBD', ref);
    if (vbd.empty || db.has('VDI', vbd.VDI)) continue;
    if (vbd.type === 'CD') db.update('VBD', ref, { empty: true });
    else db.remove('VBD', ref);
  }
}

/** Groups of GPUs know the types of their newcomers. */
function widenGroups(world: World, pgpus: readonly Ref<'PGPU'>[]): void {
  const { db } = world;
  for (const ref of pgpus) {
    const pgpu = db.row('PGPU', ref);
    const group = db.get('GPU_group', pgpu.GPU_group);
    if (group === undefined) continue;
    const join = <T>(a: readonly T[], b: readonly T[]): readonly T[] => [...new Set([...a, ...b])];
    db.update('GPU_group', pgpu.GPU_group, {
      GPU_types: join(group.GPU_types, [kindOf(world, pgpu)]),
      supported_VGPU_types: join(group.supported_VGPU_types, pgpu.supported_VGPU_types),
      enabled_VGPU_types: join(group.enabled_VGPU_types, pgpu.enabled_VGPU_types),
    });
  }
}

/** Writes the newcomer's rows into the pool's world; answers its reference there. */
export function moveServer(here: World, there: World): Ref<'host'> {
  const { ref } = sideOf(here);
  return there.db.transaction(() => {
    const rows = luggage(here);
    const map: RefMap = copyRows(here, there, rows, common(here, there));
    const moved = <C extends ClassName>(cls: C): Ref<C>[] =>
      (rows.get(cls) ?? []).map((each) => map.get(each) ?? NULL_REF) as Ref<C>[];
    mendDrives(there, moved('VBD'));
    widenGroups(there, moved('PGPU'));
    return (map.get(ref) ?? NULL_REF) as Ref<'host'>;
  });
}
