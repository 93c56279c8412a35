import { classTable, relations } from '../../../xapi/datamodel/classes.gen';
import { isNullRef, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import { unusedMemoryBytes } from '../../api/host/memory';
import { guestSums, totalMemoryBytes } from '../../api/memory';
import { shelvedDisks } from '../../api/sr/shelf';
import type { World } from '../../api/world';
import { parseFieldType, type FieldType } from '../../engine/defaults';

const CLASSES = Object.keys(classTable) as ClassName[];
type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a world that should be whole and calm; empty when nothing is. */
export function problemsOf(world: World): readonly string[] {
  const tasks = world.db.count('task') > 0 ? ['There are tasks'] : [];
  return [...standingProblems(world), ...builtProblems(world), ...unrest(world), ...tasks];
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * What is wrong with a world whatever goes on in it.
 * @param clientTasks tasks that clients made or changed: the server does not know how they stand
 */
export function standingProblems(world: World, clientTasks = NOBODY): readonly string[] {
  return [
    ...relationProblems(world),
    ...referenceProblems(world),
    ...identityProblems(world),
    ...memoryProblems(world),
    ...storageProblems(world),
    ...guestProblems(world),
    ...gpuProblems(world),
    ...operationProblems(world, clientTasks),
  ];
}

function rows(world: World, cls: ClassName): [Ref, Fields][] {
  return [...world.db.all(cls)].map(([ref, row]) => [ref, row as unknown as Fields]);
}

function fieldsOf(world: World, cls: ClassName, ref: Ref): Fields | undefined {
  return world.db.get(cls, ref) as unknown as Fields | undefined;
}

/** Both ends of every relation of the datamodel agree. */
function relationProblems(world: World): string[] {
  const problems: string[] = [];
  for (const [cls, field, otherClass, otherField, cardinality] of relations) {
    if (cardinality !== '1:n' && !(cardinality === 'n:n' && cls !== otherClass)) continue;
    for (const [ref, row] of rows(world, cls)) {
      for (const target of [row[field]].flat() as Ref[]) {
        if (isNullRef(target)) continue;
        const back = fieldsOf(world, otherClass, target)?.[otherField] as readonly Ref[] | undefined;
        if (back?.includes(ref) !== true)
          problems.push(`${cls}.${field} of ${ref} is not in ${otherClass}.${otherField}`);
      }
    }
    for (const [ref, row] of rows(world, otherClass)) {
      const members = row[otherField] as readonly Ref[];
      if (new Set(members).size !== members.length)
        problems.push(`${otherClass}.${otherField} of ${ref} repeats itself`);
      for (const member of members) {
        const there = [fieldsOf(world, cls, member)?.[field]].flat();
        if (!there.includes(ref)) problems.push(`${otherClass}.${otherField} of ${ref} names a stranger`);
      }
    }
  }
  return problems;
}

function* refsIn(type: FieldType, value: unknown): Generator<[ClassName, Ref]> {
  if (type.kind === 'ref') yield [type.name as ClassName, value as Ref];
  else if (type.kind === 'set') for (const item of value as readonly unknown[]) yield* refsIn(type.of, item);
  else if (type.kind === 'map') {
    for (const [key, item] of Object.entries(value as object)) {
      yield* refsIn(type.key, key);
      yield* refsIn(type.value, item);
    }
  }
}

/** Every reference names a row. */
function referenceProblems(world: World): string[] {
  const problems: string[] = [];
  for (const cls of CLASSES) {
    const types = Object.entries(classTable[cls].fields).map(
      ([name, { type }]) => [name, parseFieldType(type)] as const,
    );
    for (const [ref, row] of rows(world, cls)) {
      for (const [name, type] of types) {
        for (const [target, value] of refsIn(type, row[name])) {
          if (!isNullRef(value) && !world.db.has(target, value)) problems.push(`${cls}.${name} of ${ref} dangles`);
        }
      }
    }
  }
  return problems;
}

/** No uuid or device number twice. */
function identityProblems(world: World): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const once = (what: string): void => {
    if (seen.has(what)) problems.push(`${what} occurs twice`);
    seen.add(what);
  };
  for (const cls of CLASSES)
    for (const [, row] of rows(world, cls)) if (typeof row['uuid'] === 'string') once(`uuid ${row['uuid']}`);
  for (const [, vif] of world.db.all('VIF')) once(`VIF ${vif.device} of ${vif.VM}`);
  for (const [, pbd] of world.db.all('PBD')) once(`PBD of ${pbd.SR} on ${pbd.host}`);
  return problems;
}

/**
 * What clients may do and no builder of worlds would: addresses twice, disks unplugged, images destroyed, two drives
 * at one position (datamodel.ml: VBD.userdevice is written as it is, and XenCenter swaps drives so, VbdEditAction.cs).
 */
function builtProblems({ db }: World): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [, { userdevice, VM }] of db.all('VBD')) {
    const position = `VBD ${userdevice} of ${VM}`;
    if (seen.has(position)) problems.push(`${position} occurs twice`);
    seen.add(position);
  }
  for (const [, { MAC, VM }] of db.all('VIF')) {
    if (db.get('VM', VM)?.is_a_snapshot === true) continue;
    if (seen.has(MAC)) problems.push(`MAC ${MAC} occurs twice`);
    seen.add(MAC);
  }
  for (const [ref, vm] of db.all('VM')) {
    if (vm.is_a_snapshot && vm.snapshot_of === ref) problems.push(`"${vm.name_label}" is a snapshot of itself`);
    if (vm.power_state === 'Suspended' && isNullRef(vm.suspend_VDI))
      problems.push(`"${vm.name_label}" has lost its memory image`);
    if (!vm.is_a_template && !db.has('VM_metrics', vm.metrics)) problems.push(`"${vm.name_label}" has no metrics`);
  }
  for (const [, vbd] of db.all('VBD')) {
    const vm = db.get('VM', vbd.VM);
    const isUp = vm?.power_state === 'Running' || vm?.power_state === 'Paused';
    if (isUp && vbd.type === 'Disk' && !vbd.currently_attached) problems.push(`"${vm.name_label}" runs without a disk`);
  }
  return problems;
}

