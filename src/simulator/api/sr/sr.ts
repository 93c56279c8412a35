import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { insertPbd, plug } from '../pbd/plug';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { GIB } from '../vdi/vhd';
import { settleWrites } from '../vdi/growth';
import { need, type Call, type World } from '../world';
import { gapIn } from './device-config';
import { knownDriver, type Driver } from './drivers';
import { clearStorage, destroySr, forgetSr, scanSr } from './lifecycle';
import { assertLive, isLive } from './live';
import { assertSrOperation } from './operations';
import { withOwnSecrets } from './secrets';
import { EXCLUSIVE, foundAt, locationOf, lunBytes } from './storage-network';

/** Times of the storage manager's work on a whole repository: assumptions. */
const CREATE_MS = 5000;
const SCAN_MS = 2000;
const REMOVE_MS = 1000;

/** Size of what stands behind a device configuration when the caller does not say. */
const USUAL_BYTES: Readonly<Record<string, number>> = {
  lvm: 480 * GIB,
  ext: 480 * GIB,
  nfs: 4096 * GIB,
  smb: 4096 * GIB,
  lvmoiscsi: 2048 * GIB,
  lvmohba: 2048 * GIB,
};

interface SrPlan {
  readonly host: Ref<'host'>;
  readonly device_config: Readonly<Record<string, string>>;
  readonly physical_size: number;
  readonly name_label: string;
  readonly name_description: string;
  readonly driver: string;
  readonly content_type: string;
  readonly shared: boolean;
  readonly sm_config: Readonly<Record<string, string>>;
}

function smConfigOf(driver: Driver, plan: SrPlan): Readonly<Record<string, string>> {
  if (driver.provisioning !== 'thick') return plan.sm_config;
  const id = plan.device_config['SCSIid'];
  const device = id === undefined ? {} : { multipathable: 'true', devserial: `scsi-${id}` };
  return { allocation: 'thick', use_vhd: 'true', ...device, ...plan.sm_config };
}

/** As large as asked for, as the LUN, or as such storage usually is. */
function sizeOf(world: World, { driver, device_config, physical_size }: SrPlan): number {
  if (physical_size > 0) return physical_size;
  const known = device_config['SCSIid'] === undefined ? 0 : lunBytes(world, driver, device_config);
  return known > 0 ? known : (USUAL_BYTES[driver] ?? 0);
}

/** SR_DEVICE_IN_USE when a repository of the pool lies where a new one should (sm util.py test_hostPBD_devs). */
function assertUnused(call: Call, host: Ref<'host'>, type: string, config: Readonly<Record<string, string>>): void {
  if (!EXCLUSIVE.has(type)) return;
  const location = locationOf(type, config, need(call.db, 'host', host).uuid);
  const inUse = foundAt(call.world, type, location).some(({ uuid }) => call.db.byUuid('SR', uuid) !== undefined);
  if (inUse) throw new Fault('SR_DEVICE_IN_USE');
}

/** The row, and a PBD for the server, or for every server when it is shared (xapi_sr.ml create). */
function createSr(world: World, plan: SrPlan): Ref<'SR'> {
  const { db, engine } = world;
  const driver = knownDriver(plan.driver);
  const sr = engine.newRef('SR');
  const isLibrary = driver.provisioning === 'none';
  const { uuid: hostUuid } = need(db, 'host', plan.host);
  clearStorage(world, driver.type, locationOf(driver.type, plan.device_config, hostUuid));
  db.insert('SR', sr, {
    uuid: engine.newUuid('SR'),
    name_label: plan.name_label,
    name_description: plan.name_description,
    type: driver.type,
    content_type: plan.content_type,
    shared: plan.shared,
    default_vdi_visibility: true,
    physical_size: isLibrary ? -1 : sizeOf(world, plan),
    physical_utilisation: isLibrary ? -1 : 0,
    sm_config: smConfigOf(driver, plan),
    other_config: driver.type === 'iso' || driver.type === 'udev' ? {} : { 'auto-scan': 'false' },
  });
  const hosts = plan.shared ? db.refs('host') : [plan.host];
  for (const host of hosts) {
    const pbd = insertPbd(world, { host, SR: sr, device_config: withOwnSecrets(world, plan.device_config) });
    if (isLive(db, host)) plug(world, pbd);
  }
  return sr;
}

