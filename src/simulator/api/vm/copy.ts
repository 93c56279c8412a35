import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { copyMs } from '../../physics/lifecycle';
import { callAsTask } from '../dispatch';
import { Fault } from '../fault';
import { dropTasks, failureOf, LOOK_MS } from '../host/inside-tasks';
import { cancelOperation, continueAs, defineOperation, endOf, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { isPending } from '../tasks';
import { copiedBytes } from '../vdi/copy-time';
import { destroyDisk } from '../vdi/disks';
import { need, type Call, type World } from '../world';
import { disksBy, imageOf, ownDisks } from './clone';
import { copyVm } from './copy-record';
import { stillHeld } from './holds';
import { assertOperationValid } from './operation-check';

interface Copy {
  readonly vm: Ref<'VM'>;
  readonly name: string;
  /** Null: each disk into the repository of its original. */
  readonly sr: Ref<'SR'> | null;
  /** Disks whose turn is still to come. */
  readonly waiting: readonly Ref<'VDI'>[];
  /** The VDI.copy that is under way. */
  readonly current: { readonly vdi: Ref<'VDI'>; readonly task: Ref<'task'> } | null;
  readonly made: readonly (readonly [original: Ref<'VDI'>, copy: Ref<'VDI'>])[];
}

/** The disk that a VDI.copy has made; null when it has not ended well. */
function madeBy({ db }: World, task: Ref<'task'>): Ref<'VDI'> | null {
  return /OpaqueRef:[\w-]+/.exec(db.get('task', task)?.result ?? '')?.[0] ?? null;
}

/** Takes over the disk of a VDI.copy that has ended, or fails as it did. */
function collect(world: World, { current, ...args }: Copy): Copy {
  if (current === null) return { ...args, current };
  const failure = failureOf(world, current.task);
  if (failure !== null) throw failure;
  const copy = madeBy(world, current.task);
  if (copy === null) throw new Fault('HANDLE_INVALID', 'task', current.task);
  dropTasks(world, [current.task]);
  return { ...args, current: null, made: [...args.made, [current.vdi, copy]] };
}

/** Begins to copy the disk whose turn it is. */
function copyNext(world: World, args: Copy, task: Ref<'task'>): Copy {
  const [vdi, ...waiting] = args.waiting;
  if (vdi === undefined) return args;
  const to = args.sr ?? need(world.db, 'VDI', vdi).SR;
  return {
    ...args,
    waiting,
    current: { vdi, task: callAsTask(world, 'VDI.copy', [vdi, to, NULL_REF, NULL_REF], task) },
  };
}

/** The disks are copied one after the other, each by a VDI.copy that consoles see (xapi_vm_clone.ml safe_clone_disks). */
defineOperation<Copy>('VM.copy', {
  cancellable: true,
  result: 'VM ref',
  finish: (world, args, task) => {
    const { current } = args;
    if (current !== null && isPending(world, current.task)) {
      const { nowMs } = world.engine;
      return continueAs('VM.copy', (endOf(world, current.task) ?? nowMs + LOOK_MS) - nowMs, args);
    }
    const vm = stillHeld(world, args.vm, task);
    const done = collect(world, args);
    if (done.waiting.length > 0) return continueAs<Copy>('VM.copy', 0, copyNext(world, done, task));
    const copies = new Map(done.made);
    const make = (original: Ref<'VDI'>): Ref<'VDI'> => {
      const copy = copies.get(original);
      if (copy === undefined) throw new Fault('HANDLE_INVALID', 'VDI', original);
      return copy;
    };
    return copyVm(world, args.vm, { name_label: args.name, ...imageOf(vm, make) }, disksBy(make));
  },
  undo: (world, { current, made }) => {
    const copies = made.map(([, copy]) => copy);
    if (current !== null) {
      cancelOperation(world, current.task, true);
      const last = madeBy(world, current.task);
      if (last !== null) copies.push(last);
      dropTasks(world, [current.task]);
    }
    for (const copy of copies) if (world.db.has('VDI', copy)) destroyDisk(world, copy);
  },
});

function copy(call: Call, ref: Ref<'VM'>, name: string, wanted: Ref<'SR'>): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'copy');
  const destination = db.get('SR', wanted);
  if (destination?.content_type === 'iso') {
    throw new Fault('OPERATION_NOT_ALLOWED', "Cannot copy a VM's disks to an ISO SR");
  }
  const vm = db.row('VM', ref);
  const sr = destination === undefined ? null : wanted;
  const image = 'suspend_VDI' in imageOf(vm, (vdi) => vdi) ? [vm.suspend_VDI] : [];
  const waiting = [...ownDisks(world, vm).map(({ VDI }) => VDI), ...image];
  const disks = waiting.map((vdi) => copiedBytes(world, vdi, sr ?? need(db, 'VDI', vdi).SR));
  const args: Copy = { vm: ref, name, sr, waiting, current: null, made: [] };
  return db.transaction(() =>
    startOperation<Copy>(call, 'VM.copy', {
      durationMs: copyMs([]),
      totalMs: copyMs(disks),
      args: copyNext(world, args, call.task()),
      holds: [['VM', ref, 'copy']],
    }),
  );
}

define({ 'VM.copy': copy });
