import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { problemsOf } from '../../scenarios/testing/invariants';
import { pifOf, refusalOf, twoServers } from '../../scenarios/testing/pool';
import type { Simulator } from '../../simulator';
import { callAsTask } from '../dispatch';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let sim: Simulator;
let from: Ref<'host'>;
let to: Ref<'host'>;

const GIB = 1024 ** 3;
const db = () => sim.world.db;

async function guests(count: number, values: Parameters<typeof testVm>[1] = {}): Promise<Ref<'VM'>[]> {
  const vms: Ref<'VM'>[] = [];
  for (let at = 0; at < count; at++) {
    const vm = await testVm(pool, { name_label: `web-${at}`, ...values });
    const started = sim.call('VM.start_on', vm, from, false, false);
    sim.idle();
    await started;
    vms.push(vm);
  }
  sim.advance(120_000);
  return vms;
}

const hostOf = (vm: Ref<'VM'>) => db().row('VM', vm).resident_on;

beforeEach(() => {
  pool = testPool({ hosts: 2 });
  ({ sim } = pool);
  [from = '', to = ''] = pool.hosts;
});

describe('emptying a server', () => {
  test('is taken back whole when the toolstack of the coordinator restarts', async () => {
    const vms = await guests(3);
    const task = callAsTask(sim.world, 'host.evacuate', [from, NULL_REF, 0]);
    sim.advance(1000);
    expect(vms.some((vm) => Object.values(db().row('VM', vm).current_operations).includes('pool_migrate'))).toBe(true);
    await sim.call('host.restart_agent', from);
    sim.idle();
    expect(db().has('task', task)).toBe(false);
    expect(vms.map((vm) => [hostOf(vm), db().row('VM', vm).current_operations])).toEqual(vms.map(() => [from, {}]));
  });

  test('moves all guests in batches, shows how far it is, and leaves no calls behind', async () => {
    const vms = await guests(5);
    await sim.call('host.assert_can_evacuate', from);
    expect(await sim.call('host.get_vms_which_prevent_evacuation', from)).toEqual({});
    const task = callAsTask(sim.world, 'host.evacuate', [from, NULL_REF, 2]);
    expect(db().row('host', from).current_operations).toEqual({ [task]: 'evacuate' });
    expect(await sim.call('host.get_allowed_operations', from)).not.toContain('vm_migrate');
    const seen = new Set<number>();
    const together = new Set<number>();
    while (db().row('task', task).status === 'pending') {
      seen.add(Math.round(db().row('task', task).progress * 10) / 10);
      // Consoles show the migrations below the call that they belong to.
      const { subtasks } = db().row('task', task);
      expect(db().refs('task')).toEqual([task, ...subtasks]);
      for (const part of subtasks) expect(db().row('task', part).name_label).toBe('Async.VM.pool_migrate');
      together.add(vms.filter((vm) => Object.keys(db().row('VM', vm).current_operations).length > 0).length);
      sim.next();
    }
    expect([...seen]).toEqual([0, 0.4, 0.8]);
    expect(Math.max(...together)).toBe(2);
    expect(db().row('task', task)).toMatchObject({ status: 'success', progress: 1, result: '<value></value>' });
    expect(vms.map(hostOf)).toEqual(vms.map(() => to));
    expect(db().row('host', from).current_operations).toEqual({});
    expect(db().refs('task')).toEqual([task]);
  });

  test('needs another server in service, and says so for every guest', async () => {
    const [vm = ''] = await guests(1);
    const disabled = sim.call('host.disable', to);
    await disabled;
    expect(await sim.call('host.get_vms_which_prevent_evacuation', from)).toEqual({ [vm]: ['NO_HOSTS_AVAILABLE', vm] });
    expect(await refusalOf(sim, 'host.assert_can_evacuate', from)).toEqual([
      'CANNOT_EVACUATE_HOST',
      `NO_HOSTS_AVAILABLE,${vm}`,
    ]);
    expect(await refusalOf(sim, 'host.evacuate', from)).toEqual(['NO_HOSTS_AVAILABLE', vm]);
    expect(hostOf(vm)).toBe(from);
  });

  test('gives memory out to the biggest guest first, and names those that are left over', async () => {
    const big = 50 * GIB;
    const memory = { memory_static_max: big, memory_dynamic_max: big, memory_dynamic_min: big, memory_static_min: GIB };
    const [large = ''] = await guests(1, memory);
    const [small = ''] = await guests(1);
    const other = await testVm(pool, { ...memory, name_label: 'other' });
    const started = sim.call('VM.start_on', other, to, false, false);
    sim.idle();
    await started;
    expect(await sim.call('host.get_vms_which_prevent_evacuation', from)).toEqual({
      [large]: ['HOST_NOT_ENOUGH_FREE_MEMORY', large],
    });
    expect(await refusalOf(sim, 'host.evacuate', from)).toEqual(['HOST_NOT_ENOUGH_FREE_MEMORY', large]);
    expect(hostOf(small)).toBe(from);
  });

  test('names guests whose disks or state keep them', async () => {
    const [paused = '', local = '', moved = ''] = await guests(3);
    const pausing = sim.call('VM.pause', paused);
    sim.idle();
    await pausing;
    const own = sim.world.engine.newRef('SR');
    db().transaction(() => {
      db().insert('SR', own, { uuid: sim.world.engine.newUuid('SR'), name_label: 'Own', type: 'ext' });
      for (const vbd of db().row('VM', local).VBDs) {
        const { VDI } = db().row('VBD', vbd);
        if (VDI !== NULL_REF) db().update('VDI', VDI, { SR: own });
      }
    });
    const refused = await sim.call('host.get_vms_which_prevent_evacuation', from);
    expect(refused).toEqual({
      [paused]: ['VM_BAD_POWER_STATE', paused, 'running', 'paused'],
      [local]: ['VM_REQUIRES_SR', local, own],
    });
    expect(refused[moved]).toBeUndefined();
  });

  test('with HA on moves only what HA would restart elsewhere', async () => {
    const [vm = ''] = await guests(1);
    db().transaction(() => db().update('pool', db().first('pool') ?? '', { ha_enabled: true }));
    expect(await sim.call('host.get_vms_which_prevent_evacuation', from)).toEqual({
      [vm]: ['HOST_EVACUATE_VM_NOT_HA_PROTECTED', vm],
    });
    db().transaction(() => db().update('VM', vm, { ha_always_run: true, ha_restart_priority: 'restart' }));
    expect(await sim.call('host.get_vms_which_prevent_evacuation', from)).toEqual({});
  });

  test('ends with the first migration that fails; a guest that halted meanwhile is no failure', async () => {
    const [first = '', second = ''] = await guests(2);
    const task = callAsTask(sim.world, 'host.evacuate', [from, NULL_REF, 1]);
    sim.advance(600);
    const isMoving = (vm: Ref<'VM'>) => Object.values(db().row('VM', vm).current_operations).includes('pool_migrate');
    const waiting = isMoving(first) ? second : first;
    const halted = sim.call('VM.hard_shutdown', waiting);
    sim.idle();
    await halted;
    expect(db().row('task', task).status).toBe('success');
    expect(hostOf(waiting === first ? second : first)).toBe(to);

    const started = sim.call('VM.start_on', waiting, from, false, false);
    sim.idle();
    await started;
    sim.advance(120_000);
    const again = callAsTask(sim.world, 'host.evacuate', [from, NULL_REF, 0]);
    db().transaction(() => db().update('host', to, { enabled: false }));
    sim.idle();
    expect(db().row('task', again)).toMatchObject({ status: 'failure', error_info: ['HOST_DISABLED', to] });
    expect(db().row('host', from).current_operations).toEqual({});
    expect(db().refs('task').toSorted()).toEqual([task, again].toSorted());
  });
});

