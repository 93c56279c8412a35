import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { testPool, testVm, type TestPool } from './testing';

let pool: TestPool;
let vm: Ref<'VM'>;
let disk: Ref<'VBD'>;
let drive: Ref<'VBD'>;
let vif: Ref<'VIF'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
  const { VBDs, VIFs } = pool.sim.world.db.row('VM', vm);
  [disk = NULL_REF, drive = NULL_REF] = VBDs;
  [vif = NULL_REF] = VIFs;
});

async function run(): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
  pool.sim.advance(60_000);
}

function newDisk(values: Partial<Records['VDI']> = {}): Ref<'VDI'> {
  const { db, engine } = pool.sim.world;
  const ref = engine.newRef('VDI');
  db.transaction(() =>
    db.insert('VDI', ref, { uuid: engine.newUuid('VDI'), SR: pool.sr, type: 'user', managed: true, ...values }),
  );
  return ref;
}

function isoDisk(): Ref<'VDI'> {
  const { db, engine } = pool.sim.world;
  const sr = engine.newRef('SR');
  db.transaction(() => {
    db.insert('SR', sr, { uuid: engine.newUuid('SR'), type: 'iso', content_type: 'iso', shared: true });
    for (const host of pool.hosts) {
      db.insert('PBD', engine.newRef('PBD'), { uuid: engine.newUuid('PBD'), host, SR: sr, currently_attached: true });
    }
  });
  return newDisk({ SR: sr, name_label: 'linux.iso', read_only: true });
}

function vbd(values: Partial<Records['VBD']>): Records['VBD'] {
  const record: Partial<Records['VBD']> = {
    VM: vm,
    VDI: NULL_REF,
    userdevice: 'autodetect',
    bootable: false,
    mode: 'RW',
    type: 'Disk',
    empty: false,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
    ...values,
  };
  return record as Records['VBD'];
}

const create = (values: Partial<Records['VBD']>): Promise<Ref<'VBD'>> => pool.sim.call('VBD.create', vbd(values));

describe('a new VBD', () => {
  test('takes the first free device, by whatever name the others are known', async () => {
    const { db } = pool.sim.world;
    expect(db.row('VBD', await create({ VDI: newDisk() })).userdevice).toBe('1');
    expect(db.row('VBD', await create({ VDI: newDisk(), userdevice: 'xvdc' })).userdevice).toBe('xvdc');
    expect(db.row('VBD', await create({ VDI: newDisk() })).userdevice).toBe('4');
    await expect(create({ VDI: newDisk(), userdevice: '2' })).rejects.toMatchObject({
      code: 'DEVICE_ALREADY_EXISTS',
      params: ['2'],
    });
    await expect(create({ VDI: newDisk(), userdevice: '255' })).rejects.toMatchObject({
      code: 'INVALID_DEVICE',
      params: ['255'],
    });
    await expect(create({ VDI: newDisk(), userdevice: 'tape' })).rejects.toMatchObject({ code: 'INVALID_DEVICE' });
    const free = await pool.sim.call('VM.get_allowed_VBD_devices', vm);
    expect(free.slice(0, 2)).toEqual(['5', '6']);
    expect(free).toHaveLength(250);
  });

  test.each([
    [{ type: 'CD', mode: 'RW', empty: true }, 'VBD_CDS_MUST_BE_READONLY', []],
    [{ type: 'Disk', empty: true }, 'VBD_NOT_REMOVABLE_MEDIA', ['in constructor']],
    [{ VDI: 'OpaqueRef:none' }, 'HANDLE_INVALID', ['VDI', 'OpaqueRef:none']],
    [{ VM: 'OpaqueRef:none', empty: true, type: 'CD', mode: 'RO' }, 'HANDLE_INVALID', ['VM', 'OpaqueRef:none']],
  ] as const)('of %j is refused with %s', async (values, code, params) => {
    await expect(create(values)).rejects.toMatchObject({ code, params });
  });

  test('does not write to what is read-only, and puts only images into a drive', async () => {
    const vdi = newDisk({ read_only: true });
    await expect(create({ VDI: vdi })).rejects.toMatchObject({ code: 'VDI_READONLY', params: [vdi] });
    const plain = newDisk();
    await expect(create({ VDI: plain, type: 'CD', mode: 'RO' })).rejects.toMatchObject({
      code: 'VDI_IS_NOT_ISO',
      params: [plain, 'user'],
    });
  });
});

