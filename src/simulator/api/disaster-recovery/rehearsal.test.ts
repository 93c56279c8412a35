import { beforeEach, describe, expect, test } from 'vitest';
import { classTable } from '../../../xapi/datamodel/classes.gen';
import { messageTable } from '../../../xapi/datamodel/messages.gen';
import { NULL_REF, type ClassName, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { NEWER_SERVER, serverSpec } from '../../scenarios/hardware';
import { standingProblems } from '../../scenarios/testing/invariants';
import { disk, iscsi, network } from '../../scenarios/testing/pool';
import { Simulator } from '../../simulator';
import { Site } from '../../site';
import { dispatch } from '../dispatch';
import { Fault } from '../fault';
import { installHost } from '../host/install';
import { openSession } from '../sessions';
import { driveRecord, vmRecord } from '../testing';
import { contentOf } from '../vdi/content';
import { coordinator, thePool } from '../world';

const GIB = 2 ** 30;
const LUN = { target: '10.20.1.6', targetIQN: 'iqn.2026-01.example:array', SCSIid: '36001405a1b2c3d4' };

/** Two pools of one server each that reach the same array: the office, and the other site that stands in for it. */
let office: Simulator;
let standby: Simulator;
let root: Ref<'session'>;
let web: Ref<'VM'>;
let shop: Ref<'VM_appliance'>;
let lun: Ref<'SR'>;

async function guest(name: string, values: Partial<Records['VM']> = {}): Promise<Ref<'VM'>> {
  const vm = await office.call('VM.create', vmRecord({ name_label: name, ...values }));
  await office.call('VBD.create', driveRecord(vm, await disk(office, lun, 4 * GIB, `${name} disk`), '0'));
  const vif = { VM: vm, network: await network(office, `${name} net`), device: '0', MAC: '', MTU: 1500 };
  const record = { ...vif, other_config: {}, qos_algorithm_type: '', qos_algorithm_params: {} };
  await office.call('VIF.create', record as unknown as Records['VIF']);
  return vm;
}

beforeEach(async () => {
  const site = new Site({ clockMode: 'instant' });
  const open = (name: string, number: number): Simulator => {
    const simulator = new Simulator({ site, clockMode: 'instant' });
    const plan = { name, server: NEWER_SERVER, memoryGib: 128, localStorageGib: 400 };
    installHost(simulator.world, serverSpec(plan, number));
    return simulator;
  };
  office = open('office', 1);
  standby = open('standby', 2);
  root = openSession(standby.world, 'root', 'test');
  lun = await iscsi(office, coordinator(office.world.db));
  web = await guest('web', { order: 1 });
  const db = await guest('db', { order: 0 });
  shop = await office.call('VM_appliance.create', { name_label: 'shop', name_description: 'sells' });
  for (const vm of [web, db]) await office.call('VM.set_appliance', vm, shop);
});

/** A call of a client of the other site. */
async function as<M extends keyof Messages>(
  session: Ref<'session'>,
  method: M,
  ...args: Messages[M]['args']
): Promise<Messages[M]['result']> {
  return (await dispatch(standby.world, method, [session, ...args])) as Messages[M]['result'];
}

async function refusal<M extends keyof Messages>(
  session: Ref<'session'>,
  method: M,
  ...args: Messages[M]['args']
): Promise<readonly string[]> {
  try {
    await as(session, method, ...args);
  } catch (error) {
    if (error instanceof Fault) return error.toList();
    throw error;
  }
  throw new Error(`${method} succeeded`);
}

/** Attaches the array where it was found. */
async function attach(): Promise<Ref<'SR'>> {
  const { uuid } = office.world.db.row('SR', lun);
  const sr = await as(root, 'SR.introduce', uuid, 'Array', '', 'lvmoiscsi', 'user', true, {});
  const host = coordinator(standby.world.db);
  const record = { host, SR: sr, device_config: LUN, other_config: {} } as unknown as Records['PBD'];
  await as(root, 'PBD.plug', await as(root, 'PBD.create', record));
  return sr;
}

/** The disk in a repository that a database lies on. */
function metadataIn({ world: { db } }: Simulator, sr: Ref<'SR'>): Ref<'VDI'> {
  return db.row('SR', sr).VDIs.find((vdi) => db.row('VDI', vdi).type === 'metadata') ?? NULL_REF;
}

async function opened(): Promise<Ref<'session'>> {
  await office.call('SR.enable_database_replication', lun);
  return as(root, 'VDI.open_database', metadataIn(standby, await attach()));
}

function vmNamed({ world: { db } }: Simulator, name: string): [Ref<'VM'>, Records['VM']] {
  const found = [...db.all('VM')].find(([, vm]) => vm.name_label === name && !vm.is_a_snapshot);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}

describe('when a pool is lost', () => {
  test('another one finds its database on the array, brings its vApp and its VMs back and starts them', async () => {
    const lone = await guest('mail');
    await office.call('VTPM.set_contents', await office.call('VTPM.create', lone, false), 'a2V5cw==');
    const before = await office.call('VM.snapshot', lone, 'before the update');
    await office.call('VM.start', lone, false, false);
    await office.call('SR.enable_database_replication', lun);
    const late = await guest('late');
    const { db } = office.world;
    const [, { uuid: poolUuid }] = thePool(db);

    const probe = await as(root, 'SR.probe', coordinator(standby.world.db), LUN, 'lvmoiscsi', { metadata: 'true' });
    expect(probe.replaceAll(/\s/g, '')).toContain('<pool_metadata_detected>true</pool_metadata_detected>');
    const { uuid } = db.row('SR', lun);
    const task = await as(root, 'DR_task.create', 'lvmoiscsi', LUN, [uuid]);
    const [sr = NULL_REF] = await as(root, 'DR_task.get_introduced_SRs', task);
    const vdi = metadataIn(standby, sr);
    expect(await as(root, 'VDI.get_record', vdi)).toMatchObject({
      metadata_latest: true,
      metadata_of_pool: thePool(db)[0],
    });
    expect(await as(root, 'VDI.read_database_pool_uuid', vdi)).toBe(poolUuid);

    const lost = await as(root, 'VDI.open_database', vdi);
    expect(Object.values(await as(lost, 'pool.get_all_records'))).toMatchObject([{ uuid: poolUuid }]);
    expect(await as(lost, 'VM.get_name_label', late)).toBe('late');
    expect(await as(lost, 'VM_appliance.get_SRs_required_for_recovery', shop, root)).toEqual([]);
    await as(lost, 'VM_appliance.assert_can_be_recovered', shop, root);
    await as(lost, 'VM_appliance.recover', shop, root, false);
    await as(lost, 'VM.recover', lone, root, false);
    await as(lost, 'session.logout');
    expect(await refusal(lost, 'VM.get_all')).toEqual(['SESSION_INVALID', lost]);

    const [appliance = NULL_REF] = standby.world.db.refs('VM_appliance');
    const vapp = standby.world.db.row('VM_appliance', appliance);
    expect(vapp).toMatchObject({ uuid: db.row('VM_appliance', shop).uuid, name_label: 'shop' });
    expect(vapp.VMs.map((vm) => standby.world.db.row('VM', vm).name_label).sort()).toEqual(['db', 'web']);
    await as(root, 'VM_appliance.start', appliance, false);
    const [mail, row] = vmNamed(standby, 'mail');
    await as(root, 'VM.start', mail, false, false);
    for (const name of ['web', 'db', 'mail']) expect(vmNamed(standby, name)[1].power_state).toBe('Running');

    const there = (ref: Ref<'VM'>): Records['VM'] => db.row('VM', ref);
    expect(row).toMatchObject({ uuid: there(lone).uuid, version: there(lone).version + 1 });
    expect(await as(root, 'VTPM.get_contents', row.VTPMs[0] ?? '')).toBe('a2V5cw==');
    const [snapshot = NULL_REF] = row.snapshots;
    expect(standby.world.db.row('VM', snapshot)).toMatchObject({
      name_label: 'before the update',
      uuid: there(before).uuid,
    });
    const drive = (simulator: Simulator, vm: Records['VM']): Ref<'VDI'> =>
      simulator.world.db.row('VBD', vm.VBDs[0] ?? '').VDI;
    const [own, old] = [drive(standby, row), drive(office, there(lone))];
    expect(standby.world.db.row('VDI', own)).toMatchObject({ uuid: db.row('VDI', old).uuid, SR: sr });
    expect(contentOf(standby.world, own).read(0, 64)).toEqual(contentOf(office.world, old).read(0, 64));
    const mac = (simulator: Simulator, vm: Records['VM']): string =>
      simulator.world.db.row('VIF', vm.VIFs[0] ?? '').MAC;
    expect(mac(standby, row)).toBe(mac(office, there(lone)));

    // What VMs need stays when the recovery is over.
    await as(root, 'DR_task.destroy', task);
    expect(standby.world.db.row('SR', sr)).toMatchObject({ introduced_by: NULL_REF, name_label: 'iSCSI' });
    standby.idle();
    // The disk of the database names the pool that wrote it, as xapi does, which is no row of this one.
    expect(standingProblems(standby.world)).toEqual([
      `VDI.metadata_of_pool of ${vdi} is not in pool.metadata_VDIs`,
      `VDI.metadata_of_pool of ${vdi} dangles`,
    ]);
  });

  test('what its disks lie on has to be attached first', async () => {
    const { uuid } = office.world.db.row('SR', lun);
    const lone = await guest('mail');
    const lost = await opened();
    const [sr] = [standby.world.db.byUuid('SR', uuid) ?? NULL_REF];
    const [pbd = NULL_REF] = standby.world.db.row('SR', sr).PBDs;
    await as(root, 'PBD.unplug', pbd);
    expect(await as(lost, 'VM.get_SRs_required_for_recovery', lone, root)).toEqual([lun]);
    expect(await as(lost, 'VM_appliance.get_SRs_required_for_recovery', shop, root)).toEqual([lun]);
    expect(await refusal(lost, 'VM.assert_can_be_recovered', lone, root)).toEqual(['VM_REQUIRES_SR', lone, sr]);
    await as(root, 'SR.forget', sr);
    expect(await refusal(lost, 'VM.recover', lone, root, true)).toEqual(['VM_REQUIRES_SR', lone, lun]);
    expect(await refusal(lost, 'VM_appliance.recover', shop, root, true)).toEqual(['VM_REQUIRES_SR', web, lun]);
    expect(await refusal(lost, 'VM.recover', web, root, true)).toEqual(['VM_IS_PART_OF_AN_APPLIANCE', web, shop]);
  });

  test('a VM that is back already makes way only by force, and not while it runs', async () => {
    const lone = await guest('mail');
    const lost = await opened();
    await as(lost, 'VM.recover', lone, root, false);
    const [first, { uuid }] = vmNamed(standby, 'mail');
    const newer = ['VM_TO_IMPORT_IS_NOT_NEWER_VERSION', first, '1', '0'];
    expect(await refusal(lost, 'VM.recover', lone, root, false)).toEqual(newer);
    await as(lost, 'VM.recover', lone, root, true);
    const [second, row] = vmNamed(standby, 'mail');
    expect([second === first, row.uuid, row.VBDs.length]).toEqual([false, uuid, 1]);
    await as(root, 'VM.start', second, false, false);
    const running = ['VM_BAD_POWER_STATE', second, 'halted', 'running'];
    expect(await refusal(lost, 'VM.recover', lone, root, false)).toEqual(running);
    await as(lost, 'VM.recover', lone, root, true);
    expect(vmNamed(standby, 'mail')[0]).toBe(second);
  });

  test('a vApp that is here takes the members of the lost one', async () => {
    const lost = await opened();
    await as(lost, 'VM_appliance.recover', shop, root, false);
    const [appliance = NULL_REF] = standby.world.db.refs('VM_appliance');
    await as(root, 'VM_appliance.set_name_label', appliance, 'drill');
    await as(lost, 'VM_appliance.recover', shop, root, true);
    expect(standby.world.db.refs('VM_appliance')).toEqual([appliance]);
    const { name_label, VMs } = standby.world.db.row('VM_appliance', appliance);
    expect([name_label, VMs.map((vm) => standby.world.db.row('VM', vm).name_label).sort()]).toEqual([
      'shop',
      ['db', 'web'],
    ]);
  });
});

describe('the session that a database is opened with', () => {
  test('shows the whole database of the other pool, as of the moment at which it was opened', async () => {
    const lost = await opened();
    const { db } = office.world;
    for (const cls of Object.keys(classTable) as ClassName[]) {
      const message = messageTable[cls]['get_all_records'];
      if (message?.role !== 'read-only' || message.state === 'Removed' || cls === 'role') continue;
      const shown = (await dispatch(standby.world, `${cls}.get_all_records`, [lost])) as Record<string, unknown>;
      const expected = classTable[cls].persist && classTable[cls].db ? db.refs(cls) : [];
      expect([cls, Object.keys(shown)]).toEqual([cls, expected]);
    }
    await office.call('VM.set_name_label', web, 'web-2');
    expect(await as(lost, 'VM.get_name_label', web)).toBe('web');
    expect(await as(root, 'VM.get_by_name_label', 'web')).toEqual([]);
  });

  test('only reads, knows nothing of the pool that opened it, and cannot be recovered to', async () => {
    const lost = await opened();
    expect((await refusal(lost, 'VM.start', web, false, false)).slice(0, 2)).toEqual([
      'RBAC_PERMISSION_DENIED',
      'vm.start',
    ]);
    expect((await refusal(lost, 'VM.set_name_label', web, 'x'))[0]).toBe('RBAC_PERMISSION_DENIED');
    const own = coordinator(standby.world.db);
    expect(await refusal(lost, 'host.get_record', own)).toEqual(['HANDLE_INVALID', 'host', own]);
    expect(await refusal(root, 'VM.get_record', web)).toEqual(['HANDLE_INVALID', 'VM', web]);
    const lone = await guest('mail');
    expect(await refusal(lost, 'VM.recover', lone, root, true)).toEqual(['HANDLE_INVALID', 'VM', lone]);
    expect((await refusal(lost, 'VM_appliance.recover', shop, lost, true))[0]).toBe('RBAC_PERMISSION_DENIED');
    const row = await as(root, 'session.get_record', lost);
    expect(row).toMatchObject({
      parent: root,
      auth_user_name: 'disaster-recovery',
      auth_user_sid: 'readonly-sid',
      is_local_superuser: false,
      originator: 'xapi',
      pool: false,
    });
  });

  test('reports the recovery as a task of the pool, and ends like any other', async () => {
    const lost = await opened();
    const task = (await dispatch(standby.world, 'Async.VM_appliance.recover', [
      lost,
      shop,
      root,
      false,
    ])) as Ref<'task'>;
    expect(await as(root, 'task.get_status', task)).toBe('success');
    const events = as(lost, 'event.from', ['VM'], '', 60);
    expect((await events).events.filter((event) => event.ref === web)).toHaveLength(1);
    const { token } = await events;
    const waiting = refusal(lost, 'event.from', ['VM'], token, 60);
    await as(root, 'session.logout');
    await as(lost, 'session.logout');
    expect(await waiting).toEqual(['SESSION_INVALID', lost]);
  });

  test('goes unless somebody uses it, and is not kept with the world', async () => {
    const lost = await opened();
    expect(await refusalIn(standby.fork({ clockMode: 'instant' }), lost)).toEqual(['SESSION_INVALID', lost]);
    standby.advance(26 * 3600 * 1000);
    expect(standby.world.db.has('session', lost)).toBe(false);
    expect(await refusal(lost, 'VM.get_all')).toEqual(['SESSION_INVALID', lost]);
  });
});

async function refusalIn(simulator: Simulator, session: Ref<'session'>): Promise<readonly string[]> {
  try {
    await dispatch(simulator.world, 'VM.get_all', [session]);
  } catch (error) {
    if (error instanceof Fault) return error.toList();
    throw error;
  }
  throw new Error('It answered');
}

describe('a replica', () => {
  test('cannot be opened by the pool that writes it, nor destroyed under it', async () => {
    await office.call('SR.enable_database_replication', lun);
    const vdi = metadataIn(office, lun);
    const own = openSession(office.world, 'root', 'test');
    const call = async (method: string, ...args: unknown[]): Promise<unknown> =>
      dispatch(office.world, method, [own, ...args]);
    await expect(call('VDI.open_database', vdi)).rejects.toMatchObject({
      code: 'COULD_NOT_IMPORT_DATABASE',
      params: [`Server_error(VDI_IN_USE, [ ${vdi}; attach ])`],
    });
    await expect(call('VDI.destroy', vdi)).rejects.toMatchObject({ code: 'VDI_IN_USE', params: [vdi, 'destroy'] });
    await expect(call('VDI.forget', vdi)).rejects.toMatchObject({ code: 'VDI_IN_USE', params: [vdi, 'forget'] });
    expect(await call('VDI.get_allowed_operations', vdi)).not.toContain('destroy');
    const plain = await disk(office, lun, GIB);
    await expect(call('VDI.open_database', plain)).rejects.toMatchObject({
      code: 'VDI_INCOMPATIBLE_TYPE',
      params: [plain, 'user'],
    });
    expect(await call('VDI.read_database_pool_uuid', vdi)).toBe('');
  });

  test('keeps what was written last when the repository is given up, through a reload of both worlds', async () => {
    await office.call('SR.enable_database_replication', lun);
    const [, { uuid }] = [lun, office.world.db.row('SR', lun)];
    const [pbd = NULL_REF] = office.world.db.row('SR', lun).PBDs;
    const vdi = metadataIn(office, lun);
    await office.call('PBD.unplug', pbd);
    expect(office.world.db.row('VDI', vdi).metadata_latest).toBe(false);
    await office.call('VM.set_name_label', web, 'after');
    await office.call('SR.forget', lun);
    office.load(structuredClone(office.save()));
    const host = coordinator(standby.world.db);
    const found = await as(root, 'SR.probe', host, LUN, 'lvmoiscsi', { metadata: 'true' });
    expect(found).toContain(uuid);
    lun = NULL_REF;
    const sr = await as(root, 'SR.introduce', uuid, 'Array', '', 'lvmoiscsi', 'user', true, {});
    const record = { host, SR: sr, device_config: LUN, other_config: {} } as unknown as Records['PBD'];
    await as(root, 'PBD.plug', await as(root, 'PBD.create', record));
    standby.load(structuredClone(standby.save()));
    root = openSession(standby.world, 'root', 'test');
    const lost = await as(root, 'VDI.open_database', metadataIn(standby, sr));
    expect(await as(lost, 'VM.get_name_label', web)).toBe('web');
  });

  test('is written again as soon as the coordinator has the repository back', async () => {
    await office.call('SR.enable_database_replication', lun);
    const [pbd = NULL_REF] = office.world.db.row('SR', lun).PBDs;
    const vdi = metadataIn(office, lun);
    await office.call('PBD.unplug', pbd);
    await office.call('VM.set_name_label', web, 'after');
    await office.call('PBD.plug', pbd);
    expect(office.world.db.row('VDI', vdi).metadata_latest).toBe(true);
    const lost = await opened();
    expect(await as(lost, 'VM.get_name_label', web)).toBe('after');
    await office.call('SR.disable_database_replication', lun);
    expect(office.world.db.has('VDI', vdi)).toBe(false);
  });

  test('of another pool is the latest only while the coordinator reads it', async () => {
    await opened();
    const { db } = standby.world;
    const [sr = NULL_REF] = [...db.all('SR')]
      .filter(([, { name_label }]) => name_label === 'Array')
      .map(([ref]) => ref);
    const vdi = metadataIn(standby, sr);
    const [pbd = NULL_REF] = db.row('SR', sr).PBDs;
    await as(root, 'PBD.unplug', pbd);
    expect([db.row('VDI', vdi).metadata_latest, await as(root, 'VDI.read_database_pool_uuid', vdi)]).toEqual([
      false,
      '',
    ]);
    expect(await refusal(root, 'VDI.open_database', vdi)).toEqual([
      'COULD_NOT_IMPORT_DATABASE',
      `Server_error(SR_HAS_NO_PBDS, [ ${sr} ])`,
    ]);
    await as(root, 'PBD.plug', pbd);
    expect(db.row('VDI', vdi).metadata_latest).toBe(true);
  });

  test('is written to eight repositories at most', async () => {
    const host = coordinator(office.world.db);
    for (let at = 0; at < 9; at++) {
      const config = { ...LUN, SCSIid: `3600140500000000${at}` };
      const sr = await office.call('SR.create', host, config, 0, `LUN ${at}`, '', 'lvmoiscsi', 'user', true, {});
      const enabled = office.call('SR.enable_database_replication', sr);
      if (at < 8) await enabled;
      else await expect(enabled).rejects.toMatchObject({ code: 'NO_MORE_REDO_LOGS_ALLOWED' });
      if (at === 8) expect(office.world.db.row('SR', sr).VDIs).toEqual([]);
    }
  });
});