describe('a network for migrations', () => {
  test('needs an address on every server that it leads to', async () => {
    const { simulator, alder, birch } = twoServers();
    const world = simulator.world;
    const [management, second] = ['eth0', 'eth1'].map(
      (device) => world.db.row('PIF', pifOf(simulator, birch, device)).network,
    );
    const pif = pifOf(simulator, birch, 'eth1');
    const inner = await simulator.call('network.create', {
      name_label: 'inner',
      name_description: '',
      other_config: {},
    });
    const receive = (network: Ref<'network'>) => refusalOf(simulator, 'host.migrate_receive', birch, network, {});
    expect(await receive(inner)).toEqual(['HOST_CANNOT_ATTACH_NETWORK', birch, inner]);
    expect(await receive(second ?? '')).toEqual(['PIF_HAS_NO_NETWORK_CONFIGURATION', pif]);
    world.db.transaction(() => world.db.update('PIF', pif, { ip_configuration_mode: 'DHCP', IP: '' }));
    expect(await receive(second ?? '')).toEqual(['INTERFACE_HAS_NO_IP', pif]);
    const answer = await simulator.call('host.migrate_receive', birch, management ?? '', {});
    const { address } = world.db.row('host', birch);
    const session = answer['session_id'] ?? '';
    expect(answer).toEqual({
      SM: `http://${address}/services/SM?session_id=${session}`,
      host: birch,
      xenops: `http://${address}/services/xenops?session_id=${session}`,
      session_id: session,
      master: `http://${world.db.row('host', alder).address}`,
    });
    expect(world.db.has('session', session)).toBe(true);
    await simulator.call('host.evacuate', birch, management);
    expect(problemsOf(world)).toEqual([]);
  });
});