describe('a disk', () => {
  test('is plugged and unplugged while the guest has drivers for it', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const second = await create({ VDI: newDisk() });
    await expect(sim.call('VBD.plug', second)).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'running', 'halted'],
    });
    await sim.call('VM.start', vm, false, false);
    await expect(sim.call('VBD.unplug', second)).rejects.toMatchObject({ code: 'VM_MISSING_PV_DRIVERS', params: [vm] });
    sim.advance(60_000);
    await expect(sim.call('VBD.plug', second)).rejects.toMatchObject({
      code: 'DEVICE_ALREADY_ATTACHED',
      params: [second],
    });
    await sim.call('VBD.unplug', second);
    expect(db.row('VBD', second).currently_attached).toBe(false);
    await expect(sim.call('VBD.unplug', second)).rejects.toMatchObject({
      code: 'DEVICE_ALREADY_DETACHED',
      params: [second],
    });
    await sim.call('VBD.plug', second);
    expect(db.row('VBD', second)).toMatchObject({ currently_attached: true, device: 'xvdb' });
    expect((await sim.call('VBD.get_record', second)).allowed_operations).toEqual([
      'attach',
      'unplug',
      'unplug_force',
      'pause',
      'unpause',
    ]);
    await expect(sim.call('VBD.destroy', second)).rejects.toMatchObject({ code: 'OPERATION_NOT_ALLOWED' });
  });

  test('that is marked so stays', async () => {
    await pool.sim.call('VBD.set_unpluggable', disk, false);
    await run();
    await expect(pool.sim.call('VBD.unplug', disk)).rejects.toMatchObject({
      code: 'VBD_NOT_UNPLUGGABLE',
      params: [disk],
    });
  });

  test('has one writer unless it is made for sharing', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const { VDI } = db.row('VBD', disk);
    const other = await testVm(pool, { name_label: 'web-2' });
    await sim.call('VBD.create', vbd({ VM: other, VDI }));
    await run();
    await expect(sim.call('VM.start', other, false, false)).rejects.toMatchObject({
      code: 'VDI_IN_USE',
      params: [VDI],
    });
    expect(db.row('VM', other)).toMatchObject({
      power_state: 'Halted',
      current_operations: {},
      scheduled_to_be_resident_on: NULL_REF,
    });
    db.transaction(() => db.update('VDI', VDI, { sharable: true }));
    await sim.call('VM.start', other, false, false);
    expect(db.row('VM', other).power_state).toBe('Running');
  });

  test('stays as it is while the VM shuts down', async () => {
    const second = testPool();
    const { sim } = second;
    const web = await testVm(second);
    const started = sim.call('VM.start', web, false, false);
    sim.idle();
    await started;
    sim.advance(60_000);
    const [first = NULL_REF] = sim.world.db.row('VM', web).VBDs;
    const generation = sim.world.db.generation;
    const stopped = sim.call('VM.clean_shutdown', web);
    const refused = { code: 'OPERATION_NOT_ALLOWED', params: [`Current operation on VM:${web} is clean_shutdown`] };
    await expect(sim.call('VBD.unplug', first)).rejects.toMatchObject(refused);
    expect((await sim.call('VBD.get_record', first)).allowed_operations).not.toContain('unplug');
    expect(sim.world.db.changesSince(generation)?.some(({ ref }) => ref === first)).toBe(true);
    sim.idle();
    await stopped;
  });

  test('reaches a running guest only from where its server has the repository', async () => {
    const { sim } = pool;
    const { db, engine } = sim.world;
    const sr = engine.newRef('SR');
    db.transaction(() => db.insert('SR', sr, { uuid: engine.newUuid('SR'), type: 'nfs', content_type: 'user' }));
    await run();
    const added = await sim.call('VBD.create', vbd({ VDI: newDisk({ SR: sr }) }));
    await expect(sim.call('VBD.plug', added)).rejects.toMatchObject({ code: 'SR_NOT_ATTACHED', params: [sr] });
    expect(await sim.call('VBD.get_allowed_operations', added)).not.toContain('plug');
  });

  test('changes its mode only while the VM is halted', async () => {
    await pool.sim.call('VBD.set_mode', disk, 'RO');
    await run();
    await expect(pool.sim.call('VBD.set_mode', disk, 'RW')).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'halted', 'running'],
    });
  });
});

describe('a CD drive', () => {
  test('takes and gives images whether the VM runs or not', async () => {
    const { sim } = pool;
    const { db } = sim.world;
    const image = isoDisk();
    for (const prepare of [async () => undefined, run]) {
      await prepare();
      await expect(sim.call('VBD.eject', drive)).rejects.toMatchObject({ code: 'VBD_IS_EMPTY', params: [drive] });
      await sim.call('VBD.insert', drive, image);
      expect(db.row('VBD', drive)).toMatchObject({ VDI: image, empty: false });
      expect(db.row('VDI', image).VBDs).toEqual([drive]);
      await expect(sim.call('VBD.insert', drive, image)).rejects.toMatchObject({
        code: 'VBD_NOT_EMPTY',
        params: [drive],
      });
      await sim.call('VBD.eject', drive);
      expect(db.row('VBD', drive)).toMatchObject({ VDI: NULL_REF, empty: true });
    }
    await expect(sim.call('VBD.insert', disk, image)).rejects.toMatchObject({
      code: 'VBD_NOT_REMOVABLE_MEDIA',
      params: [disk],
    });
    await expect(sim.call('VBD.unplug', drive)).rejects.toMatchObject({
      params: ['HVM CDROMs cannot be hotplugged/unplugged, only inserted or ejected'],
    });
  });

  test('stays as it is while the VM is suspended', async () => {
    await run();
    await pool.sim.call('VM.suspend', vm);
    await expect(pool.sim.call('VBD.insert', drive, isoDisk())).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'halted, running', 'suspended'],
    });
  });
});

