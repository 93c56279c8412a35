import type { Records } from '../../../xapi/datamodel/types.gen';
import type { DomainKind } from '../../physics/memory';
import { domainKind } from '../memory';

/** constants.ml hvm_boot_policy_bios_order */
const BIOS_ORDER = 'BIOS order';

/** The old way to say how a VM boots, for clients that do not know domain types (derive_hvm_boot_policy). */
export function bootPolicyFor(kind: DomainKind): string {
  return kind === 'hvm' ? BIOS_ORDER : '';
}

/** Whether emulated hardware comes with the VM, which decides its first disk's and floppy's names. */
export function needsHardwareEmulation(vm: Records['VM']): boolean {
  return domainKind(vm) === 'hvm';
}
