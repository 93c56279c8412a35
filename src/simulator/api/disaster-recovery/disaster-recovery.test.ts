import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Messages } from '../../../xapi/datamodel/types.gen';
import { refusalOf } from '../../scenarios/testing/pool';
import { openSession } from '../sessions';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let vm: Ref<'VM'>;
let session: Ref<'session'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
  session = openSession(pool.sim.world, 'root', 'test');
});

function refused<M extends keyof Messages>(method: M, ...args: Messages[M]['args']): Promise<readonly string[]> {
  return refusalOf(pool.sim, method, ...args);
}

function detach(): void {
  const { db } = pool.sim.world;
  db.transaction(() => {
    for (const pbd of db.row('SR', pool.sr).PBDs) db.update('PBD', pbd, { currently_attached: false });
  });
}

describe('a VM that is to be recovered', () => {
  test('needs the repositories of its disks, attached', async () => {
    const { sim, sr } = pool;
    expect(await sim.call('VM.get_SRs_required_for_recovery', vm, session)).toEqual([]);
    await sim.call('VM.assert_can_be_recovered', vm, session);
    detach();
    expect(await sim.call('VM.get_SRs_required_for_recovery', vm, session)).toEqual([sr]);
    expect(await refused('VM.assert_can_be_recovered', vm, session)).toEqual(['VM_REQUIRES_SR', vm, sr]);
    expect(await refused('VM.recover', vm, session, true)).toEqual(['VM_REQUIRES_SR', vm, sr]);
    expect(await refused('VM.assert_can_be_recovered', vm, 'OpaqueRef:none')).toEqual([
      'SESSION_INVALID',
      'OpaqueRef:none',
    ]);
  });

  test('meets itself in its own pool, and goes with its vApp if it has one', async () => {
    const { sim } = pool;
    const { uuid } = sim.world.db.row('VM', vm);
    expect(await refused('VM.recover', vm, session, false)).toEqual([
      'VM_TO_IMPORT_IS_NOT_NEWER_VERSION',
      vm,
      '0',
      '0',
    ]);
    await sim.call('VM.recover', vm, session, true);
    const { db } = sim.world;
    const again = db.refs('VM').find((ref) => db.row('VM', ref).name_label === 'web-1');
    if (again === undefined) throw new Error('It is gone');
    expect([db.has('VM', vm), db.row('VM', again)]).toMatchObject([false, { uuid, version: 1 }]);
    vm = again;
    const appliance = await sim.call('VM_appliance.create', { name_label: 'shop', name_description: '' });
    await sim.call('VM.set_appliance', vm, appliance);
    expect(await refused('VM.recover', vm, session, true)).toEqual(['VM_IS_PART_OF_AN_APPLIANCE', vm, appliance]);
    await sim.call('VM_appliance.recover', appliance, session, true);
    [vm = NULL_REF] = db.row('VM_appliance', appliance).VMs;
    expect(db.row('VM', vm)).toMatchObject({ uuid, version: 2 });
    detach();
    expect(await sim.call('VM_appliance.get_SRs_required_for_recovery', appliance, session)).toEqual([pool.sr]);
    expect(await refused('VM_appliance.assert_can_be_recovered', appliance, session)).toEqual([
      'VM_REQUIRES_SR',
      vm,
      pool.sr,
    ]);
  });

  test('is for sessions that may read databases', async () => {
    const { db } = pool.sim.world;
    db.transaction(() => db.update('session', session, { is_local_superuser: false, rbac_permissions: [] }));
    expect(await refused('VM.recover', vm, session, true)).toEqual([
      'RBAC_PERMISSION_DENIED',
      'VM.recover',
      'The supplied session does not have the required permissions for VM recovery.',
    ]);
  });
});

describe('a task of disaster recovery', () => {
  test('is refused for repositories that hold no metadata, and without a licence', async () => {
    expect(await refused('DR_task.create', 'nfs', {}, [])).toEqual([
      'OPERATION_NOT_ALLOWED',
      'Disaster recovery not supported on SRs of type nfs',
    ]);
    const { db } = pool.sim.world;
    const [ref = NULL_REF] = db.refs('pool');
    db.transaction(() => db.update('pool', ref, { restrictions: { restrict_dr: 'true' } }));
    expect(await refused('DR_task.create', 'nfs', {}, [])).toEqual(['LICENCE_RESTRICTION', 'DR']);
  });

  test('takes what it has introduced away again', async () => {
    const { sim } = pool;
    const { db, engine } = sim.world;
    const task = engine.newRef('DR_task');
    const extra = await sim.call('SR.introduce', '', 'copy', '', 'nfs', '', true, {});
    db.transaction(() => {
      db.insert('DR_task', task, { uuid: engine.newUuid('DR_task') });
      db.update('SR', extra, { introduced_by: task });
      for (const host of pool.hosts) {
        const values = { uuid: engine.newUuid('PBD'), host, SR: extra, currently_attached: true };
        db.insert('PBD', engine.newRef('PBD'), values);
      }
    });
    expect(await sim.call('DR_task.get_introduced_SRs', task)).toEqual([extra]);
    await sim.call('DR_task.destroy', task);
    expect([db.has('DR_task', task), db.has('SR', extra), db.count('task')]).toEqual([false, false, 0]);
  });
});
