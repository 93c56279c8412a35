import { isNullRef, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Draft } from './draft';
import { nameOf } from './notices';
import { clip } from './pool-database-error';

const GIB = 1024 ** 3;
/** For servers of which the file says nothing about memory. */
const ASSUMED_MEMORY = 16 * GIB;
const ASSUMED_CONTROL_DOMAIN_MEMORY = 2 * GIB;

/** Before secrets existed, the pool held the password of workload balancing itself (xapi_db_upgrade.ml). */
export function moveWlbPassword(draft: Draft): void {
  for (const [ref, pool] of draft.drafts('pool')) {
    const password = pool['wlb_password'] as string;
    if (isNullRef(password) || password.startsWith('OpaqueRef:') || draft.has('secret', password)) continue;
    const secret = draft.freeRef<'secret'>('wlb_password', ref);
    draft.create('secret', secret, { value: password });
    pool['wlb_password'] = secret;
    draft.notices.add('The password of workload balancing became a secret, as xapi does', clip(ref));
  }
}

/**
 * Creates rows that a pool cannot run without and that old databases did not keep. A row gets the reference that its
 * owner names already, so that the owner stays as the file has it.
 */
export function createMissingRows(draft: Draft): void {
  const residents = residentsByHost(draft);
  for (const [ref, host] of [...draft.rows('host')]) {
    createHostMetrics(draft, ref, host, residents.get(ref) ?? []);
    createControlDomain(draft, ref, host, residents.get(ref) ?? []);
  }
  for (const [ref, vm] of [...draft.rows('VM')]) createVmMetrics(draft, ref, vm);
  for (const [ref, pif] of [...draft.rows('PIF')]) createPifMetrics(draft, ref, pif);
}

type Residents = readonly (readonly [Ref<'VM'>, Records['VM']])[];

function residentsByHost(draft: Draft): ReadonlyMap<Ref<'host'>, Residents> {
  const residents = new Map<Ref<'host'>, [Ref<'VM'>, Records['VM']][]>();
  for (const [ref, vm] of draft.rows('VM')) {
    if (!isRunning(vm)) continue;
    const before = residents.get(vm.resident_on);
    if (before === undefined) residents.set(vm.resident_on, [[ref, vm]]);
    else before.push([ref, vm]);
  }
  return residents;
}

function createHostMetrics(draft: Draft, ref: Ref<'host'>, host: Records['host'], residents: Residents): void {
  if (draft.has('host_metrics', host.metrics)) return;
  const used = residents.reduce((sum, [, vm]) => sum + memoryInUse(vm), 0);
  const known = bootMemory(draft, ref, host);
  const total = known > 0 ? known : Math.max(ASSUMED_MEMORY, 2 * used);
  const metrics = draft.refFor('host_metrics', host.metrics, ref);
  draft.create('host_metrics', metrics, { live: true, memory_total: total, memory_free: Math.max(0, total - used) });
  draft.patch('host', ref, { metrics });
  const source = known > 0 ? 'the memory free at its start' : `an assumed ${Math.round(total / GIB)} GiB of memory`;
  draft.notices.add(
    'The file has no metrics of a server; they were made',
    `${nameOf(ref, { ...host })} with ${source}`,
  );
}

/** `boot_free_mem` counts the control domain's memory as free; what Xen itself took is the overhead. */
function bootMemory(draft: Draft, ref: Ref<'host'>, host: Records['host']): number {
  const free = draft.draft('host', ref)?.['boot_free_mem'];
  return typeof free === 'number' && free > 0 ? free + host.memory_overhead : 0;
}

function createControlDomain(draft: Draft, ref: Ref<'host'>, host: Records['host'], residents: Residents): void {
  if (draft.get('VM', host.control_domain)?.is_control_domain === true) return;
  const own = residents.filter(([, vm]) => vm.is_control_domain);
  const present = own.find(([, vm]) => vm.domid === 0) ?? own[0];
  if (present !== undefined) {
    draft.patch('host', ref, { control_domain: present[0] });
    return;
  }
  const vm = draft.refFor('VM', host.control_domain, ref);
  const memory = Math.min(ASSUMED_CONTROL_DOMAIN_MEMORY, Math.floor(memoryTotal(draft, host) / 4));
  const cpus = Number(host.cpu_info['cpu_count'] ?? 1);
  draft.create('VM', vm, {
    name_label: `Control domain on host: ${host.name_label}`,
    name_description: 'The domain which manages physical devices and manages other domains',
    is_control_domain: true,
    power_state: 'Running',
    resident_on: ref,
    affinity: ref,
    domid: 0,
    domain_type: 'pv',
    memory_static_max: memory,
    memory_static_min: memory,
    memory_dynamic_max: memory,
    memory_dynamic_min: memory,
    memory_target: memory,
    VCPUs_max: Number.isSafeInteger(cpus) && cpus > 0 ? cpus : 1,
    VCPUs_at_startup: Number.isSafeInteger(cpus) && cpus > 0 ? cpus : 1,
  });
  draft.patch('host', ref, { control_domain: vm });
  draft.notices.add('The file has no control domain of a server; it was made', nameOf(ref, { ...host }));
}

function memoryTotal(draft: Draft, host: Records['host']): number {
  return draft.get('host_metrics', host.metrics)?.memory_total ?? ASSUMED_MEMORY;
}

/** xapi: dbsync_master.ml, ensure_vm_metrics_records_exist. */
function createVmMetrics(draft: Draft, ref: Ref<'VM'>, vm: Records['VM']): void {
  if (draft.has('VM_metrics', vm.metrics)) return;
  const metrics = draft.refFor('VM_metrics', vm.metrics, ref);
  draft.create('VM_metrics', metrics, isRunning(vm) ? { VCPUs_number: vm.VCPUs_at_startup } : {});
  draft.patch('VM', ref, { metrics });
  draft.notices.add('The file has no metrics of a VM; they were made, as xapi does', nameOf(ref, { ...vm }));
}

/** Databases up to XenServer 5.6 did not keep PIF metrics; what is attached had a link then. */
function createPifMetrics(draft: Draft, ref: Ref<'PIF'>, pif: Records['PIF']): void {
  if (draft.has('PIF_metrics', pif.metrics)) return;
  const metrics = draft.refFor('PIF_metrics', pif.metrics, ref);
  draft.create('PIF_metrics', metrics, { carrier: pif.currently_attached });
  draft.patch('PIF', ref, { metrics });
  draft.notices.add('The file has no metrics of a PIF; they were made', `${clip(pif.device)} (${clip(ref)})`);
}

/** What is measured while a VM runs; a file without the measures gets what the VM was asked to be. */
export function fillMeasures(draft: Draft): void {
  for (const [, vm] of draft.rows('VM')) {
    const metrics = draft.get('VM_metrics', vm.metrics);
    if (metrics === undefined || !isRunning(vm)) continue;
    if (metrics.memory_actual === 0) draft.patch('VM_metrics', vm.metrics, { memory_actual: memoryInUse(vm) });
    if (metrics.current_domain_type === 'unspecified') {
      const { domain_type } = vm;
      draft.patch('VM_metrics', vm.metrics, { current_domain_type: domain_type, hvm: domain_type === 'hvm' });
    }
  }
}

function isRunning(vm: Records['VM']): boolean {
  return vm.power_state === 'Running' || vm.power_state === 'Paused';
}

function memoryInUse(vm: Records['VM']): number {
  return vm.memory_target || vm.memory_dynamic_max || vm.memory_static_max;
}