describe('a network interface', () => {
  const record = (values: Partial<Records['VIF']>): Records['VIF'] =>
    ({
      device: '1',
      network: pool.network,
      VM: vm,
      MAC: '',
      MTU: 1500,
      other_config: {},
      qos_algorithm_type: '',
      qos_algorithm_params: {},
      ...values,
    }) as Records['VIF'];

  test('has an address of its own, local and unicast, that its VM and device decide', async () => {
    const { db } = pool.sim.world;
    const other = db.row('VIF', await pool.sim.call('VIF.create', record({})));
    const { MAC, MAC_autogenerated } = db.row('VIF', vif);
    expect(MAC).toMatch(/^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
    expect(MAC_autogenerated).toBe(true);
    expect(other.MAC).not.toBe(MAC);
    expect(
      db.row('VIF', await pool.sim.call('VIF.create', record({ device: '2', MAC: '00:16:3E:00:00:01' }))),
    ).toMatchObject({
      MAC: '00:16:3E:00:00:01',
      MAC_autogenerated: false,
    });
  });

  test.each([
    [{ device: '0' }, 'DEVICE_ALREADY_EXISTS', ['0']],
    [{ device: '16' }, 'INVALID_DEVICE', ['16']],
    [{ device: 'eth0' }, 'INVALID_DEVICE', ['eth0']],
    [{ MAC: 'not a mac' }, 'MAC_INVALID', ['not a mac']],
    [{ network: 'OpaqueRef:none' }, 'HANDLE_INVALID', ['network', 'OpaqueRef:none']],
  ] as const)('of %j is refused with %s', async (values, code, params) => {
    await expect(pool.sim.call('VIF.create', record(values))).rejects.toMatchObject({ code, params });
  });

  test('is plugged, unplugged and moved while the guest runs', async () => {
    const { sim } = pool;
    const { db, engine } = sim.world;
    await expect(sim.call('VIF.unplug', vif)).rejects.toMatchObject({
      code: 'VM_BAD_POWER_STATE',
      params: [vm, 'running', 'halted'],
    });
    await run();
    await expect(sim.call('VIF.plug', vif)).rejects.toMatchObject({ code: 'DEVICE_ALREADY_ATTACHED', params: [vif] });
    await expect(sim.call('VIF.destroy', vif)).rejects.toMatchObject({
      params: ['VIF currently attached to a running VM'],
    });
    const network = engine.newRef('network');
    db.transaction(() => db.insert('network', network, { uuid: engine.newUuid('network') }));
    await sim.call('VIF.move', vif, network);
    expect(db.row('network', network).VIFs).toEqual([vif]);
    await sim.call('VIF.unplug', vif);
    await sim.call('VIF.destroy', vif);
    expect(db.row('VM', vm).VIFs).toEqual([]);
  });

  test('keeps to the addresses that it is allowed', async () => {
    const { sim } = pool;
    await sim.call('VIF.add_ipv4_allowed', vif, '192.0.2.7');
    await expect(sim.call('VIF.add_ipv4_allowed', vif, '300.1.1.1')).rejects.toMatchObject({
      code: 'INVALID_IP_ADDRESS_SPECIFIED',
      params: ['ipv4_allowed'],
    });
    await sim.call('VIF.set_locking_mode', vif, 'locked');
    const configure = (address: string, gateway = '') =>
      sim.call('VIF.configure_ipv4', vif, 'Static', address, gateway);
    await expect(configure('192.0.2.7')).rejects.toMatchObject({
      code: 'INVALID_CIDR_ADDRESS_SPECIFIED',
      params: ['address'],
    });
    await expect(configure('192.0.2.8/24')).rejects.toMatchObject({
      code: 'ADDRESS_VIOLATES_LOCKING_CONSTRAINT',
      params: ['192.0.2.8/24'],
    });
    await expect(configure('192.0.2.7/24', 'x')).rejects.toMatchObject({ params: ['gateway'] });
    await expect(configure('192.0.2.7/24')).rejects.toMatchObject({ code: 'VM_LACKS_FEATURE', params: [vm] });
    await run();
    await configure('192.0.2.7/24', '192.0.2.1');
    const { guest_metrics } = sim.world.db.row('VM', vm);
    expect(sim.world.db.row('VM_guest_metrics', guest_metrics).networks['0/ip']).toBe('192.0.2.7');
  });

  test('hands VLANs through to its guest', async () => {
    const { sim } = pool;
    await sim.call('VIF.set_trunks', vif, [7, 8, 7]);
    await sim.call('VIF.add_trunks', vif, 9);
    await sim.call('VIF.remove_trunks', vif, 7);
    expect(sim.world.db.row('VIF', vif).trunks).toEqual([8, 9]);
    await expect(sim.call('VIF.add_trunks', vif, 4095)).rejects.toMatchObject({
      code: 'VLAN_TAG_INVALID',
      params: ['4095'],
    });
  });
});
