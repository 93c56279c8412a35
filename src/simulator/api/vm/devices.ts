import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { define } from '../registry';
import { RELEASES } from '../../physics/releases';
import { releaseOf } from '../metrics/datapath';
import { coordinator, need } from '../world';
import { diskNumber, LAST_VIF } from './device-names';

/** The disk numbers that a VM's VBDs take, by either of their two names. */
export function usedDisks(db: Database, vm: Records['VM']): ReadonlySet<number> {
  const used = new Set<number>();
  for (const vbd of vm.VBDs) {
    const row = db.get('VBD', vbd);
    if (row === undefined) continue;
    used.add(diskNumber(row.device));
    used.add(diskNumber(row.userdevice));
  }
  return used;
}

/**
 * The last disk number that a VM may use, by the release of the toolstack that is asked; control domains have one more than
 * other machines have had since 7.0 (xapi_vm_helpers.ml allowed_VBD_devices).
 */
export function lastDisk(db: Database, vm: Records['VM']): number {
  if (vm.is_control_domain) return RELEASES['7.0'].storage.vbdsPerVm;
  const host = db.get('host', coordinator(db));
  return (host === undefined ? RELEASES['8.2'] : releaseOf(host)).storage.vbdsPerVm - 1;
}

export function freeDisks(db: Database, ref: Ref<'VM'>): number[] {
  const vm = need(db, 'VM', ref);
  const used = usedDisks(db, vm);
  const last = lastDisk(db, vm);
  return Array.from({ length: last + 1 }, (_, disk) => disk).filter((disk) => !used.has(disk));
}

export function freeVifDevices(db: Database, ref: Ref<'VM'>): string[] {
  const used = new Set(need(db, 'VM', ref).VIFs.map((vif) => db.get('VIF', vif)?.device));
  return Array.from({ length: LAST_VIF + 1 }, (_, device) => String(device)).filter((device) => !used.has(device));
}

define({
  'VM.get_allowed_VBD_devices': (call, vm) => freeDisks(call.db, vm).map(String),
  'VM.get_allowed_VIF_devices': (call, vm) => freeVifDevices(call.db, vm),
});
