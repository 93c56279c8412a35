import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { branchMs, newDiskMs, vbdPlugMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { assertSrOperation } from '../sr/operations';
import { need, type Call } from '../world';
import { copiedBytes } from './copy-time';
import { recordEmpty, shareContent } from './content';
import {
  cloneDisk,
  copyDisk,
  createDisk,
  destroyDisk,
  fillDisk,
  resizeDisk,
  snapshotDisk,
  type DiskPlan,
} from './disks';
import { assertStorageOperation, assertVdiOperation, type VdiOperation } from './operations';

/** Times of the storage manager's own work: assumptions. */
const DESTROY_MS = 500;
const RESIZE_MS = 1000;

type VdiArgs = { readonly vdi: Ref<'VDI'> };

/** Starts an operation on a disk that may begin now. */
function start<Args extends VdiArgs>(
  call: Call,
  op: VdiOperation,
  durationMs: number,
  args: Args,
  name = `VDI.${op}`,
): Later {
  const holds = assertStorageOperation(call.world, args.vdi, op);
  return startOperation(call, name, { durationMs, args, holds });
}

/** Attaching a disk of a repository, ms. */
function plugMs({ db }: Call, sr: Ref<'SR'>): number {
  return vbdPlugMs(db.get('SR', sr)?.type ?? '');
}

function branch(call: Call, op: 'clone' | 'snapshot', vdi: Ref<'VDI'>): Later {
  return start(call, op, branchMs(plugMs(call, need(call.db, 'VDI', vdi).SR)), { vdi });
}

defineOperation<{ readonly plan: DiskPlan }>('VDI.create', {
  finish: (world, { plan }) => {
    const vdi = createDisk(world, plan);
    recordEmpty(world, vdi);
    return vdi;
  },
  result: 'VDI ref',
});
defineOperation<VdiArgs>('VDI.destroy', { finish: (world, { vdi }) => destroyDisk(world, vdi) });
defineOperation<VdiArgs>('VDI.clone', { finish: (world, { vdi }) => cloneDisk(world, vdi), result: 'VDI ref' });
defineOperation<VdiArgs>('VDI.snapshot', { finish: (world, { vdi }) => snapshotDisk(world, vdi), result: 'VDI ref' });
defineOperation<VdiArgs & { readonly sizeBytes: number }>('VDI.resize', {
  finish: (world, { vdi, sizeBytes }) => resizeDisk(world, vdi, sizeBytes),
});
defineOperation<VdiArgs & { readonly sr: Ref<'SR'>; readonly into: Ref<'VDI'> | null }>('VDI.copy', {
  finish: (world, { vdi, sr, into }) => {
    if (into === null) return copyDisk(world, vdi, sr);
    shareContent(world, vdi, into);
    fillDisk(
      world,
      into,
      Math.max(need(world.db, 'VDI', into).physical_utilisation, need(world.db, 'VDI', vdi).physical_utilisation),
    );
    return into;
  },
  result: 'VDI ref',
  cancellable: true,
});

function planOf(args: unknown): DiskPlan {
  const values = constructorValues('VDI', args) as Partial<Records['VDI']>;
  return {
    sr: values.SR ?? NULL_REF,
    name: values.name_label ?? '',
    description: values.name_description ?? '',
    sizeBytes: values.virtual_size ?? 0,
    type: values.type ?? 'user',
    sharable: values.sharable ?? false,
    read_only: values.read_only ?? false,
    ...(values.other_config !== undefined && { other_config: values.other_config }),
    ...(values.xenstore_data !== undefined && { xenstore_data: values.xenstore_data }),
    ...(values.sm_config !== undefined && { sm_config: ownConfig(values.sm_config) }),
    ...(values.tags !== undefined && { tags: values.tags }),
  };
}

/** Without what says on which chain a disk hangs and whose content it shares: that is not for clients to say. */
function ownConfig(config: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'vhd-parent' && key !== 'content_id'));
}

/** The disk that a copy writes to: large enough and writable (xapi_vdi.ml copy). */
function assertCanReceive(call: Call, source: Records['VDI'], into: Ref<'VDI'>): Records['VDI'] {
  const destination = need(call.db, 'VDI', into);
  if (destination.read_only) throw new Fault('VDI_READONLY', into);
  if (destination.virtual_size < source.virtual_size)
    throw new Fault('VDI_TOO_SMALL', into, String(source.virtual_size));
  assertVdiOperation(call.world, into, 'copy');
  return destination;
}

function set(call: Call, self: Ref<'VDI'>, values: Partial<Records['VDI']>): void {
  need(call.db, 'VDI', self);
  call.db.transaction(() => call.db.update('VDI', self, values));
}

define({
  'VDI.create': (call, args) => {
    const plan = planOf(args);
    if (plan.type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', '', plan.type);
    assertSrOperation(call.world, plan.sr, 'vdi_create');
    return startOperation(call, 'VDI.create', {
      durationMs: newDiskMs(plugMs(call, plan.sr)),
      args: { plan },
      holds: [['SR', plan.sr, 'vdi_create']],
    });
  },
  'VDI.destroy': (call, vdi) => start(call, 'destroy', DESTROY_MS, { vdi }),
  'VDI.clone': (call, vdi) => branch(call, 'clone', vdi),
  'VDI.snapshot': (call, vdi) => branch(call, 'snapshot', vdi),
  'VDI.copy': (call, vdi, sr, _base, into) => {
    const source = assertVdiOperation(call.world, vdi, 'copy');
    if (isNullRef(into)) assertSrOperation(call.world, sr, 'vdi_create');
    const target = isNullRef(into) ? sr : assertCanReceive(call, source, into).SR;
    const { bytes, bytesPerSecond } = copiedBytes(call.world, vdi, target);
    return startOperation(call, 'VDI.copy', {
      durationMs: (bytes / bytesPerSecond) * 1000,
      args: { vdi, sr: target, into: isNullRef(into) ? null : into },
      holds: [['VDI', vdi, 'copy'], ...(isNullRef(into) ? [] : [['VDI', into, 'copy'] as const])],
    });
  },
  'VDI.resize': (call, vdi, sizeBytes) => start(call, 'resize', RESIZE_MS, { vdi, sizeBytes }),
  'VDI.resize_online': (call, vdi, sizeBytes) =>
    start(call, 'resize_online', RESIZE_MS, { vdi, sizeBytes }, 'VDI.resize'),
  'VDI.set_name_label': (call, self, name_label) => set(call, self, { name_label }),
  'VDI.set_name_description': (call, self, name_description) => set(call, self, { name_description }),
  'VDI.set_sharable': (call, self, sharable) => set(call, self, { sharable }),
  'VDI.set_read_only': (call, self, read_only) => set(call, self, { read_only }),
  'VDI.set_allow_caching': (call, self, allow_caching) => set(call, self, { allow_caching }),
  'VDI.set_on_boot': (call, self, on_boot) => {
    assertStorageOperation(call.world, self, 'set_on_boot');
    set(call, self, { on_boot });
  },
});
