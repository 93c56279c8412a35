import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { RECORDS_MS } from '../../physics/lifecycle';
import { callAsTask } from '../dispatch';
import { Fault } from '../fault';
import { dropTasks, failureOf, LOOK_MS } from '../host/inside-tasks';
import {
  cancelOperation,
  continueAs,
  defineOperation,
  endOf,
  startOperation,
  taskFor,
  type Hold,
  type Later,
  type Operation,
} from '../operations';
import { isPending } from '../tasks';
import { destroyDisk } from '../vdi/disks';
import { need, type Call, type World } from '../world';
import type { DiskMap } from './copy-record';

type Message = 'VDI.clone' | 'VDI.copy' | 'VDI.create' | 'VDI.snapshot';

/** A call that makes a disk for a VM. */
export interface DiskCall {
  /** What the disk is for. */
  readonly key: string;
  readonly message: Message;
  readonly args: Messages[Message]['args'];
}

/**
 * Disks of a VM that are made one after the other, each by a call of its own that consoles see below that of the VM
 * (xapi_vm_clone.ml safe_clone_disks). Part of an operation's arguments.
 */
export interface DiskCalls {
  readonly waiting: readonly DiskCall[];
  readonly current: { readonly key: string; readonly task: Ref<'task'> } | null;
  readonly made: readonly (readonly [key: string, disk: Ref<'VDI'>])[];
}

interface WithDisks {
  readonly disks: DiskCalls;
}

/** Calls that are under way, and after how long to look at them again, ms. */
interface Step {
  readonly disks: DiskCalls;
  readonly afterMs: number;
}

/** The key of what a suspended VM's memory is in; those of its disks are references of VBDs. */
const IMAGE = 'image';

/** What a copy of a VM needs a disk for, and what is there now. */
export type WantedDisks = readonly (readonly [key: string, vdi: Ref<'VDI'>])[];

/** All disks but those in CD drives, and the memory of a suspended VM. */
export function wantedDisks({ db }: World, vm: Records['VM'], withImage: boolean): WantedDisks {
  const disks = vm.VBDs.map((ref) => [ref, db.row('VBD', ref)] as const)
    .filter(([, { type, empty }]) => type !== 'CD' && !empty)
    .map(([ref, { VDI }]) => [ref, VDI] as const);
  return withImage ? [...disks, [IMAGE, vm.suspend_VDI]] : disks;
}

export function branchCalls(message: 'VDI.clone' | 'VDI.snapshot', wanted: WantedDisks): DiskCall[] {
  return wanted.map(([key, vdi]) => ({ key, message, args: [vdi, {}] }));
}

/** An operation of which `finish` runs when its disks are there; when it fails or is cancelled, they go again. */
export function defineWithDisks<Args extends WithDisks>(name: string, operation: Omit<Operation<Args>, 'undo'>): void {
  defineOperation<Args>(name, {
    ...operation,
    finish: (world, args, task) => {
      const step = goOnWithDisks(world, args.disks, task);
      if (step === null) return operation.finish(world, args, task);
      return continueAs<Args>(name, step.afterMs, { ...args, disks: step.disks });
    },
    undo: (world, { disks }) => dropDisks(world, disks),
  });
}

/** Starts such an operation with the first of its disks. */
export function startWithDisks<Args>(
  call: Call,
  name: string,
  options: {
    readonly calls: readonly DiskCall[];
    readonly args: Args;
    readonly holds: readonly Hold[];
    readonly totalMs: number;
  },
): Later {
  const { calls, args, holds, totalMs } = options;
  return call.db.transaction(() => {
    const { disks, afterMs } = beginDisks(call.world, calls, taskFor(call, name));
    return startOperation<Args & WithDisks>(call, name, {
      durationMs: afterMs,
      totalMs,
      args: { ...args, disks },
      holds,
    });
  });
}

/** Begins with the first disk. The task is that of the VM's call. */
export function beginDisks(world: World, calls: readonly DiskCall[], task: Ref<'task'>): Step {
  return next(world, { waiting: calls, current: null, made: [] }, task);
}

/** Goes on with the next disk when one is done; null when all are there. Fails as the call for a disk does. */
export function goOnWithDisks(world: World, disks: DiskCalls, task: Ref<'task'>): Step | null {
  const { current } = disks;
  if (current === null) {
    // Clients see the disks, and may have destroyed one.
    for (const [, disk] of disks.made) need(world.db, 'VDI', disk);
    return null;
  }
  if (isPending(world, current.task)) return { disks, afterMs: untilEnd(world, current.task) };
  const failure = failureOf(world, current.task);
  if (failure !== null) throw failure;
  const disk = madeBy(world, current.task);
  if (disk === null) throw new Fault('HANDLE_INVALID', 'task', current.task);
  dropTasks(world, [current.task]);
  return next(world, { ...disks, current: null, made: [...disks.made, [current.key, disk]] }, task);
}

function next(world: World, disks: DiskCalls, task: Ref<'task'>): Step {
  const [call, ...waiting] = disks.waiting;
  if (call === undefined) return { disks, afterMs: RECORDS_MS };
  const { key, message, args } = call;
  // A disk of a template is made by a call that waits, and named so (xapi_templates.ml create_disk).
  const label = message === 'VDI.create' ? message : undefined;
  const current = { key, task: callAsTask(world, message, args, task, label) };
  return { disks: { ...disks, waiting, current }, afterMs: untilEnd(world, current.task) };
}

/** Until a call ends, as far as it is known; one that has failed at once has ended. */
function untilEnd(world: World, task: Ref<'task'>): number {
  const endMs = endOf(world, task);
  if (endMs !== undefined) return endMs - world.engine.nowMs;
  return isPending(world, task) ? LOOK_MS : 0;
}

/** The disk that a call has made; null when it has not ended well. */
function madeBy({ db }: World, task: Ref<'task'>): Ref<'VDI'> | null {
  return /OpaqueRef:[\w-]+/.exec(db.get('task', task)?.result ?? '')?.[0] ?? null;
}

/** Ends what is under way and destroys what was made. */
export function dropDisks(world: World, { current, made }: DiskCalls): void {
  const disks = made.map(([, disk]) => disk);
  if (current !== null) {
    cancelOperation(world, current.task, true);
    const last = madeBy(world, current.task);
    if (last !== null) disks.push(last);
    dropTasks(world, [current.task]);
  }
  for (const disk of disks) if (world.db.has('VDI', disk)) destroyDisk(world, disk);
}

/** What the memory of a suspended VM has become; null when there was none. */
export function madeImage({ made }: DiskCalls): Ref<'VDI'> | null {
  return made.find(([key]) => key === IMAGE)?.[1] ?? null;
}

/**
 * Disks of a copy: CD drives keep what they hold, disks that nothing was made of are left out. Refuses when the VBD of a
 * disk that was made has gone meanwhile.
 */
export function madeDisks({ db }: World, { made }: DiskCalls): DiskMap {
  for (const [key] of made) if (key !== IMAGE) need(db, 'VBD', key);
  const disks = new Map(made);
  return (vbd, ref) => (vbd.type === 'CD' || vbd.empty ? vbd.VDI : (disks.get(ref) ?? null));
}
