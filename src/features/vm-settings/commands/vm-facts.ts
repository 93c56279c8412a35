import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Target } from '../../commands';
import { isDefaultTemplate, row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

export type Vm = Records['VM'];

export const MACHINES = ['vm', 'template'] as const;

export function vmOf(inventory: Inventory, { ref }: Target): Vm | undefined {
  return row(inventory, 'VM', ref);
}

export function vmUuid(inventory: Inventory, target: Target): string {
  return vmOf(inventory, target)?.uuid ?? target.ref;
}

/** Why a VM or template cannot be changed at all; null: it can. */
export function fixedReason(inventory: Inventory, target: Target): string | null {
  const vm = vmOf(inventory, target);
  if (!vm) return texts.reasons.gone;
  return isDefaultTemplate(vm) ? texts.reasons.shipped : null;
}

export function isHvm(vm: Vm): boolean {
  return vm.HVM_boot_policy !== '';
}

export type Firmware = 'bios' | 'uefi' | 'secure';

/** What a machine that boots from discs does so with. */
export function firmwareOf({ HVM_boot_params, platform }: Vm): Firmware {
  if (HVM_boot_params['firmware'] !== 'uefi') return 'bios';
  return platform['secureboot'] === 'true' || platform['secureboot'] === 'auto' ? 'secure' : 'uefi';
}

/** A whole number that a person typed; NaN when it is none. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}
