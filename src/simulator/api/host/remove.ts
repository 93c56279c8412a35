import { isNullRef, NULL_REF, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import { dropBlob } from '../blob/blob';
import { forgetLibrary } from '../certificates/library';
import { hostCertificates, removeCertificates } from '../certificates/store';
import { updatePoolRestrictions } from '../licence/licence';
import { removePif, setUnknownPorts } from '../pif/ports';
import { forgetInstalled } from '../updates/installed';
import type { World } from '../world';
import { poolCpuInfo } from './cpus';
import { forgetLocal } from './local-db';
import { setHostMode } from './mode';
import { forgetAgent } from './toolstack';

/** Rows that are nothing without their server: the garbage collector of xapi takes them (db_gc.ml, db_gc_util.ml). */
const OWNED = [
  'PBD',
  'host_cpu',
  'host_crashdump',
  'host_patch',
  'Feature',
  'PVS_cache_storage',
  'Host_driver',
] as const satisfies readonly ClassName[];

function removeOwned({ db }: World, host: Ref<'host'>): void {
  for (const [ref, { driver }] of [...db.all('Driver_variant')]) {
    if (db.get('Host_driver', driver)?.host === host) db.remove('Driver_variant', ref);
  }
  for (const cls of OWNED) {
    for (const [ref, row] of [...db.all(cls)]) if (row.host === host) db.remove(cls, ref);
  }
}

function removeControlDomain({ db }: World, ref: Ref<'VM'>): void {
  const vm = db.row('VM', ref);
  for (const console of vm.consoles) db.remove('console', console);
  for (const vbd of vm.VBDs) {
    const { metrics } = db.row('VBD', vbd);
    db.remove('VBD', vbd);
    if (db.has('VBD_metrics', metrics)) db.remove('VBD_metrics', metrics);
  }
  for (const vif of vm.VIFs) db.remove('VIF', vif);
  db.remove('VM', ref);
  if (db.has('VM_metrics', vm.metrics)) db.remove('VM_metrics', vm.metrics);
  if (db.has('VM_guest_metrics', vm.guest_metrics)) db.remove('VM_guest_metrics', vm.guest_metrics);
}

function removeDevices({ db }: World, host: Ref<'host'>): void {
  const { PUSBs, PGPUs, PCIs } = db.row('host', host);
  for (const pusb of PUSBs) {
    const group = db.row('PUSB', pusb).USB_group;
    db.remove('PUSB', pusb);
    if (db.get('USB_group', group)?.PUSBs.length === 0 && db.row('USB_group', group).VUSBs.length === 0) {
      db.remove('USB_group', group);
    }
  }
  for (const pgpu of PGPUs) db.remove('PGPU', pgpu);
  for (const [ref, pci] of [...db.all('PCI')]) {
    if (!isNullRef(pci.physical_function) && PCIs.includes(pci.physical_function)) {
      db.update('PCI', ref, { physical_function: NULL_REF });
    }
  }
  for (const pci of PCIs) db.remove('PCI', pci);
}

/** Other objects that name the server lose it. */
function forget({ db }: World, host: Ref<'host'>): void {
  for (const [ref, vm] of [...db.all('VM')]) {
    if (vm.affinity === host) db.update('VM', ref, { affinity: NULL_REF });
    if (vm.scheduled_to_be_resident_on === host) db.update('VM', ref, { scheduled_to_be_resident_on: NULL_REF });
  }
  for (const [ref, update] of [...db.all('pool_update')]) {
    if (update.hosts.includes(host))
      db.update('pool_update', ref, { hosts: update.hosts.filter((one) => one !== host) });
  }
  for (const [ref, observer] of [...db.all('Observer')]) {
    if (observer.hosts.includes(host)) {
      db.update('Observer', ref, { hosts: observer.hosts.filter((one) => one !== host) });
    }
  }
  for (const [ref, sm] of [...db.all('SM')]) {
    const { [host]: pending, ...rest } = sm.host_pending_features;
    if (pending !== undefined) db.update('SM', ref, { host_pending_features: rest });
  }
  for (const [ref, task] of [...db.all('task')]) {
    if (task.forwarded_to === host) db.update('task', ref, { forwarded_to: NULL_REF });
    if (task.resident_on === host) db.remove('task', ref);
  }
  for (const [ref, session] of [...db.all('session')]) if (session.this_host === host) db.remove('session', ref);
}

/** The pool's processors are those of its servers (create_misc.ml create_pool_cpuinfo). */
function recountCpus({ db }: World): void {
  const cpu_info = poolCpuInfo([...db.all('host')].map(([, host]) => host.cpu_info));
  for (const pool of db.refs('pool')) db.update('pool', pool, { cpu_info });
}

/** Takes a server out of the pool's database, with everything that is its own. Guests must have left it. */
export function removeHost(world: World, host: Ref<'host'>): void {
  const { db } = world;
  const row = db.row('host', host);
  forget(world, host);
  removeOwned(world, host);
  for (const pif of row.PIFs) removePif(world, pif);
  removeDevices(world, host);
  for (const [ref, member] of [...db.all('Cluster_host')]) if (member.host === host) db.remove('Cluster_host', ref);
  for (const vm of db.row('host', host).resident_VMs) removeControlDomain(world, vm);
  for (const blob of Object.values(row.blobs)) dropBlob(world, blob);
  for (const type of ['host', 'host_internal'] as const) removeCertificates(world, hostCertificates(world, host, type));
  db.remove('host', host);
  if (db.has('host_metrics', row.metrics)) db.remove('host_metrics', row.metrics);
  recountCpus(world);
  updatePoolRestrictions(world);
  forgetLibrary(world, host);
  forgetInstalled(world, host);
  setUnknownPorts(world, host, []);
  forgetLocal(world, host);
  forgetAgent(world, host);
  setHostMode(world, host, 'up');
}
