import { beforeEach, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { disk, GIB } from '../../scenarios/testing/pool';
import { Fault } from '../fault';
import { testPool, testVm, type TestPool } from '../testing';

// A disk lies on a repository of one server; the guest runs on the other.

let pool: TestPool;
let vm: Ref<'VM'>;
let far: Ref<'SR'>;
let near: Ref<'PBD'>;

/** How a call that is under way ends, as `[code, p1, …]`, once time has passed. */
async function outcome(call: Promise<unknown>): Promise<readonly string[]> {
  const ended = call.then(
    () => [],
    (error: unknown) => {
      if (error instanceof Fault) return error.toList();
      throw error;
    },
  );
  pool.sim.idle();
  return ended;
}

async function done<T>(call: Promise<T>): Promise<T> {
  pool.sim.idle();
  return call;
}

beforeEach(async () => {
  pool = testPool();
  vm = await testVm(pool);
  const { db, engine } = pool.sim.world;
  far = engine.newRef('SR');
  db.transaction(() => {
    db.insert('SR', far, { uuid: engine.newUuid('SR'), type: 'nfs', shared: true, physical_size: 64 * GIB });
    const [here, there] = pool.hosts.map((host, at) => {
      const pbd = engine.newRef('PBD');
      db.insert('PBD', pbd, { uuid: engine.newUuid('PBD'), host, SR: far, currently_attached: at === 1 });
      return pbd;
    });
    near = here ?? there ?? NULL_REF;
  });
});

function diskRecord(VDI: Ref<'VDI'>): Records['VBD'] {
  const record: Partial<Records['VBD']> = {
    VM: vm,
    VDI,
    userdevice: 'autodetect',
    bootable: false,
    mode: 'RW',
    type: 'Disk',
    empty: false,
    unpluggable: true,
    other_config: {},
    qos_algorithm_type: '',
    qos_algorithm_params: {},
  };
  return record as Records['VBD'];
}

async function addDisk(values: Partial<Records['VBD']> = {}): Promise<Ref<'VBD'>> {
  const vdi = await done(disk(pool.sim, far, GIB));
  return pool.sim.call('VBD.create', { ...diskRecord(vdi), ...values });
}

async function startHere(): Promise<void> {
  await done(pool.sim.call('VM.start_on', vm, pool.hosts[0] ?? NULL_REF, false, false));
  // The drivers of the guest report when it has booted.
  pool.sim.advance(120_000);
}

const isPlugged = (vbd: Ref<'VBD'>): boolean => pool.sim.world.db.row('VBD', vbd).currently_attached;

test.each(['VM.clean_reboot', 'VM.hard_reboot'] as const)(
  '%s leaves a disk that nobody plugged as it is',
  async (by) => {
    await startHere();
    const added = await addDisk();
    const card = await pool.sim.call('VIF.create', {
      ...pool.sim.world.db.row('VIF', pool.sim.world.db.row('VM', vm).VIFs[0] ?? NULL_REF),
      device: '1',
      MAC: '',
    });
    await done(pool.sim.call(by, vm));
    expect(isPlugged(added)).toBe(false);
    expect(pool.sim.world.db.row('VIF', card).currently_attached).toBe(false);
  },
);

test('a disk that is added while its guest starts waits for the next start', async () => {
  const { sim } = pool;
  const vdi = await done(disk(sim, far, GIB));
  const start = sim.call('VM.start_on', vm, pool.hosts[0] ?? NULL_REF, false, false);
  const added = await sim.call('VBD.create', diskRecord(vdi));
  await done(start);
  expect(isPlugged(added)).toBe(false);
  await done(sim.call('VM.hard_shutdown', vm));
  await done(sim.call('PBD.plug', near));
  await startHere();
  expect(isPlugged(added)).toBe(true);
});

test('a suspended guest comes back with the disks that it has been given as plugged', async () => {
  const { sim } = pool;
  await startHere();
  await done(sim.call('VM.suspend', vm));
  await done(sim.call('PBD.plug', near));
  const plugged = await addDisk({ currently_attached: true, device: 'xvdb' });
  const loose = await addDisk({ currently_attached: false });
  await done(sim.call('VM.resume', vm, false, false));
  expect([isPlugged(plugged), isPlugged(loose)]).toEqual([true, false]);
});

test('a guest that goes back to a checkpoint has the disks that it had then', async () => {
  const { sim } = pool;
  const { db } = sim.world;
  await startHere();
  await done(sim.call('PBD.plug', near));
  await addDisk();
  const checkpoint = await done(sim.call('VM.checkpoint', vm, 'then'));
  const plugged = (ref: Ref<'VM'>): boolean[] => db.row('VM', ref).VBDs.map(isPlugged);
  expect(plugged(checkpoint)).toEqual([true, true, false]);
  await done(sim.call('VM.revert', checkpoint));
  await done(sim.call('VM.resume', vm, false, false));
  expect(plugged(vm)).toEqual([true, true, false]);
  expect(db.row('VM', vm).VIFs.map((vif) => db.row('VIF', vif).currently_attached)).toEqual([true]);
});

test('a plug fails when the server has lost the repository meanwhile', async () => {
  const { sim } = pool;
  await startHere();
  await done(sim.call('PBD.plug', near));
  const added = await addDisk();
  const unplug = sim.call('PBD.unplug', near);
  sim.advance(900);
  const plug = sim.call('VBD.plug', added);
  expect(await outcome(plug)).toEqual(['SR_NOT_ATTACHED', far]);
  expect(isPlugged(added)).toBe(false);
  await unplug;
});

test('a disk stays where it is when the repository that it moves to is unplugged on the way', async () => {
  const { sim } = pool;
  await startHere();
  await done(sim.call('PBD.plug', near));
  const [first = NULL_REF] = sim.world.db.row('VM', vm).VBDs;
  const { VDI } = sim.world.db.row('VBD', first);
  const move = sim.call('VDI.pool_migrate', VDI, far, {});
  const unplug = sim.call('PBD.unplug', near);
  expect(await outcome(move)).toEqual(['MIRROR_FAILED', VDI]);
  expect(sim.world.db.row('VBD', first).VDI).toBe(VDI);
  await unplug;
});
