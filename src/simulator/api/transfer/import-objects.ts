import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { EMPTY_MAP } from '../../engine/defaults';
import { Fault } from '../fault';
import { withoutTask } from '../operations';
import { insertVbd } from '../vbd';
import { chooseMac, insertVif } from '../vif';
import { createDisk, destroyDisk } from '../vdi/disks';
import { insertVm } from '../vm/create';
import { freshGenerationId } from '../vm/copy-record';
import { destroyWithDisks, removeVm } from '../vm/destroy';
import { insertVtpm } from '../vtpm/vtpm';
import { need, sameWorld, type World } from '../world';
import { existingDisk, existingGpuGroup, existingIso, existingNetwork } from './lookups';
import type { ImportedObjects, ImportedVtpm } from './read-objects';

export interface ImportOptions {
  /** Where the disks go that come with the export; null: the disks are here already, only records come. */
  readonly sr: Ref<'SR'> | null;
  /** The VM that was exported comes back, with its uuid and MAC addresses. */
  readonly isRestore: boolean;
  /** Goes on without disks that are missing, replaces newer VMs, and leaves VMs alone that do not rest. */
  readonly isForced: boolean;
  /** The VMs come from the database of a lost pool: nobody else can have their seeds of MAC addresses. */
  readonly isRecovery?: boolean;
  /** The VM runs and gets its domain here next: what is plugged stays so. */
  readonly isLive?: boolean;
  /** Whose disks are yet to come: the VMs stay in its hands. */
  readonly task?: Ref<'task'>;
  /** Disks that stand for disks of the export, by identifier. */
  readonly disks?: ReadonlyMap<string, Ref<'VDI'>>;
  /** Networks for interfaces, by the uuid of the interface; others go to the network of the same name. */
  readonly networks?: ReadonlyMap<string, Ref<'network'>>;
  /** Groups for virtual GPUs, by the uuid of the GPU; others go to the group with the same cards. */
  readonly gpuGroups?: ReadonlyMap<string, Ref<'GPU_group'>>;
}

/**
 * Refuses VMs that may not come back: one with the same uuid that runs or is newer, or another one with the same seed
 * of MAC addresses. Source: xapi import.ml VM precheck, assert_can_restore_backup.
 */
export function assertImportable(
  { db }: World,
  objects: ImportedObjects,
  { isRestore, isForced, isRecovery }: ImportOptions,
): void {
  if (!isRestore) return;
  for (const [, vm] of objects.all('VM')) {
    const ref = db.byUuid('VM', vm.uuid);
    if (ref === undefined) {
      const seed = vm.other_config['mac_seed'];
      if (seed === undefined || isRecovery === true) continue;
      for (const [other, row] of db.all('VM')) {
        if (row.other_config['mac_seed'] === seed) throw new Fault('DUPLICATE_VM', other);
      }
      continue;
    }
    const existing = db.row('VM', ref);
    if (existing.power_state !== 'Halted') {
      if (isForced) continue;
      throw new Fault('VM_BAD_POWER_STATE', ref, 'halted', existing.power_state.toLowerCase());
    }
    if (existing.version >= vm.version && !isForced) {
      throw new Fault('VM_TO_IMPORT_IS_NOT_NEWER_VERSION', ref, String(existing.version), String(vm.version));
    }
  }
}

/**
 * What an import has made whose disks are still being filled: VMs that the task holds, and gone when it fails. They are
 * there before the first byte of a disk, so that clients find them and connect their networks meanwhile; the task says
 * when (import.ml stream_import).
 */
export class PendingImport {
  readonly #world: World;
  readonly #task: Ref<'task'>;
  readonly #isSame: () => boolean;
  #disks: ReadonlyMap<string, Ref<'VDI'>> = new Map();
  #vms: readonly Ref<'VM'>[] = [];

  constructor(world: World, task: Ref<'task'>) {
    this.#world = world;
    this.#task = task;
    this.#isSame = sameWorld(world);
  }

