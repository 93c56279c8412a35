import { Trash2 } from 'lucide-react';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { isDefaultTemplate, labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes, formatTime, parseTime } from '../../values';
import type { Choice, Input, PoolCommand, Target } from '../command';
import { asyncLine, xeLine } from '../script';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { listInput, uuidOf, vmOf } from './vm-call';

/** The input of the checklist: `VDI:<ref>` and `VM:<ref>` of what goes with the machine. */
const WITH = 'with';

/** Disks that only these machines use. */
function ownDisks(inventory: Inventory, vmRef: string): readonly { readonly ref: string; readonly users: number }[] {
  const vm = row(inventory, 'VM', vmRef);
  const disks: { ref: string; users: number }[] = [];
  for (const vbdRef of vm?.VBDs ?? []) {
    const vbd = row(inventory, 'VBD', vbdRef);
    if (!vbd || vbd.type !== 'Disk' || isNullRef(vbd.VDI)) continue;
    const vdi = row(inventory, 'VDI', vbd.VDI);
    if (vdi) disks.push({ ref: vbd.VDI, users: vdi.VBDs.length });
  }
  return disks;
}

/** What can be deleted with the targets, ticked or with the reason why it stays. */
function companions(inventory: Inventory, targets: readonly Target[]): readonly Choice[] {
  const choices: Choice[] = [];
  for (const target of targets) {
    for (const disk of ownDisks(inventory, target.ref)) {
      const vdi = row(inventory, 'VDI', disk.ref);
      if (!vdi) continue;
      choices.push({
        key: `VDI:${disk.ref}`,
        label: labelOr(vdi.name_label),
        detail: texts.fields.diskOf(target.name, formatBytes(vdi.virtual_size)),
        reason: disk.users > 1 ? texts.fields.sharedDisk(disk.users - 1) : null,
      });
    }
    if (target.kind !== 'vm') continue;
    for (const ref of vmOf(inventory, target)?.snapshots ?? []) {
      const snapshot = row(inventory, 'VM', ref);
      if (!snapshot) continue;
      choices.push({
        key: `VM:${ref}`,
        label: labelOr(snapshot.name_label),
        detail: texts.fields.snapshotDetail(formatTime(parseTime(snapshot.snapshot_time))),
        reason: null,
      });
    }
  }
  return choices;
}

interface Removal {
  /** Machines and snapshots, in the order in which they are to be destroyed. */
  readonly vms: readonly string[];
  readonly vdis: readonly string[];
}

/** What deleting one target removes; the companions of other targets are left to them. */
function removalOf(inventory: Inventory, target: Target, input: Input): Removal {
  const chosen = new Set(listInput(input, WITH));
  const snapshots = (vmOf(inventory, target)?.snapshots ?? []).filter((ref) => chosen.has(`VM:${ref}`));
  const disks = ownDisks(inventory, target.ref).map((disk) => disk.ref);
  const vdis = new Set(disks.filter((ref) => chosen.has(`VDI:${ref}`)));
  for (const ref of snapshots) for (const disk of ownDisks(inventory, ref)) vdis.add(disk.ref);
  for (const ref of [...snapshots, target.ref]) {
    // The memory image of a suspended machine or of a snapshot with memory is of no use without it.
    const image = row(inventory, 'VM', ref)?.suspend_VDI;
    if (image !== undefined && !isNullRef(image) && row(inventory, 'VDI', image)) vdis.add(image);
  }
  return { vms: [...snapshots, target.ref], vdis: [...vdis] };
}

const LOSS = {
  vm: texts.consequences.losesVm,
  template: texts.consequences.losesTemplate,
  snapshot: texts.consequences.losesSnapshot,
} as const;

export const deletingCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.delete',
    label: texts.labels.deleteVm,
    verb: texts.verbs.delete,
    title: texts.titles.delete,
    icon: Trash2,
    group: 'remove',
    shortcut: 'Delete',
    danger: true,
    kinds: ['vm', 'template', 'snapshot'],
    calls: ['VM.destroy', 'VDI.destroy'],
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (vm && isDefaultTemplate(vm)) return texts.reasons.defaultTemplate;
      return vmReason(vm, 'destroy');
    },
    fields: (inventory, targets) => {
      const items = companions(inventory, targets);
      return [
        {
          kind: 'checklist',
          id: WITH,
          label: texts.fields.disksAndSnapshots,
          items,
          initial: items.filter((item) => item.reason === null).map((item) => item.key),
          empty: texts.fields.noDisks,
        },
      ];
    },
    confirm: (_inventory, targets) => ({
      consequence: texts.consequences.deleteVm,
      losses: targets.map((target) =>
        target.kind === 'template' || target.kind === 'snapshot'
          ? LOSS[target.kind](target.name)
          : LOSS.vm(target.name),
      ),
    }),
    script: (inventory, target, input) => {
      const { vms, vdis } = removalOf(inventory, target, input);
      return {
        api: [...vms.map((ref) => asyncLine('VM.destroy', ref)), ...vdis.map((ref) => asyncLine('VDI.destroy', ref))],
        xe: [
          ...vms.map((ref) =>
            xeLine('vm-destroy', { uuid: row(inventory, 'VM', ref)?.uuid ?? uuidOf(inventory, target) }),
          ),
          ...vdis.map((ref) => xeLine('vdi-destroy', { uuid: row(inventory, 'VDI', ref)?.uuid ?? ref })),
        ],
      };
    },
    run: async (job, target, input) => {
      const { vms, vdis } = removalOf(job.inventory, target, input);
      for (const ref of vms) await job.task('VM.destroy', ref);
      for (const ref of vdis) await job.task('VDI.destroy', ref);
    },
  },
];