/** No server gave away more memory than it has. */
function memoryProblems(world: World): string[] {
  const problems: string[] = [];
  for (const [ref, host] of world.db.all('host')) {
    const free = totalMemoryBytes(world.db, ref) - host.memory_overhead - guestSums(world.db, ref).footprint;
    if (free < 0) problems.push(`"${host.name_label}" lacks ${-free} bytes of memory`);
    if (unusedMemoryBytes(world.db, ref) < 0) problems.push(`"${host.name_label}" has negative free memory`);
  }
  return problems;
}

/** Repositories hold what their disks take, forgotten ones too, and no more than they can; every chain is whole. */
export function storageProblems(world: World): string[] {
  const problems: string[] = [];
  for (const [ref, sr] of world.db.all('SR')) {
    const vdis = sr.VDIs.map((vdi) => world.db.row('VDI', vdi));
    const shelved = shelvedDisks(world, ref);
    const virtual = vdis.reduce((sum, vdi) => sum + (vdi.managed ? vdi.virtual_size : 0), 0);
    const physical = [...vdis, ...shelved].reduce((sum, vdi) => sum + vdi.physical_utilisation, 0);
    const uuids = new Set([...vdis, ...shelved].map(({ uuid }) => uuid));
    for (const { name_label, sm_config } of vdis) {
      const parent = sm_config['vhd-parent'];
      if (parent !== undefined && !uuids.has(parent))
        problems.push(`"${name_label}" of "${sr.name_label}" lost its chain`);
    }
    if (sr.virtual_allocation !== virtual)
      problems.push(`"${sr.name_label}" allocates ${sr.virtual_allocation}, not ${virtual}`);
    if (sr.physical_utilisation < 0) continue;
    if (sr.physical_utilisation !== physical)
      problems.push(`"${sr.name_label}" uses ${sr.physical_utilisation}, not ${physical}`);
    if (physical > sr.physical_size) problems.push(`"${sr.name_label}" is fuller than full`);
  }
  return problems;
}

