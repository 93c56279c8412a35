import type { Ref } from '../../../xapi/datamodel/ref';
import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { textInput } from '../../commands';
import type { Input, OtherPool, StepContext, Target } from '../../commands';
import { only, poolName, row } from '../../objects';
import type { Inventory } from '../../objects';

export const FIELD = {
  destination: 'destination',
  storage: 'storage',
  disk: (vdi: string): string => `disk ${vdi}`,
  nic: (vif: string): string => `nic ${vif}`,
  /** In place of one for each interface, where several VMs move. */
  lan: (network: string): string => `lan ${network}`,
  gpu: (vgpu: string): string => `gpu ${vgpu}`,
  network: 'network',
  copy: 'copy',
  vms: 'vms',
  check: 'check',
} as const;

/** In place of one repository for all disks. */
export const EACH_DISK = 'each';

export interface Destination {
  /** Connection of its pool. */
  readonly pool: string;
  readonly poolName: string;
  readonly host: Ref<'host'>;
  /** Null: the VM stays in its pool. */
  readonly other: OtherPool | null;
  /** Of its pool. */
  readonly inventory: Inventory;
}

/** What a wizard about one VM knows beside its answers. */
export interface Question {
  readonly inventory: Inventory;
  readonly target: Target;
  readonly others: readonly OtherPool[];
  readonly input: Input;
}

/** The connection and the server that were chosen. */
export function placeIn(input: Input): { readonly pool: string; readonly host: Ref<'host'> } {
  const [pool = '', host = ''] = textInput(input, FIELD.destination).split(' ');
  return { pool, host };
}

/** The server that was chosen; null: none that is there. */
export function destinationOf({ inventory, target, others, input }: Question): Destination | null {
  const { pool, host } = placeIn(input);
  const own = target.id.connection;
  const other = others.find(({ id }) => id === pool) ?? null;
  if (pool !== own && other === null) return null;
  const there = other?.inventory ?? inventory;
  if (!row(there, 'host', host)) return null;
  const [, record] = only(there, 'pool') ?? [];
  const name = other?.name ?? (record ? poolName(inventory, record) : '');
  return { pool, poolName: name, host, other, inventory: there };
}

export const vmOf = ({ inventory, target }: Pick<Question, 'inventory' | 'target'>): Records['VM'] | undefined =>
  row(inventory, 'VM', target.ref);

/** The disks of a VM that move, without what lies in its CD drives. */
export function disksOf(
  inventory: Inventory,
  vm: Records['VM'],
): readonly (readonly [ref: Ref<'VDI'>, vdi: Records['VDI']])[] {
  return vm.VBDs.flatMap((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    if (!vbd || vbd.type === 'CD' || isNullRef(vbd.VDI)) return [];
    const vdi = row(inventory, 'VDI', vbd.VDI);
    return vdi ? [[vbd.VDI, vdi] as const] : [];
  });
}

export interface Nic {
  readonly ref: Ref<'VIF'>;
  readonly vif: Records['VIF'];
  /** The snapshot that has it; null: the VM itself. */
  readonly snapshot: string | null;
}

/** The interfaces that need a network in another pool: those of snapshots where the VM has none with their address. */
export function nicsOf(inventory: Inventory, vm: Records['VM']): readonly Nic[] {
  const nics: Nic[] = [];
  const known = new Set<string>();
  const add = (owner: Records['VM'], snapshot: string | null): void => {
    for (const ref of owner.VIFs) {
      const vif = row(inventory, 'VIF', ref);
      if (!vif || known.has(vif.MAC)) continue;
      known.add(vif.MAC);
      nics.push({ ref, vif, snapshot });
    }
  };
  add(vm, null);
  for (const ref of vm.snapshots) {
    const snapshot = row(inventory, 'VM', ref);
    if (snapshot) add(snapshot, snapshot.name_label);
  }
  return nics;
}

/** The virtual GPUs that need a group in another pool. */
export const gpusOf = (
  inventory: Inventory,
  vm: Records['VM'],
): readonly (readonly [ref: Ref<'VGPU'>, vgpu: Records['VGPU']])[] =>
  vm.VGPUs.flatMap((ref) => {
    const vgpu = row(inventory, 'VGPU', ref);
    return vgpu ? [[ref, vgpu] as const] : [];
  });

/** The VMs of a wizard that are there. */
export const vmsOf = ({
  inventory,
  targets,
}: Pick<StepContext, 'inventory' | 'targets'>): readonly (readonly [target: Target, vm: Records['VM']])[] =>
  targets.flatMap((target) => {
    const vm = vmOf({ inventory, target });
    return vm ? [[target, vm] as const] : [];
  });

export const isCopy = (input: Input): boolean => input[FIELD.copy] === true;

export interface Maps {
  readonly vdis: Readonly<Record<Ref<'VDI'>, Ref<'SR'>>>;
  readonly vifs: Readonly<Record<Ref<'VIF'>, Ref<'network'>>>;
  readonly gpus: Readonly<Record<Ref<'VGPU'>, Ref<'GPU_group'>>>;
  readonly options: Readonly<Record<string, string>>;
}

/** Where everything goes. */
export function mapsOf(question: Omit<Question, 'others'>): Maps {
  const { inventory, target, input } = question;
  const vm = vmOf(question);
  const isLeaving = placeIn(input).pool !== target.id.connection;
  const forAll = textInput(input, FIELD.storage);
  const placeOf = (vdi: string): string => (forAll === EACH_DISK ? textInput(input, FIELD.disk(vdi)) : forAll);
  const networkOf = ({ ref, vif }: Nic): string =>
    textInput(input, FIELD.nic(ref)) || textInput(input, FIELD.lan(vif.network));
  return {
    vdis: Object.fromEntries((vm ? disksOf(inventory, vm) : []).map(([ref]) => [ref, placeOf(ref)])),
    vifs: Object.fromEntries((vm && isLeaving ? nicsOf(inventory, vm) : []).map((nic) => [nic.ref, networkOf(nic)])),
    gpus: Object.fromEntries(
      (vm && isLeaving ? gpusOf(inventory, vm) : []).map(([ref]) => [ref, textInput(input, FIELD.gpu(ref))]),
    ),
    options: isLeaving && isCopy(input) ? { copy: 'true' } : {},
  };
}

/** The rest of what the calls of a move take. Older pools know of no groups, and need none where there are no GPUs. */
export function argsOf(maps: Maps): Rest {
  const { vdis, vifs, gpus, options } = maps;
  return Object.keys(gpus).length === 0 ? [vdis, vifs, options] : [vdis, vifs, options, gpus];
}

type Rest = [Maps['vdis'], Maps['vifs'], Maps['options'], Maps['gpus']?];