  /**
   * Makes everything that an export describes, with empty disks. Faults as `createDisk` and `importVms`.
   * @param disks those that are going to be filled
   * @returns what takes the place of each of them, in the same order
   */
  make(
    objects: ImportedObjects,
    disks: readonly (readonly [id: string, row: Records['VDI']])[],
    options: ImportOptions & { readonly sr: Ref<'SR'> },
  ): readonly Ref<'VDI'>[] {
    const world = this.#world;
    const { db } = world;
    const task = this.#task;
    return db.transaction(() => {
      assertImportable(world, objects, options);
      const made = disks.map(([id, row]) => [id, emptyDisk(world, row, options.sr)] as const);
      this.#disks = new Map(made);
      this.#vms = importVms(world, objects, this.#disks, { ...options, task });
      const { other_config } = db.row('task', task);
      db.update('task', task, { other_config: { ...other_config, object_creation: 'complete' } });
      return made.map(([, vdi]) => vdi);
    });
  }

  /** Lets the VMs go, now that their disks are filled. @returns those that the client is told of */
  complete(): readonly Ref<'VM'>[] {
    const vms = this.#vms;
    this.#world.db.transaction(() => this.#release());
    return withoutSnapshots(this.#world, vms);
  }

  destroy(): void {
    // In a world that went back, the same references are somebody else's.
    if (!this.#isSame()) return;
    const { db } = this.#world;
    db.transaction(() => {
      for (const vm of this.#release()) removeVm(this.#world, vm);
      for (const vdi of this.#disks.values()) if (db.has('VDI', vdi)) destroyDisk(this.#world, vdi);
    });
  }

  /** @returns those that were held: templates of the product were here before */
  #release(): readonly Ref<'VM'>[] {
    const { db } = this.#world;
    const task = this.#task;
    const held = this.#vms.filter((vm) => task in (db.get('VM', vm)?.current_operations ?? EMPTY_MAP));
    for (const vm of held) {
      db.update('VM', vm, { current_operations: withoutTask(db.row('VM', vm).current_operations, task) });
    }
    return held;
  }
}

/** An empty disk like that of an export. */
function emptyDisk(world: World, row: Records['VDI'], sr: Ref<'SR'>): Ref<'VDI'> {
  const vdi = createDisk(world, {
    sr,
    name: row.name_label,
    description: row.name_description,
    sizeBytes: row.virtual_size,
    type: row.type,
    sharable: row.sharable,
    read_only: false,
    other_config: row.other_config,
    xenstore_data: row.xenstore_data,
    tags: row.tags,
  });
  if (row.on_boot !== 'persist') world.db.update('VDI', vdi, { on_boot: row.on_boot });
  return vdi;
}

/** Clients hear of snapshots only where there is nothing else (import.ml complete_import). */
export function withoutSnapshots({ db }: World, vms: readonly Ref<'VM'>[]): readonly Ref<'VM'>[] {
  const others = vms.filter((vm) => !db.row('VM', vm).is_a_snapshot);
  return others.length === 0 ? vms : others;
}

/**
 * Makes the VMs of an export, with the disks that have come. All or nothing.
 * @param filled disks of this import by their identifiers
 * @returns the VMs, and templates of the product that were here; snapshots come after the VMs that they belong to
 */
export function importVms(
  world: World,
  objects: ImportedObjects,
  filled: ReadonlyMap<string, Ref<'VDI'>>,
  options: ImportOptions,
): readonly Ref<'VM'>[] {
  const { db } = world;
  return db.transaction(() => {
    assertImportable(world, objects, options);
    const disk = (id: string): Ref<'VDI'> => (isNullRef(id) ? NULL_REF : diskFor(world, objects, id, filled, options));
    const made = new Map<string, Ref<'VM'>>();
    // Devices of a suspended VM are plugged when it resumes (import.ml VBD, VIF).
    const staysPlugged = (vm: Ref<'VM'>): boolean =>
      options.isLive === true || db.row('VM', vm).power_state === 'Suspended';
    for (const [id, row] of objects.all('VM')) {
      if (isDefaultTemplate(row)) continue;
      if (options.isRestore && !makeWay(world, row.uuid, options)) continue;
      const vm = insertVm(world, vmValues(world, row, options));
      if (options.isRestore) db.update('VM', vm, { uuid: row.uuid });
      if (row.power_state === 'Suspended') {
        const suspend_VDI = disk(row.suspend_VDI);
        if (!isNullRef(suspend_VDI)) db.update('VM', vm, { power_state: 'Suspended', suspend_VDI });
      }
      made.set(id, vm);
      const metrics = objects.get('VM_guest_metrics', row.guest_metrics);
      if (metrics !== undefined) {
        const ref = world.engine.newRef('VM_guest_metrics');
        db.insert('VM_guest_metrics', ref, { ...metrics, uuid: world.engine.newUuid('VM_guest_metrics') });
        db.update('VM', vm, { guest_metrics: ref });
      }
    }
    for (const [id, row] of objects.all('VM')) {
      const vm = made.get(id);
      const of = made.get(row.snapshot_of);
      if (vm !== undefined && of !== undefined) db.update('VM', vm, { snapshot_of: of });
      const parent = made.get(row.parent);
      if (vm !== undefined && parent !== undefined) db.update('VM', vm, { parent });
    }
    for (const [, row] of objects.all('VBD')) {
      const VM = made.get(row.VM);
      if (VM !== undefined) addVbd(world, device(row, staysPlugged(VM)), VM, disk(row.VDI), options.isForced);
    }
    for (const [, row] of objects.all('VIF')) {
      const VM = made.get(row.VM);
      const network = objects.get('network', row.network);
      if (VM === undefined || network === undefined) continue;
      const mac = options.isRestore
        ? { MAC: row.MAC, MAC_autogenerated: row.MAC_autogenerated }
        : chooseMac(db, VM, row.device, '');
      insertVif(world, {
        ...device(row, staysPlugged(VM)),
        ...mac,
        VM,
        network: options.networks?.get(row.uuid) ?? existingNetwork(world, network),
        metrics: NULL_REF,
      });
    }
    for (const [, row] of objects.all('VGPU')) addVgpu(world, objects, row, made.get(row.VM), options);
    for (const vtpm of objects.vtpms()) addVtpm(world, vtpm, made.get(vtpm.VM), options);
    return [...objects.all('VM')].flatMap(([id, row]) => made.get(id) ?? templateOf(world, row));
  });
}

/** The template of the product that is here already and stands for the one of the export (import.ml Default_template). */
function templateOf({ db }: World, wanted: Records['VM']): readonly Ref<'VM'>[] {
  if (!isDefaultTemplate(wanted)) return [];
  return db.refs('VM').filter((ref) => {
    const vm = db.row('VM', ref);
    return vm.name_label === wanted.name_label && isDefaultTemplate(vm);
  });
}

/** A device of an export as it arrives: nothing goes on with it. */
function device<Row extends Records['VBD'] | Records['VIF']>(row: Row, staysPlugged: boolean): Row {
  const currently_attached = staysPlugged && row.currently_attached;
  return { ...row, currently_attached, current_operations: EMPTY_MAP, allowed_operations: [] };
}

function isDefaultTemplate(vm: Records['VM']): boolean {
  return vm.is_a_template && (vm.is_default_template || vm.other_config['default_template'] === 'true');
}

/**
 * The VM with this uuid makes way; it has been looked at before. Where only records come, its disks are those that the
 * new one will have. False: it does not rest, and stays.
 */
function makeWay(world: World, uuid: string, { sr }: ImportOptions): boolean {
  const ref = world.db.byUuid('VM', uuid);
  if (ref === undefined) return true;
  if (world.db.row('VM', ref).power_state !== 'Halted') return false;
  if (sr === null) removeVm(world, ref);
  else destroyWithDisks(world, ref);
  return true;
}

function vmValues(world: World, row: Records['VM'], { isRestore, task }: ImportOptions): Partial<Records['VM']> {
  const { mac_seed, grant_api_access: _access, import_task: _earlier, ...config } = row.other_config;
  return {
    ...row,
    other_config: {
      ...config,
      ...(isRestore && mac_seed !== undefined && { mac_seed }),
      ...(task !== undefined && { import_task: task }),
    },
    generation_id: freshGenerationId(world, row.generation_id === '' ? '0:0' : row.generation_id),
    version: isRestore ? row.version + 1 : 0,
    power_state: 'Halted',
    suspend_VDI: NULL_REF,
    suspend_SR: NULL_REF,
    resident_on: NULL_REF,
    scheduled_to_be_resident_on: NULL_REF,
    affinity: NULL_REF,
    guest_metrics: NULL_REF,
    snapshot_of: NULL_REF,
    parent: NULL_REF,
    appliance: NULL_REF,
    protection_policy: NULL_REF,
    snapshot_schedule: NULL_REF,
    current_operations: task === undefined ? EMPTY_MAP : { [task]: 'import' },
    allowed_operations: [],
    blobs: EMPTY_MAP,
    groups: [],
  };
}

function diskFor(
  world: World,
  objects: ImportedObjects,
  id: string,
  filled: ReadonlyMap<string, Ref<'VDI'>>,
  options: ImportOptions,
): Ref<'VDI'> {
  const here = filled.get(id) ?? options.disks?.get(id);
  if (here !== undefined) {
    need(world.db, 'VDI', here);
    return here;
  }
  const row = objects.need('VDI', id);
  const sr = objects.get('SR', row.SR);
  if (sr?.content_type === 'iso') return existingIso(world, row);
  if (options.sr !== null) throw new Fault('IMPORT_ERROR_ATTACHED_DISKS_NOT_FOUND');
  return existingDisk(world, row, sr, options.isForced);
}

/** A drive whose disc is not here is empty; a disk that is not here is left out when the import is forced. */
function addVbd(world: World, row: Records['VBD'], VM: Ref<'VM'>, VDI: Ref<'VDI'>, isForced: boolean): void {
  const isMissing = isNullRef(VDI) && !row.empty;
  if (isMissing && row.type !== 'CD' && isForced) return;
  insertVbd(world, { ...row, VM, VDI, empty: isNullRef(VDI), metrics: NULL_REF });
}

function addVgpu(
  world: World,
  objects: ImportedObjects,
  row: Records['VGPU'],
  VM: Ref<'VM'> | undefined,
  { gpuGroups }: ImportOptions,
): void {
  if (VM === undefined) return;
  const { db, engine } = world;
  const group = gpuGroups?.get(row.uuid) ?? existingGpuGroup(world, objects.need('GPU_group', row.GPU_group));
  const wanted = objects.get('VGPU_type', row.type);
  const type = [...db.all('VGPU_type')].find(([, each]) => each.identifier === wanted?.identifier)?.[0] ?? NULL_REF;
  db.insert('VGPU', engine.newRef('VGPU'), {
    uuid: engine.newUuid('VGPU'),
    VM,
    GPU_group: group,
    type,
    device: row.device,
    other_config: row.other_config,
    extra_args: row.extra_args,
  });
}

/** A TPM is a part of its VM: it comes with what it keeps, and with its uuid where the VM comes back (import.ml VTPM). */
function addVtpm(world: World, vtpm: ImportedVtpm, VM: Ref<'VM'> | undefined, { isRestore }: ImportOptions): void {
  if (VM === undefined) return;
  const { uuid, is_unique, is_protected, content } = vtpm;
  if (isRestore && world.db.byUuid('VTPM', uuid) !== undefined) {
    throw new Fault('IMPORT_ERROR_GENERIC', `A VTPM with UUID ${uuid} already exists`);
  }
  const ref = insertVtpm(world, { VM, is_unique, is_protected }, content);
  if (isRestore) world.db.update('VTPM', ref, { uuid });
}
