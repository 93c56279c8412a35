import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { exhaustedBy, type Dom0Limit, type Dom0Load } from '../../physics/density/dom0-use';
import { MIB_BYTES } from '../../physics/units';
import { Fault } from '../fault';
import { addDevices, domainKind, guestSums } from '../memory';
import { releaseOf } from '../metrics/datapath';
import type { World } from '../world';

/** Memory of a server's control domain, MiB; null where nothing is known of it. */
export function dom0MemoryMib({ db }: World, host: Records['host']): number | null {
  const dom0 = db.get('VM', host.control_domain);
  if (dom0 === undefined) return null;
  const bytes = db.get('VM_metrics', dom0.metrics)?.memory_actual ?? 0;
  return (bytes > 0 ? bytes : dom0.memory_target) / MIB_BYTES || null;
}

/** What the guests of a server take of its control domain now, device by device. */
function loadOf(db: Database, host: Records['host']): Dom0Load {
  const load = { vms: 0, pvVms: 0, vcpus: 0, vbds: 0, vifs: 0 };
  for (const ref of host.resident_VMs) {
    const vm = db.row('VM', ref);
    if (vm.is_control_domain) continue;
    const vbds = vm.VBDs.filter((vbd) => {
      const { currently_attached, empty } = db.row('VBD', vbd);
      return currently_attached && !empty;
    });
    const vifs = vm.VIFs.filter((vif) => db.row('VIF', vif).currently_attached);
    addDevices(load, vm, vbds.length, vifs.length, 1);
  }
  return load;
}

/**
 * Nobody asks whether the control domain has room for one guest more: xenopsd finds out when a part of it fails. Called
 * when the guest has its domain; the failure takes it away again. Counting all devices takes a while, so it is done
 * only where the sums, which are never too small, say that there may be no room.
 */
export function assertDom0Copes(world: World, vm: Ref<'VM'>, host: Ref<'host'>): void {
  const { db } = world;
  const row = db.row('host', host);
  const mib = dom0MemoryMib(world, row);
  if (mib === null) return;
  const release = releaseOf(row);
  if (exhaustedBy(release, mib, guestSums(db, host)) === null) return;
  const limit = exhaustedBy(release, mib, loadOf(db, row));
  if (limit !== null) throw failureOf(db.row('VM', vm), vm, limit);
}

/**
 * What a client is told. Disks come first: tap-ctl finds no minor or no memory, and the storage manager passes its
 * failure on (blktap2.py CommandFailure). A device model comes last and needs most: it cannot bind its channels, or the
 * kernel kills it (xenopsd device.ml Ioemu_failed, xapi_xenops.ml Failed_to_start_emulator). What is left is a guest
 * without one, which the domain builder cannot build or introduce to xenstored (xapi_xenops_errors.ml).
 */
function failureOf(vm: Records['VM'], ref: Ref<'VM'>, limit: Dom0Limit): Fault {
  const hasDeviceModel = domainKind(vm) === 'hvm';
  const failsByDisk =
    limit === 'blktap minors' || limit === 'low memory' || (limit === 'dom0 memory' && !hasDeviceModel);
  if (failsByDisk && vm.VBDs.length > 0) {
    const command = limit === 'blktap minors' ? 'allocate' : 'spawn';
    const text = `['/usr/sbin/tap-ctl', '${command}'] failed: status=12, errmsg=Cannot allocate memory`;
    return new Fault('SR_BACKEND_FAILURE_1200', '', text, '');
  }
  if (hasDeviceModel) return new Fault('FAILED_TO_START_EMULATOR', ref, 'qemu-dm', 'Daemon exited unexpectedly');
  return limit === 'event channels'
    ? new Fault('DOMAIN_BUILDER_ERROR', 'xs_introduce_domain', '28', 'No space left on device')
    : new Fault('DOMAIN_BUILDER_ERROR', 'xc_dom_linux_build', '12', 'Cannot allocate memory');
}
