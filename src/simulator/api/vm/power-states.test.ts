import { beforeAll, describe, expect, test } from 'vitest';
import type { Ref } from '../../../xapi/datamodel/ref';
import type { Messages, Records } from '../../../xapi/datamodel/types.gen';
import { testPool, testVm, type TestPool } from '../testing';
import { powerStatesFor, type PowerState, type VmOperation } from './operation-table';

const STATES: readonly PowerState[] = ['Halted', 'Running', 'Paused', 'Suspended'];

/** How each operation is called, on the VM and a second server. */
const CALLS: Readonly<
  Partial<Record<VmOperation, (vm: Ref<'VM'>, host: Ref<'host'>) => readonly [keyof Messages, ...unknown[]]>>
> = {
  start: (vm) => ['VM.start', vm, false, false],
  start_on: (vm, host) => ['VM.start_on', vm, host, false, false],
  clean_shutdown: (vm) => ['VM.clean_shutdown', vm],
  hard_shutdown: (vm) => ['VM.hard_shutdown', vm],
  shutdown: (vm) => ['VM.shutdown', vm],
  clean_reboot: (vm) => ['VM.clean_reboot', vm],
  hard_reboot: (vm) => ['VM.hard_reboot', vm],
  suspend: (vm) => ['VM.suspend', vm],
  resume: (vm) => ['VM.resume', vm, false, false],
  resume_on: (vm, host) => ['VM.resume_on', vm, host, false, false],
  pause: (vm) => ['VM.pause', vm],
  unpause: (vm) => ['VM.unpause', vm],
  pool_migrate: (vm, host) => ['VM.pool_migrate', vm, host, {}],
  clone: (vm) => ['VM.clone', vm, 'copy'],
  copy: (vm) => ['VM.copy', vm, 'copy', 'OpaqueRef:NULL'],
  snapshot: (vm) => ['VM.snapshot', vm, 'snapshot'],
  checkpoint: (vm) => ['VM.checkpoint', vm, 'checkpoint'],
  destroy: (vm) => ['VM.destroy', vm],
  make_into_template: (vm) => ['VM.set_is_a_template', vm, true],
  changing_static_range: (vm) => ['VM.set_memory_static_range', vm, 2 ** 30, 2 ** 31],
  changing_dynamic_range: (vm) => ['VM.set_memory_dynamic_range', vm, 2 ** 31, 2 ** 31],
  changing_memory_limits: (vm) => ['VM.set_memory_limits', vm, 2 ** 30, 2 ** 31, 2 ** 31, 2 ** 31],
  changing_VCPUs: (vm) => ['VM.set_VCPUs_max', vm, 2],
  changing_VCPUs_live: (vm) => ['VM.set_VCPUs_number_live', vm, 1],
  changing_shadow_memory: (vm) => ['VM.set_HVM_shadow_multiplier', vm, 1],
  changing_shadow_memory_live: (vm) => ['VM.set_shadow_multiplier_live', vm, 1],
  changing_NVRAM: (vm) => ['VM.set_NVRAM', vm, {}],
  get_boot_record: (vm) => ['VM.get_boot_record', vm],
};

const RESULT: Readonly<Partial<Record<VmOperation, PowerState>>> = {
  start: 'Running',
  start_on: 'Running',
  clean_shutdown: 'Halted',
  hard_shutdown: 'Halted',
  shutdown: 'Halted',
  clean_reboot: 'Running',
  hard_reboot: 'Running',
  suspend: 'Suspended',
  resume: 'Running',
  resume_on: 'Running',
  pause: 'Paused',
  unpause: 'Running',
  pool_migrate: 'Running',
};

async function vmIn(pool: TestPool, state: PowerState): Promise<Ref<'VM'>> {
  const { sim } = pool;
  const vm = await testVm(pool);
  if (state === 'Halted') return vm;
  await sim.call('VM.start', vm, false, false);
  sim.advance(60_000);
  if (state === 'Paused') await sim.call('VM.pause', vm);
  if (state === 'Suspended') await sim.call('VM.suspend', vm);
  return vm;
}

describe.each(STATES)('a VM that is %s', (state) => {
  let pool: TestPool;
  let vm: Ref<'VM'>;

  beforeAll(async () => {
    pool = testPool({ clockMode: 'instant' });
    vm = await vmIn(pool, state);
  });

  test.each(Object.keys(CALLS) as VmOperation[])('takes or refuses %s as xapi does', async (op) => {
    const sim = pool.sim.fork({ clockMode: 'instant' });
    const expected = powerStatesFor(op, false, false);
    const [message, ...args] = CALLS[op]?.(vm, pool.hosts[1] ?? '') ?? ['VM.get_uuid'];
    const call = sim.call(message, ...(args as never));
    if (expected.includes(state)) {
      await call;
      const after: Records['VM'] | undefined = sim.world.db.get('VM', vm);
      expect(after?.power_state).toBe(op === 'destroy' ? undefined : (RESULT[op] ?? state));
      expect(after?.current_operations ?? {}).toEqual({});
    } else {
      const params = [vm, expected.map((name) => name.toLowerCase()).join(', '), state.toLowerCase()];
      await expect(call).rejects.toMatchObject({ code: 'VM_BAD_POWER_STATE', params });
    }
  });

  test('allows what a call would do', async () => {
    const { allowed_operations } = await pool.sim.call('VM.get_record', vm);
    for (const op of Object.keys(CALLS) as VmOperation[]) {
      const valid = pool.sim.call('VM.assert_operation_valid', vm, op).then(
        () => true,
        () => false,
      );
      if (allowed_operations.includes(op)) expect(await valid, op).toBe(true);
    }
  });
});