defineOperation<SrPlan>('SR.create', { finish: createSr, result: 'SR ref' });
defineOperation<{ readonly sr: Ref<'SR'> }>('SR.forget', { finish: (world, { sr }) => forgetSr(world, sr) });
defineOperation<{ readonly sr: Ref<'SR'> }>('SR.destroy', { finish: (world, { sr }) => destroySr(world, sr) });
defineOperation<{ readonly sr: Ref<'SR'> }>('SR.scan', { finish: (world, { sr }) => scanSr(world, sr) });

function run(call: Call, sr: Ref<'SR'>, op: 'destroy' | 'forget' | 'scan', durationMs: number): Later {
  assertSrOperation(call.world, sr, op);
  return startOperation(call, `SR.${op}`, { durationMs, args: { sr }, holds: [['SR', sr, op]] });
}

function set(call: Call, sr: Ref<'SR'>, values: Partial<Records['SR']>): void {
  need(call.db, 'SR', sr);
  call.db.transaction(() => call.db.update('SR', sr, values));
}

define({
  'SR.create': (
    call,
    host,
    device_config,
    physical_size,
    name_label,
    name_description,
    type,
    content_type,
    shared,
    sm_config,
  ) => {
    need(call.db, 'host', host);
    const driver = knownDriver(type);
    const gap = gapIn(call.world, driver, device_config);
    if (gap !== null) throw gap.fault;
    assertLive(call.db, host);
    assertUnused(call, host, driver.type, device_config);
    const plan: SrPlan = {
      host,
      device_config,
      physical_size,
      name_label,
      name_description,
      driver: driver.type,
      content_type,
      shared: shared && driver.shareable,
      sm_config,
    };
    return startOperation(call, 'SR.create', { durationMs: CREATE_MS, args: plan, holds: [] });
  },
  'SR.introduce': (call, uuid, name_label, name_description, type, content_type, shared, sm_config) => {
    const { db, engine } = call;
    const driver = knownDriver(type);
    if (uuid !== '' && db.byUuid('SR', uuid) !== undefined) throw new Fault('SR_UUID_EXISTS', uuid);
    const sr = engine.newRef('SR');
    db.transaction(() =>
      db.insert('SR', sr, {
        uuid: uuid === '' ? engine.newUuid('SR') : uuid,
        name_label,
        name_description,
        type: driver.type,
        content_type,
        shared,
        sm_config,
        default_vdi_visibility: true,
        physical_size: -1,
        physical_utilisation: -1,
      }),
    );
    return sr;
  },
  'SR.make': (call, host) => {
    need(call.db, 'host', host);
    throw new Fault('MESSAGE_DEPRECATED');
  },
  'SR.destroy': (call, sr) => run(call, sr, 'destroy', REMOVE_MS),
  'SR.forget': (call, sr) => run(call, sr, 'forget', REMOVE_MS),
  'SR.scan': (call, sr) => run(call, sr, 'scan', SCAN_MS),
  'SR.update': (call, sr) => {
    assertSrOperation(call.world, sr, 'update');
    settleWrites(call.world, sr);
  },
  'SR.get_supported_types': (call) => [...call.db.all('SM')].map(([, plugin]) => plugin.type),
  'SR.set_shared': (call, sr, shared) => {
    const row = need(call.db, 'SR', sr);
    if (!shared && row.PBDs.length > 1) throw new Fault('SR_HAS_MULTIPLE_PBDS', ...row.PBDs);
    set(call, sr, { shared });
  },
  'SR.set_name_label': (call, sr, name_label) => set(call, sr, { name_label }),
  'SR.set_name_description': (call, sr, name_description) => set(call, sr, { name_description }),
  'SR.set_physical_size': (call, sr, physical_size) => set(call, sr, { physical_size }),
  // The storage manager's own reports: they hold until the next scan counts.
  'SR.set_virtual_allocation': (call, sr, virtual_allocation) => set(call, sr, { virtual_allocation }),
  'SR.set_physical_utilisation': (call, sr, physical_utilisation) => set(call, sr, { physical_utilisation }),
  'SR.get_live_hosts': ({ db }, sr) =>
    need(db, 'SR', sr)
      .PBDs.map((pbd) => db.row('PBD', pbd))
      .filter(({ currently_attached, host }) => currently_attached && isLive(db, host) && db.row('host', host).enabled)
      .map(({ host }) => host),
});
