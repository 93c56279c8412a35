import { Disc, LayoutTemplate, Monitor } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import { apiLine, asyncLine, vmReason, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { labelOr, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';
import { fixedReason, vmOf, vmUuid } from './vm-facts';

/** The disc with guest tools (sm: tools SR; its name tells which of the discs there it is). */
function toolsDisc(inventory: Inventory): Ref<'VDI'> | undefined {
  for (const [ref, vdi] of rows(inventory, 'VDI')) {
    if (vdi.is_tools_iso) return ref;
  }
  return undefined;
}

function cdDrive(inventory: Inventory, target: Target): Ref<'VBD'> | undefined {
  return vmOf(inventory, target)?.VBDs.find((ref) => row(inventory, 'VBD', ref)?.type === 'CD');
}

const isFull = (inventory: Inventory, drive: Ref<'VBD'>): boolean => row(inventory, 'VBD', drive)?.empty === false;

/** The disc that has to leave the drive, by its name. */
function discIn(inventory: Inventory, target: Target): readonly string[] {
  const vbd = row(inventory, 'VBD', cdDrive(inventory, target) ?? '');
  const disc = vbd && !vbd.empty ? row(inventory, 'VDI', vbd.VDI) : undefined;
  return disc && !disc.is_tools_iso ? [labelOr(disc.name_label)] : [];
}

/** What a VM becomes, and what its guest is given. */
export const kindCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.toTemplate',
    label: texts.labels.toTemplate,
    verb: texts.verbs.toTemplate,
    title: texts.titles.toTemplate,
    question: texts.titles.toTemplate,
    icon: LayoutTemplate,
    group: 'create',
    kinds: ['vm'],
    calls: ['VM.set_is_a_template'],
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (vm && vm.power_state !== 'Halted') return texts.reasons.shutDown;
      return vmReason(vm, 'make_into_template');
    },
    confirm: () => ({ consequence: texts.consequences.toTemplate, losses: [] }),
    script: (inventory, target) => ({
      api: [apiLine('VM.set_is_a_template', target.ref, true)],
      xe: [xeLine('vm-param-set', { uuid: vmUuid(inventory, target), 'is-a-template': 'true' })],
    }),
    run: async (job, { ref }) => {
      await job.call('VM.set_is_a_template', ref, true);
    },
  },
  {
    type: 'pool',
    id: 'template.toVm',
    label: texts.labels.toVm,
    verb: texts.verbs.toVm,
    title: texts.titles.toVm,
    question: texts.titles.toVm,
    icon: Monitor,
    group: 'create',
    kinds: ['template'],
    calls: ['VM.set_is_a_template'],
    reason: fixedReason,
    confirm: () => ({ consequence: texts.consequences.toVm, losses: [] }),
    script: (inventory, target) => ({
      api: [apiLine('VM.set_is_a_template', target.ref, false)],
      xe: [xeLine('template-param-set', { uuid: vmUuid(inventory, target), 'is-a-template': 'false' })],
    }),
    run: async (job, { ref }) => {
      await job.call('VM.set_is_a_template', ref, false);
    },
  },
  {
    type: 'pool',
    id: 'vm.installTools',
    label: texts.labels.installTools,
    verb: texts.verbs.installTools,
    title: texts.titles.installTools,
    question: texts.titles.installTools,
    icon: Disc,
    group: 'device',
    kinds: ['vm'],
    calls: ['VBD.eject', 'VBD.insert'],
    reason: (inventory, target) => {
      const vm = vmOf(inventory, target);
      if (!vm) return texts.reasons.gone;
      if (vm.power_state !== 'Running') return texts.reasons.notRunning;
      if (toolsDisc(inventory) === undefined) return texts.reasons.noTools;
      return cdDrive(inventory, target) === undefined ? texts.reasons.noDrive : null;
    },
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.installTools(targets.flatMap((target) => discIn(inventory, target)).join(', ')),
      losses: [],
    }),
    script: (inventory, target) => {
      const drive = cdDrive(inventory, target) ?? '';
      const disc = toolsDisc(inventory) ?? '';
      const uuid = row(inventory, 'VBD', drive)?.uuid ?? drive;
      const full = isFull(inventory, drive);
      return {
        api: [...(full ? [asyncLine('VBD.eject', drive)] : []), asyncLine('VBD.insert', drive, disc)],
        xe: [
          ...(full ? [xeLine('vbd-eject', { uuid })] : []),
          xeLine('vbd-insert', { uuid, 'vdi-uuid': row(inventory, 'VDI', disc)?.uuid ?? disc }),
        ],
      };
    },
    run: async (job, target) => {
      const drive = cdDrive(job.inventory, target) ?? '';
      if (isFull(job.inventory, drive)) await job.task('VBD.eject', drive);
      await job.task('VBD.insert', drive, toolsDisc(job.inventory) ?? '');
    },
  },
];
