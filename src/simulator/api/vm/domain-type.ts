import type { DomainKind } from '../../physics/memory';

/** constants.ml hvm_boot_policy_bios_order */
const BIOS_ORDER = 'BIOS order';

/** The old way to say how a VM boots, for clients that do not know domain types (derive_hvm_boot_policy). */
export function bootPolicyFor(kind: DomainKind): string {
  return kind === 'hvm' ? BIOS_ORDER : '';
}
