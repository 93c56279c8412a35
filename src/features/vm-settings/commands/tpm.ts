import { ShieldOff, ShieldPlus } from 'lucide-react';
import type { Ref } from '../../../xapi/datamodel/ref';
import { apiLine, asyncLine, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';
import { firmwareOf, isHvm, vmOf, vmUuid } from './vm-facts';

const tpmOf = (inventory: Inventory, target: Target): Ref<'VTPM'> | undefined => vmOf(inventory, target)?.VTPMs[0];

/** What the guest keeps in a TPM is written down while the VM is off (xapi_vtpm.ml). */
function offReason(inventory: Inventory, target: Target): string | null {
  const vm = vmOf(inventory, target);
  if (!vm) return texts.reasons.gone;
  return vm.power_state === 'Halted' ? null : texts.reasons.shutDown;
}

/** The TPM of a VM. */
export const tpmCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.addTpm',
    label: texts.labels.addTpm,
    verb: texts.verbs.add,
    title: texts.titles.addTpm,
    icon: ShieldPlus,
    group: 'device',
    kinds: ['vm'],
    calls: ['VTPM.create'],
    isOffered: (inventory, target) => {
      const vm = vmOf(inventory, target);
      return vm !== undefined && isHvm(vm) && vm.VTPMs.length === 0;
    },
    reason: (inventory, target) => {
      const off = offReason(inventory, target);
      if (off !== null) return off;
      const vm = vmOf(inventory, target);
      if (vm && firmwareOf(vm) === 'bios') return texts.reasons.notUefi;
      return only(inventory, 'pool')?.[1].ha_enabled === true ? texts.reasons.tpmWithHa : null;
    },
    script: (inventory, target) => ({
      api: [asyncLine('VTPM.create', target.ref, false)],
      xe: [xeLine('vtpm-create', { 'vm-uuid': vmUuid(inventory, target) })],
    }),
    run: async (job, { ref }) => {
      await job.task('VTPM.create', ref, false);
    },
  },
  {
    type: 'pool',
    id: 'vm.removeTpm',
    label: texts.labels.removeTpm,
    verb: texts.verbs.remove,
    title: texts.titles.removeTpm,
    question: texts.titles.removeTpm,
    icon: ShieldOff,
    group: 'device',
    danger: true,
    kinds: ['vm'],
    calls: ['VTPM.destroy'],
    isOffered: (inventory, target) => tpmOf(inventory, target) !== undefined,
    reason: offReason,
    confirm: () => ({ consequence: texts.consequences.removeTpm, losses: [] }),
    script: (inventory, target) => {
      const tpm = tpmOf(inventory, target) ?? '';
      return {
        api: [apiLine('VTPM.destroy', tpm)],
        xe: [xeLine('vtpm-destroy', { uuid: row(inventory, 'VTPM', tpm)?.uuid ?? tpm })],
      };
    },
    run: async (job, target) => {
      const tpm = tpmOf(job.inventory, target);
      if (tpm !== undefined) await job.call('VTPM.destroy', tpm);
    },
  },
];
