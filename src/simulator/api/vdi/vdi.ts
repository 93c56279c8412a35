import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { assertSrOperation } from '../sr/operations';
import { need, type Call } from '../world';
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
import { assertVdiOperation, type VdiOperation } from './operations';
import { MIB } from './vhd';

/** Times of the storage manager's own work, and the rate of a copy between repositories: assumptions. */
const QUICK_MS = 500;
const BRANCH_MS = 1000;
const COPY_BYTES_PER_MS = (150 * MIB) / 1000;

type VdiArgs = { readonly vdi: Ref<'VDI'> };

function start<Args extends VdiArgs>(call: Call, op: VdiOperation, durationMs: number, args: Args): Later {
  return startOperation(call, `VDI.${op}`, { durationMs, args, holds: [['VDI', args.vdi, op]] });
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
    ...(values.tags !== undefined && { tags: values.tags }),
  };
}

/** The disk that a copy writes to: large enough and writable (xapi_vdi.ml copy). */
function assertCanReceive(call: Call, source: Records['VDI'], into: Ref<'VDI'>): Records['VDI'] {
  const destination = need(call.db, 'VDI', into);
  if (destination.read_only) throw new Fault('VDI_READONLY', into);
  if (destination.virtual_size < source.virtual_size)
    throw new Fault('VDI_TOO_SMALL', into, String(source.virtual_size));
  return destination;
}

function set(call: Call, self: Ref<'VDI'>, values: Partial<Records['VDI']>): void {
  need(call.db, 'VDI', self);
  call.db.transaction(() => call.db.update('VDI', self, values));
}

define({
  'VDI.create': (call, args) => {
    const plan = planOf(args);
    assertSrOperation(call.world, plan.sr, 'vdi_create');
    return startOperation(call, 'VDI.create', {
      durationMs: QUICK_MS,
      args: { plan },
      holds: [['SR', plan.sr, 'vdi_create']],
    });
  },
  'VDI.destroy': (call, vdi) => {
    assertVdiOperation(call.world, vdi, 'destroy');
    return start(call, 'destroy', QUICK_MS, { vdi });
  },
  'VDI.clone': (call, vdi) => {
    assertVdiOperation(call.world, vdi, 'clone');
    return start(call, 'clone', BRANCH_MS, { vdi });
  },
  'VDI.snapshot': (call, vdi) => {
    assertVdiOperation(call.world, vdi, 'snapshot');
    return start(call, 'snapshot', BRANCH_MS, { vdi });
  },
  'VDI.copy': (call, vdi, sr, _base, into) => {
    const source = assertVdiOperation(call.world, vdi, 'copy');
    const target = isNullRef(into) ? sr : assertCanReceive(call, source, into).SR;
    need(call.db, 'SR', target);
    const args = { vdi, sr: target, into: isNullRef(into) ? null : into };
    return start(call, 'copy', source.virtual_size / COPY_BYTES_PER_MS, args);
  },
  'VDI.resize': (call, vdi, sizeBytes) => {
    assertVdiOperation(call.world, vdi, 'resize');
    return start(call, 'resize', BRANCH_MS, { vdi, sizeBytes });
  },
  'VDI.resize_online': (call, vdi, sizeBytes) => {
    assertVdiOperation(call.world, vdi, 'resize_online');
    return startOperation(call, 'VDI.resize', {
      durationMs: BRANCH_MS,
      args: { vdi, sizeBytes },
      holds: [['VDI', vdi, 'resize_online']],
    });
  },
  'VDI.update': (call, vdi) => {
    assertVdiOperation(call.world, vdi, 'update');
  },
  'VDI.forget': (call, vdi) => {
    assertVdiOperation(call.world, vdi, 'forget');
    destroyDisk(call.world, vdi);
  },
  'VDI.set_name_label': (call, self, name_label) => set(call, self, { name_label }),
  'VDI.set_name_description': (call, self, name_description) => set(call, self, { name_description }),
  'VDI.set_sharable': (call, self, sharable) => set(call, self, { sharable }),
  'VDI.set_read_only': (call, self, read_only) => set(call, self, { read_only }),
  'VDI.set_allow_caching': (call, self, allow_caching) => set(call, self, { allow_caching }),
  'VDI.set_on_boot': (call, self, on_boot) => {
    assertVdiOperation(call.world, self, 'set_on_boot');
    set(call, self, { on_boot });
  },
  'VDI.enable_cbt': (call, self) => {
    assertVdiOperation(call.world, self, 'enable_cbt');
    set(call, self, { cbt_enabled: true });
  },
  'VDI.disable_cbt': (call, self) => {
    assertVdiOperation(call.world, self, 'disable_cbt');
    set(call, self, { cbt_enabled: false });
  },
  // How the storage manager reports what a guest has written; the repository's sum follows.
  'VDI.set_physical_utilisation': (call, self, value) => fillDisk(call.world, self, value),
});
