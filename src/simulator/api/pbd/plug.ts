import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { onPlugged, onUnplug, onUnplugged } from '../disaster-recovery/replicas';
import { Fault } from '../fault';
import { scheduledVms } from '../memory';
import { comeBack } from '../sr/lifecycle';
import { need, type World } from '../world';

/** Adds a connection that is not plugged yet. PBD_EXISTS [sr, host, pbd] when the server has one. */
export function insertPbd(
  { db, engine }: World,
  values: Pick<Records['PBD'], 'host' | 'SR' | 'device_config'> & Partial<Records['PBD']>,
): Ref<'PBD'> {
  const sr = need(db, 'SR', values.SR);
  const existing = sr.PBDs.find((pbd) => db.row('PBD', pbd).host === values.host);
  if (existing !== undefined) throw new Fault('PBD_EXISTS', values.SR, values.host, existing);
  const pbd = engine.newRef('PBD');
  db.insert('PBD', pbd, { ...values, uuid: engine.newUuid('PBD'), currently_attached: false });
  return pbd;
}

/** Connects a server to a repository. A repository that is not shared has one connection at a time. */
export function plug(world: World, ref: Ref<'PBD'>): void {
  const pbd = need(world.db, 'PBD', ref);
  if (pbd.currently_attached) return;
  const sr = need(world.db, 'SR', pbd.SR);
  if (!sr.shared) {
    const other = sr.PBDs.map((each) => world.db.row('PBD', each)).find((each) => each.currently_attached);
    if (other !== undefined) throw new Fault('SR_NOT_SHARABLE', pbd.SR, other.host);
  }
  world.db.transaction(() => world.db.update('PBD', ref, { currently_attached: true }));
  comeBack(world, pbd);
  onPlugged(world, pbd);
}

/** Disconnects a server. VDI_IN_USE [vdi…] while guests there use disks of the repository. */
export function unplug(world: World, ref: Ref<'PBD'>): void {
  const pbd = need(world.db, 'PBD', ref);
  if (!pbd.currently_attached) return;
  const used = activeDisks(world, pbd);
  if (used.length > 0) throw new Fault('VDI_IN_USE', ...used);
  onUnplug(world, pbd);
  world.db.transaction(() => world.db.update('PBD', ref, { currently_attached: false }));
  onUnplugged(world, pbd);
}

/** Disks of the repository that guests use which are on the server or on their way there (xapi_pbd.ml get_active_vdis_by_pbd). */
export function activeDisks({ db }: World, pbd: Records['PBD']): readonly Ref<'VDI'>[] {
  const active = new Set<Ref<'VDI'>>();
  const coming = new Set(scheduledVms(db, pbd.host));
  for (const vm of new Set([...(db.get('host', pbd.host)?.resident_VMs ?? []), ...coming])) {
    for (const ref of db.row('VM', vm).VBDs) {
      const vbd = db.row('VBD', ref);
      const isUsed = vbd.currently_attached || vbd.reserved || (coming.has(vm) && anyOf(vbd.current_operations));
      if (vbd.empty || !isUsed) continue;
      if (db.get('VDI', vbd.VDI)?.SR === pbd.SR) active.add(vbd.VDI);
    }
  }
  return [...active];
}

function anyOf(operations: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(operations).length > 0;
}
