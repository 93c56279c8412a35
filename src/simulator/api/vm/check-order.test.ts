import { beforeEach, describe, expect, test } from 'vitest';
import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { testPool, testVm, type TestPool } from '../testing';

let pool: TestPool;
let vm: Ref<'VM'>;

beforeEach(async () => {
  pool = testPool({ clockMode: 'instant' });
  vm = await testVm(pool);
});

function write(values: Partial<Records['VM']>): void {
  const { db } = pool.sim.world;
  db.transaction(() => db.update('VM', vm, values));
}

async function run(): Promise<void> {
  await pool.sim.call('VM.start', vm, false, false);
  pool.sim.advance(60_000);
}

function refuses(op: Parameters<typeof assertion>[0], code: string, ...params: readonly string[]): Promise<void> {
  return expect(assertion(op)).rejects.toMatchObject({ code, params });
}

function assertion(op: Records['VM']['allowed_operations'][number]): Promise<void> {
  return pool.sim.call('VM.assert_operation_valid', vm, op);
}

describe('of several reasons against an operation the first is told:', () => {
  test('a block before the power state', async () => {
    await pool.sim.call('VM.add_to_blocked_operations', vm, 'suspend', 'because');
    await refuses('suspend', 'OPERATION_BLOCKED', vm, 'because');
    await pool.sim.call('VM.remove_from_blocked_operations', vm, 'suspend');
    await refuses('suspend', 'VM_BAD_POWER_STATE', vm, 'running', 'halted');
  });

  test('the power state before another operation, that before the kind of VM', async () => {
    write({ current_operations: { 'OpaqueRef:t': 'clone' }, is_a_template: true });
    await refuses('pause', 'VM_BAD_POWER_STATE', vm, 'running', 'halted');
    await refuses('start', 'OTHER_OPERATION_IN_PROGRESS', 'VM', vm, 'clone', 'OpaqueRef:t');
    write({ current_operations: { 'OpaqueRef:t': 'clone', 'OpaqueRef:u': 'copy' } });
    await refuses('start', 'OTHER_OPERATION_IN_PROGRESS', 'VM', vm, '{clone,copy}', '{OpaqueRef:t,OpaqueRef:u}');
    write({ current_operations: {} });
    await refuses('start', 'VM_IS_TEMPLATE', vm, 'start');
  });

  test('a template that came with the product stays; one of a user may go', async () => {
    write({ is_a_template: true, is_default_template: true });
    await refuses('destroy', 'VM_IS_TEMPLATE', vm, 'destroy');
    write({ is_default_template: false });
    await assertion('destroy');
    await assertion('provision');
    await refuses('snapshot', 'VM_IS_TEMPLATE', vm, 'snapshot');
  });

  test('a snapshot is no VM', async () => {
    write({ is_a_template: true, is_a_snapshot: true });
    await refuses('start', 'VM_IS_SNAPSHOT', vm, 'start');
    await refuses('provision', 'VM_IS_SNAPSHOT', vm, 'provision');
    await assertion('revert');
    await assertion('destroy');
  });

  test('only templates are provisioned, only snapshots are reverted to', async () => {
    await refuses('provision', 'PROVISION_ONLY_ALLOWED_ON_TEMPLATE');
    await refuses('revert', 'REVERT_ONLY_ALLOWED_ON_SNAPSHOT');
  });

  test('a VM that must not move says so before what its guest lacks', async () => {
    write({ platform: { nomigrate: 'true' } });
    await pool.sim.call('VM.start', vm, false, false);
    await refuses('pool_migrate', 'VM_IS_IMMOBILE', vm);
    await refuses('clean_shutdown', 'VM_LACKS_FEATURE', vm);
  });

  test('a guest without tools cannot be asked for anything', async () => {
    await pool.sim.call('VM.start', vm, false, false);
    for (const op of ['clean_shutdown', 'clean_reboot', 'suspend', 'pool_migrate', 'checkpoint'] as const) {
      await refuses(op, 'VM_LACKS_FEATURE', vm);
    }
    await assertion('hard_shutdown');
    pool.sim.advance(60_000);
    for (const op of ['clean_shutdown', 'clean_reboot', 'suspend', 'pool_migrate', 'checkpoint'] as const) {
      await assertion(op);
    }
  });

  test('a disk that forgets its changes cannot be part of a snapshot', async () => {
    await run();
    const { db } = pool.sim.world;
    const [vbd = NULL_REF] = db.row('VM', vm).VBDs;
    db.transaction(() => db.update('VDI', db.row('VBD', vbd).VDI, { on_boot: 'reset' }));
    await refuses('snapshot', 'VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION');
    await refuses('suspend', 'VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION');
    await assertion('pool_migrate');
  });

  test('a member of a vApp or of a schedule cannot become a template', async () => {
    const { db, engine } = pool.sim.world;
    const appliance = engine.newRef('VM_appliance');
    db.transaction(() => db.insert('VM_appliance', appliance, { uuid: engine.newUuid('VM_appliance') }));
    await pool.sim.call('VM.set_appliance', vm, appliance);
    await refuses('make_into_template', 'VM_IS_PART_OF_AN_APPLIANCE', vm, appliance);
    const { allowed_operations } = await pool.sim.call('VM.get_record', vm);
    expect(allowed_operations).not.toContain('make_into_template');
  });

  test('a rolling upgrade of the pool leaves little', async () => {
    const { db } = pool.sim.world;
    for (const poolRef of db.refs('pool')) {
      db.transaction(() => db.update('pool', poolRef, { other_config: { rolling_upgrade_in_progress: 'true' } }));
    }
    await refuses('snapshot', 'NOT_SUPPORTED_DURING_UPGRADE');
    await assertion('start');
  });

  test('a control domain is not a VM to be managed', async () => {
    write({ is_control_domain: true });
    await refuses('clone', 'OPERATION_NOT_ALLOWED', 'This operation is not allowed on a control domain');
    await assertion('changing_VCPUs');
  });
});
