import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { define } from '../registry';
import { need } from '../world';
import { diskNumber, LAST_DISK, LAST_VIF } from './device-names';

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

export function freeDisks(db: Database, ref: Ref<'VM'>): number[] {
  const vm = need(db, 'VM', ref);
  const used = usedDisks(db, vm);
  const last = vm.is_control_domain ? LAST_DISK + 1 : LAST_DISK;
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