/** Guests are where their power state says, and see their disks and networks there. */
function guestProblems(world: World): string[] {
  const { db } = world;
  const problems: string[] = [];
  for (const [, vm] of db.all('VM')) {
    const isUp = vm.power_state === 'Running' || vm.power_state === 'Paused';
    // A checkpoint saves a guest where it runs and goes on there.
    const stays = Object.values(vm.current_operations).includes('checkpoint');
    if (isUp === isNullRef(vm.resident_on) && !stays)
      problems.push(`"${vm.name_label}" is ${vm.power_state} on ${vm.resident_on}`);
    if (!vm.is_a_snapshot && vm.power_state !== 'Suspended' && !isNullRef(vm.suspend_VDI)) {
      problems.push(`"${vm.name_label}" is ${vm.power_state} with the memory image ${vm.suspend_VDI}`);
    }
    for (const vbd of vm.VBDs.map((each) => db.row('VBD', each))) {
      if (vbd.currently_attached && vm.power_state === 'Halted')
        problems.push(`"${vm.name_label}" is halted and has a disk`);
      const sr = db.get('VDI', vbd.VDI)?.SR;
      if (isUp && vbd.currently_attached && sr !== undefined && !reaches(world, vm.resident_on, sr)) {
        problems.push(`"${vm.name_label}" runs where ${sr} is out of reach`);
      }
    }
  }
  return problems;
}

function reaches({ db }: World, host: Ref<'host'>, sr: Ref<'SR'>): boolean {
  return db.row('SR', sr).PBDs.some((pbd) => db.row('PBD', pbd).host === host && db.row('PBD', pbd).currently_attached);
}

/** No GPU carries more than it can, or types that do not go together. */
function gpuProblems({ db }: World): string[] {
  const problems: string[] = [];
  for (const [ref, pgpu] of db.all('PGPU')) {
    const types = pgpu.resident_VGPUs.map((vgpu) => db.row('VGPU', vgpu).type);
    const used = types.reduce((sum, type) => sum + db.row('VGPU_type', type).size, 0);
    if (used > pgpu.size) problems.push(`${ref} carries too much`);
    if (new Set(types).size > 1) problems.push(`${ref} carries several types`);
  }
  return problems;
}

/** Every operation that an object carries has a task that has not ended. */
function operationProblems(world: World, clientTasks: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const [cls, ref, operations] of operationsOf(world)) {
    for (const [task, operation] of Object.entries(operations)) {
      const status = world.db.get('task', task)?.status;
      // A task carries what clients ask of it, under references of its own.
      if (cls !== 'task' && !clientTasks.has(task) && status !== 'pending' && status !== 'cancelling') {
        problems.push(`${cls} ${ref} carries ${operation} of a task that is ${status ?? 'gone'}`);
      }
    }
  }
  return problems;
}

function* operationsOf(world: World): Generator<[ClassName, Ref, Readonly<Record<string, string>>]> {
  for (const cls of CLASSES) {
    for (const [ref, row] of rows(world, cls)) {
      const current = row['current_operations'];
      if (typeof current === 'object' && current !== null) yield [cls, ref, current as Record<string, string>];
    }
  }
}

/** What is under way. */
export function unrest(world: World, clientTasks = NOBODY): string[] {
  const problems: string[] = [];
  if (world.engine.busy) problems.push('An operation is under way');
  for (const [ref, { status, name_label }] of world.db.all('task')) {
    if (status !== 'pending' && status !== 'cancelling') continue;
    if (!clientTasks.has(ref)) problems.push(`${name_label} is ${status} for ever`);
  }
  for (const [cls, ref, operations] of operationsOf(world)) {
    if (cls !== 'task' && Object.keys(operations).length > 0) problems.push(`${cls} ${ref} has current operations`);
  }
  return problems;
}
