import { Gpu } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import { apiLine, listInput, textInput, vmBusyReason, xeLine } from '../../commands';
import type { Input, PoolCommand, Target } from '../../commands';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { gpusOfVm } from '../gpu-model';
import { gpuChoices } from './gpu-choices';
import { texts } from './texts';

function wantedIn(input: Input): { readonly group: Ref<'GPU_group'>; readonly type: Ref<'VGPU_type'> } {
  const [group = '', type = ''] = textInput(input, 'gpu').split(' ');
  return { group, type };
}

/** The first number that no vGPU of the VM has: a VM may have several. */
function freeDevice(inventory: Inventory, vm: Ref<'VM'>): string {
  const taken = (row(inventory, 'VM', vm)?.VGPUs ?? []).map((ref) => row(inventory, 'VGPU', ref)?.device);
  let device = 0;
  while (taken.includes(String(device))) device += 1;
  return String(device);
}

/** What the VM has must allow the type beside it (VGPU_type.compatible_types_in_vm). */
function goesWith(inventory: Inventory, vm: Ref<'VM'>, type: Ref<'VGPU_type'>): boolean {
  return (row(inventory, 'VM', vm)?.VGPUs ?? []).every((ref) => {
    const other = row(inventory, 'VGPU', ref)?.type;
    const friends = (other === undefined ? undefined : row(inventory, 'VGPU_type', other))?.compatible_types_in_vm;
    return friends?.includes(type) ?? false;
  });
}

function reasonOf(inventory: Inventory, target: Target): string | null {
  const vm = row(inventory, 'VM', target.ref);
  if (!vm) return texts.reasons.gone;
  const busy = vmBusyReason(vm);
  if (busy !== null) return busy;
  return vm.power_state === 'Halted' ? null : texts.reasons.shutDown;
}

const hasGpus = (inventory: Inventory): boolean =>
  [...rows(inventory, 'GPU_group').values()].some(({ enabled_VGPU_types: types }) => types.length > 0);

/** Commands that give VMs and templates a GPU and take it away. */
export const vmCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.assignGpu',
    label: texts.labels.assign,
    verb: texts.verbs.assign,
    title: texts.titles.assign,
    icon: Gpu,
    group: 'device',
    kinds: ['vm', 'template'],
    calls: ['VGPU.create'],
    reason: (inventory, target) => reasonOf(inventory, target) ?? (hasGpus(inventory) ? null : texts.reasons.noGpus),
    fields: (inventory, targets) => {
      const all = gpuChoices(inventory, (type) => targets.some(({ ref }) => goesWith(inventory, ref, type)));
      return [
        {
          kind: 'choice',
          id: 'gpu',
          label: texts.fields.gpu,
          initial: all.find(({ reason }) => reason === null)?.key ?? '',
          choices: all,
          checksServers: false,
        },
      ];
    },
    script: (inventory, target, input) => {
      const { group, type } = wantedIn(input);
      const device = freeDevice(inventory, target.ref);
      return {
        api: [apiLine('VGPU.create', target.ref, group, device, {}, type)],
        xe: [
          xeLine('vgpu-create', {
            'vm-uuid': row(inventory, 'VM', target.ref)?.uuid ?? target.ref,
            'gpu-group-uuid': row(inventory, 'GPU_group', group)?.uuid ?? group,
            'vgpu-type-uuid': row(inventory, 'VGPU_type', type)?.uuid ?? type,
          }),
        ],
      };
    },
    run: async (job, target, input) => {
      const { group, type } = wantedIn(input);
      await job.call('VGPU.create', target.ref, group, freeDevice(job.inventory, target.ref), {}, type);
    },
  },
  {
    type: 'pool',
    id: 'vm.removeGpus',
    label: texts.labels.unassign,
    verb: texts.verbs.unassign,
    title: texts.titles.unassign,
    icon: Gpu,
    group: 'device',
    kinds: ['vm', 'template'],
    calls: ['VGPU.destroy'],
    single: true,
    isOffered: (inventory, target) => (row(inventory, 'VM', target.ref)?.VGPUs.length ?? 0) > 0,
    reason: (inventory, target) =>
      reasonOf(inventory, target) ??
      ((row(inventory, 'VM', target.ref)?.VGPUs.length ?? 0) > 0 ? null : texts.reasons.hasNone),
    fields: (inventory, [target]) => {
      const all = target === undefined ? [] : gpusOfVm(inventory, target.ref);
      return [
        {
          kind: 'checklist',
          id: 'gpus',
          label: texts.fields.gpus,
          items: all.map(({ ref, type, groupName }) => ({ key: ref, label: type, detail: groupName, reason: null })),
          initial: all.map(({ ref }) => ref),
          empty: texts.fields.noGpus,
        },
      ];
    },
    script: (inventory, _target, input) => {
      const vgpus = listInput(input, 'gpus');
      return {
        api: vgpus.map((ref) => apiLine('VGPU.destroy', ref)),
        xe: vgpus.map((ref) => xeLine('vgpu-destroy', { uuid: row(inventory, 'VGPU', ref)?.uuid ?? ref })),
      };
    },
    run: async (job, _target, input) => {
      for (const ref of listInput(input, 'gpus')) await job.call('VGPU.destroy', ref);
    },
  },
];
