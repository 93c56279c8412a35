import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { insertPbd, plug } from '../pbd/plug';
import { defineOperation, startOperation, type Later } from '../operations';
import { define } from '../registry';
import { emptyDrives } from '../vdi/disks';
import { GIB } from '../vdi/vhd';
import { need, type Call, type World } from '../world';
import { driverOf, type Driver } from './drivers';
import { assertSrOperation, type SrOperation } from './operations';
import { removeSecrets, withOwnSecrets } from './secrets';

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

/** What the plug-ins answer when a part of the device configuration is missing (sm XE_SR_ERRORCODES.xml). */
const MISSING: Readonly<Record<string, readonly [code: number, text: string]>> = {
  device: [90, 'The request is missing the device parameter'],
  location: [220, "'Location' parameter must be specified in Device Configuration"],
  server: [102, 'The request is missing the server parameter'],
  serverpath: [101, 'The request is missing the serverpath parameter'],
  target: [95, 'The request is missing the target parameter'],
  targetIQN: [96, 'The request is missing or has an incorrect target IQN parameter'],
  SCSIid: [107, 'The SCSIid parameter is missing or incorrect'],
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

function assertComplete(driver: Driver, config: Readonly<Record<string, string>>): void {
  for (const key of driver.required) {
    if (config[key] !== undefined && config[key] !== '') continue;
    const [code, text] = MISSING[key] ?? [115, 'Not all required parameters specified.'];
    throw new Fault(`SR_BACKEND_FAILURE_${code}`, '', text, '');
  }
}

function knownDriver(type: string): Driver {
  const driver = driverOf(type.toLowerCase());
  if (driver === undefined) throw new Fault('SR_UNKNOWN_DRIVER', type);
  return driver;
}

function smConfigOf(driver: Driver, plan: SrPlan): Readonly<Record<string, string>> {
  if (driver.provisioning !== 'thick') return plan.sm_config;
  const id = plan.device_config['SCSIid'];
  const device = id === undefined ? {} : { multipathable: 'true', devserial: `scsi-${id}` };
  return { allocation: 'thick', use_vhd: 'true', ...device, ...plan.sm_config };
}

/** The row, and a PBD for the server, or for every server when it is shared (xapi_sr.ml create). */
function createSr(world: World, plan: SrPlan): Ref<'SR'> {
  const { db, engine } = world;
  const driver = knownDriver(plan.driver);
  const sr = engine.newRef('SR');
  const isLibrary = driver.provisioning === 'none';
  db.insert('SR', sr, {
    uuid: engine.newUuid('SR'),
    name_label: plan.name_label,
    name_description: plan.name_description,
    type: driver.type,
    content_type: plan.content_type,
    shared: plan.shared,
    default_vdi_visibility: true,
    physical_size: isLibrary ? -1 : plan.physical_size > 0 ? plan.physical_size : (USUAL_BYTES[driver.type] ?? 0),
    physical_utilisation: isLibrary ? -1 : 0,
    sm_config: smConfigOf(driver, plan),
    other_config: driver.type === 'iso' || driver.type === 'udev' ? {} : { 'auto-scan': 'false' },
  });
  const hosts = plan.shared ? db.refs('host') : [plan.host];
  for (const host of hosts) {
    const pbd = insertPbd(world, { host, SR: sr, device_config: withOwnSecrets(world, plan.device_config) });
    if (isLive(world, host)) plug(world, pbd);
  }
  return sr;
}

function isLive({ db }: World, host: Ref<'host'>): boolean {
  const row = db.get('host', host);
  return row !== undefined && db.get('host_metrics', row.metrics)?.live === true;
}

function removeSr(world: World, sr: Ref<'SR'>): void {
  const { db } = world;
  const row = need(db, 'SR', sr);
  for (const pbd of row.PBDs) {
    removeSecrets(world, db.row('PBD', pbd).device_config);
    db.remove('PBD', pbd);
  }
  for (const vdi of row.VDIs) {
    emptyDrives(world, db.row('VDI', vdi));
    db.remove('VDI', vdi);
  }
  db.remove('SR', sr);
}

defineOperation<SrPlan>('SR.create', { finish: createSr, result: 'SR ref' });
defineOperation<{ readonly sr: Ref<'SR'> }>('SR.remove', { finish: (world, { sr }) => removeSr(world, sr) });
defineOperation<{ readonly sr: Ref<'SR'> }>('SR.scan', { finish: (world, { sr }) => refresh(world, sr) });

/** Counts anew what the repository holds. */
function refresh({ db }: World, ref: Ref<'SR'>): void {
  const sr = need(db, 'SR', ref);
  const vdis = sr.VDIs.map((vdi) => db.row('VDI', vdi));
  const sum = (of: (vdi: Records['VDI']) => number): number => vdis.reduce((total, vdi) => total + of(vdi), 0);
  db.update('SR', ref, {
    virtual_allocation: sum((vdi) => (vdi.managed ? vdi.virtual_size : 0)),
    ...(sr.physical_utilisation >= 0 && { physical_utilisation: sum((vdi) => vdi.physical_utilisation) }),
  });
}

function run(call: Call, sr: Ref<'SR'>, op: SrOperation, name: 'SR.remove' | 'SR.scan', durationMs: number): Later {
  assertSrOperation(call.world, sr, op);
  return startOperation(call, name, { durationMs, args: { sr }, holds: [['SR', sr, op]] });
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
    assertComplete(driver, device_config);
    if (!isLive(call.world, host)) throw new Fault('HOST_OFFLINE', host);
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
  'SR.destroy': (call, sr) => run(call, sr, 'destroy', 'SR.remove', REMOVE_MS),
  'SR.forget': (call, sr) => run(call, sr, 'forget', 'SR.remove', REMOVE_MS),
  'SR.scan': (call, sr) => {
    const row = need(call.db, 'SR', sr);
    if (!row.PBDs.some((pbd) => call.db.get('PBD', pbd)?.currently_attached === true)) {
      throw new Fault('SR_HAS_NO_PBDS', sr);
    }
    return run(call, sr, 'scan', 'SR.scan', SCAN_MS);
  },
  'SR.update': (call, sr) => {
    assertSrOperation(call.world, sr, 'update');
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
});
