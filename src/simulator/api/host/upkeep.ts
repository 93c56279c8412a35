import type { Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { define } from '../registry';
import { assertCanBootHere, reserve } from '../vm/reservation';
import { need, toXapiDate, type World } from '../world';
import { assertOnline } from './operations';

type Attached = Readonly<Record<Ref<'host'>, Readonly<Record<string, string>>>>;

/** Disks that a server attaches by itself when it boots, by uuid, with the reason (xapi: static_vdis.ml). */
const STATIC_VDIS = 'host/static-vdis';

function staticVdis({ engine }: World): Attached {
  return (engine.annex[STATIC_VDIS] ?? {}) as Attached;
}

function setStaticVdis({ engine }: World, attached: Attached): void {
  engine.annex = { ...engine.annex, [STATIC_VDIS]: attached };
}

/** Nothing is behind a message that the servers of a pool send each other, because they share one database here. */
function answers(world: World, host: Ref<'host'>): void {
  assertOnline(world, host);
}

define({
  'host.attach_static_vdis': ({ world, db }, host, reasons) => {
    assertOnline(world, host);
    for (const vdi of Object.keys(reasons)) {
      if (need(db, 'VDI', vdi).type === 'cbt_metadata') throw new Fault('VDI_INCOMPATIBLE_TYPE', vdi, 'cbt_metadata');
    }
    const added = Object.entries(reasons).map(([vdi, reason]) => [db.row('VDI', vdi).uuid, reason] as const);
    const all = staticVdis(world);
    setStaticVdis(world, { ...all, [host]: { ...Object.fromEntries(added), ...all[host] } });
  },
  'host.detach_static_vdis': ({ world, db }, host, vdis) => {
    assertOnline(world, host);
    const gone = new Set(vdis.map((vdi) => need(db, 'VDI', vdi).uuid));
    const all = staticVdis(world);
    const rest = Object.entries(all[host] ?? {}).filter(([uuid]) => !gone.has(uuid));
    setStaticVdis(world, { ...all, [host]: Object.fromEntries(rest) });
  },
  // xapi answers with nothing unless a redo log is wanted (db_gc.ml tickle_heartbeat).
  'host.tickle_heartbeat': ({ db, engine }, host) => {
    const { metrics } = need(db, 'host', host);
    if (db.has('host_metrics', metrics)) {
      db.transaction(() => db.update('host_metrics', metrics, { last_updated: toXapiDate(engine.nowMs) }));
    }
    return {};
  },
  'host.request_backup': ({ world }, host) => answers(world, host),
  'host.request_config_file_sync': ({ world }, host) => answers(world, host),
  'host.backup_rrds': ({ world }, host) => answers(world, host),
  'host.sync_data': ({ db }, host) => void need(db, 'host', host),
  // rsyslog reads `host.logging` again; there is nobody at the other end.
  'host.syslog_reconfigure': ({ world }, host) => answers(world, host),
  'host.rescan_drivers': ({ world }, self) => answers(world, self),
  // `pool.guest_agent_config` is what guests are told.
  'host.apply_guest_agent_config': ({ world }, host) => answers(world, host),
  // The certificates of the pool are what guests get; no server has files of its own.
  'host.write_uefi_certificates_to_disk': ({ world }, host) => answers(world, host),
  // Servers here have no MxGPU, whose driver this would load.
  'host.mxgpu_vf_setup': ({ world }, host) => answers(world, host),
  'host.nvidia_vf_setup': ({ world, db }, host, pf) => {
    assertOnline(world, host);
    const pgpu = db.row('host', host).PGPUs.find((ref) => db.row('PGPU', ref).PCI === pf);
    need(db, 'PCI', pf);
    const types = pgpu === undefined ? [] : db.row('PGPU', pgpu).supported_VGPU_types;
    if (!types.some((type) => db.get('VGPU_type', type)?.implementation === 'nvidia_sriov')) {
      throw new Fault('NVIDIA_SRIOV_MISCONFIGURED', host, pf);
    }
  },
  // The rules of the firewall follow the services, and no port of a simulated server is closed.
  'host.update_firewalld_service_status': () => undefined,
  // Only a drive whose medium a person changes says something here; `inserted` and `ejected` come from udev.
  'host.notify': () => undefined,
  'host.allocate_resources_for_vm': ({ world, db }, self, vm) => {
    need(db, 'host', self);
    assertCanBootHere(world, vm, self);
    db.transaction(() => reserve(world, vm, self, 'vm_migrate'));
  },
});
