import { classTable } from '../../../xapi/datamodel/classes.gen';
import { isNullRef, NULL_REF, type AnyRecord, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP, EPOCH, parseFieldType } from '../../engine/defaults';
import { project } from '../project';
import { keptBy } from '../vtpm/vtpm';
import type { World } from '../world';

/** One object of an export: its references are those of the export, or null when they lead out of it. */
export interface ExportedObject {
  readonly class: ClassName;
  /** `Ref:0`, `Ref:1` and so on. */
  readonly id: string;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

/** A disk whose contents go with the export. */
export interface ExportedDisk {
  readonly id: string;
  readonly vdi: Ref<'VDI'>;
}

export interface ExportOptions {
  /** A suspended VM stays suspended, and its memory image goes with it. */
  readonly preservesPowerState: boolean;
  /** Snapshots go with their VMs, and say whose they are. */
  readonly withSnapshots: boolean;
  /** What the chains of disks hang on goes with them. */
  readonly withParents?: boolean;
  /** Devices that stay behind, with what only they refer to. */
  readonly without?: ReadonlySet<DeviceType>;
}

/** What the members of an exported TPM begin with. */
export const VTPM_PREFIX = "vTPM'_";

/** Devices that an export can do without (xapi: devicetype.ml). */
export const DEVICE_TYPES = ['VBD', 'VIF', 'VGPU', 'VTPM'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

export interface Export {
  readonly objects: readonly ExportedObject[];
  /** In the order in which their contents follow: by identifier, as texts (xapi: stream_vdi.ml vdi_ordering). */
  readonly disks: readonly ExportedDisk[];
}

/** The order of the classes in the list (xapi: export.ml). */
const CLASSES = [
  'host',
  'VM',
  'VM_guest_metrics',
  'VBD',
  'VIF',
  'network',
  'VDI',
  'SR',
  'VGPU_type',
  'VGPU',
  'GPU_group',
  'VTPM',
] as const satisfies readonly ClassName[];

const IDLE = { current_operations: EMPTY_MAP, allowed_operations: [] };

/** What an export does not tell, by class (xapi: export.ml make_host, make_vm and so on). */
const WITHHELD: { readonly [C in ClassName]?: Readonly<Record<string, unknown>> } = {
  host: {
    ...IDLE,
    license_params: EMPTY_MAP,
    external_auth_type: '',
    external_auth_service_name: '',
    external_auth_configuration: EMPTY_MAP,
    logging: EMPTY_MAP,
    supported_bootloaders: [],
    cpu_configuration: EMPTY_MAP,
    other_config: EMPTY_MAP,
    capabilities: [],
    software_version: EMPTY_MAP,
    sched_policy: '',
    ha_statefiles: [],
    ha_network_peers: [],
    tags: [],
  },
  VM: IDLE,
  VBD: IDLE,
  VIF: IDLE,
  network: IDLE,
  VDI: IDLE,
  SR: IDLE,
};

/** Everything that VMs consist of and refer to. */
export function exportObjects(world: World, vms: readonly Ref<'VM'>[], options: ExportOptions): Export {
  const table = new Map<string, { readonly class: ClassName; readonly id: string }>();
  const add = (cls: ClassName, ref: Ref): boolean => {
    if (isNullRef(ref) || table.has(ref) || !world.db.has(cls, ref)) return false;
    table.set(ref, { class: cls, id: `Ref:${table.size}` });
    return true;
  };
  for (const vm of vms) addVm(world, add, vm, options);
  const objects = CLASSES.flatMap((cls) =>
    [...table].flatMap(([ref, entry]) =>
      entry.class === cls ? [{ class: cls, id: entry.id, snapshot: describe(world, cls, ref, table, options) }] : [],
    ),
  );
  const disks = [...table]
    .filter(([ref, entry]) => entry.class === 'VDI' && isStreamed(world, ref))
    .map(([vdi, { id }]) => ({ id, vdi }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { objects, disks };
}

function addVm(world: World, add: (cls: ClassName, ref: Ref) => boolean, ref: Ref<'VM'>, options: ExportOptions): void {
  const { db } = world;
  if (!add('VM', ref)) return;
  const vm = db.row('VM', ref);
  const addVdi = (vdi: Ref<'VDI'>): void => {
    if (!add('VDI', vdi)) return;
    const { SR, sm_config } = db.row('VDI', vdi);
    add('SR', SR);
    const parent = options.withParents === true ? db.byUuid('VDI', sm_config['vhd-parent'] ?? '') : undefined;
    if (parent !== undefined) addVdi(parent);
  };
  const goes = <T>(type: DeviceType, devices: readonly T[]): readonly T[] =>
    options.without?.has(type) === true ? [] : devices;
  for (const vif of goes('VIF', vm.VIFs)) {
    add('VIF', vif);
    add('network', db.row('VIF', vif).network);
  }
  for (const vbd of goes('VBD', vm.VBDs)) {
    add('VBD', vbd);
    addVdi(db.row('VBD', vbd).VDI);
  }
  for (const vgpu of goes('VGPU', vm.VGPUs)) {
    add('VGPU', vgpu);
    add('VGPU_type', db.row('VGPU', vgpu).type);
    add('GPU_group', db.row('VGPU', vgpu).GPU_group);
  }
  for (const vtpm of goes('VTPM', vm.VTPMs)) add('VTPM', vtpm);
  if (options.withSnapshots) for (const snapshot of vm.snapshots) addVm(world, add, snapshot, options);
  if (options.preservesPowerState && vm.power_state === 'Suspended') addVdi(vm.suspend_VDI);
  add('VM_guest_metrics', vm.guest_metrics);
  add('host', vm.resident_on);
  add('host', vm.affinity);
}

/** Discs in drives stay where they are; whoever imports the VM may have them too. */
function isStreamed({ db }: World, ref: Ref<'VDI'>): boolean {
  const vdi = db.row('VDI', ref);
  return db.get('SR', vdi.SR)?.content_type !== 'iso';
}

function describe(
  world: World,
  cls: ClassName,
  ref: Ref,
  table: ReadonlyMap<string, { readonly id: string }>,
  { preservesPowerState, withSnapshots }: ExportOptions,
): Readonly<Record<string, unknown>> {
  const row = project(world, cls, ref, world.db.row(cls, ref) as never) as AnyRecord;
  const shown: Record<string, unknown> = { ...row, ...WITHHELD[cls] };
  for (const [field, { type }] of Object.entries(classTable[cls].fields)) {
    const value = shown[field];
    if (value === undefined) continue;
    const kind = parseFieldType(type);
    if (kind.kind === 'ref') shown[field] = table.get(String(value))?.id ?? NULL_REF;
    else if (kind.kind === 'set' && kind.of.kind === 'ref') {
      shown[field] = (value as readonly string[]).flatMap((each) => table.get(each)?.id ?? []);
    } else if (kind.kind === 'map' && kind.value.kind === 'ref') shown[field] = EMPTY_MAP;
  }
  if ('currently_attached' in shown && !preservesPowerState) shown['currently_attached'] = false;
  if (cls === 'VM') Object.assign(shown, vmState(row as Records['VM'], preservesPowerState, withSnapshots));
  return cls === 'VTPM' ? vtpmState(world, ref as Ref<'VTPM'>, shown) : shown;
}

/** A TPM travels as a record of its own, with what it keeps (xapi: export.ml make_vtpm). */
function vtpmState(
  world: World,
  ref: Ref<'VTPM'>,
  { VM, uuid, is_unique, is_protected }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const content = keptBy(world, ref);
  const members = Object.entries({ VM, uuid, is_unique, is_protected, content });
  return Object.fromEntries(members.map(([name, value]) => [VTPM_PREFIX + name, value]));
}

function vmState(vm: Records['VM'], preservesPowerState: boolean, withSnapshots: boolean): Partial<Records['VM']> {
  return {
    ...(!preservesPowerState && { power_state: 'Halted', suspend_VDI: NULL_REF }),
    ...(!withSnapshots && {
      is_a_snapshot: false,
      snapshot_of: NULL_REF,
      snapshots: [],
      snapshot_time: EPOCH,
      transportable_snapshot_id: '',
      parent: NULL_REF,
    }),
    consoles: [],
    crash_dumps: [],
    protection_policy: NULL_REF,
    bios_strings: vm.bios_strings,
  };
}
