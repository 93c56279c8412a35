import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { domainKind } from '../memory';
import { thePool, type World } from '../world';
import type { Refusal } from './operation-check';

type Vm = Records['VM'];

function featureSet(vm: Vm): 'features_pv' | 'features_hvm' {
  return domainKind(vm) === 'pv' ? 'features_pv' : 'features_hvm';
}

/** What a VM that boots now may use of the processor: what all servers of the pool have (cpuid_helpers.ml). */
export function bootFlags({ db }: World, vm: Vm): Vm['last_boot_CPU_flags'] {
  const { cpu_info } = thePool(db)[1];
  const features = cpu_info[featureSet(vm)];
  return features === undefined ? {} : { vendor: cpu_info['vendor'] ?? '', features };
}

function words(features: string): readonly number[] {
  return features === '' ? [] : features.split('-').map((word) => parseInt(word, 16));
}

/** Whether everything in `needed` is also in `offered`. */
function offers(offered: string, needed: string): boolean {
  const there = words(offered);
  return words(needed).every((word, at) => (word & ~(there[at] ?? 0)) === 0);
}

/** A VM with a past (suspended, or about to migrate) needs the processor that it booted with. */
export function cpuRefusal(vm: Vm, ref: Ref<'VM'>, host: Ref<'host'>, row: Records['host']): Refusal | null {
  if (vm.power_state === 'Halted') return null;
  const { vendor, features } = vm.last_boot_CPU_flags;
  const offered = row.cpu_info[featureSet(vm)];
  if (vendor === undefined || features === undefined || offered === undefined) return null;
  if (vendor !== row.cpu_info['vendor']) {
    return ['VM_INCOMPATIBLE_WITH_THIS_HOST', ref, host, "VM last booted on a CPU from a different vendor's host"];
  }
  if (offers(offered, features)) return null;
  return ['VM_INCOMPATIBLE_WITH_THIS_HOST', ref, host, 'VM last booted on a host which had a CPU with more features'];
}
