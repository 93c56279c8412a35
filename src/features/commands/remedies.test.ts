import { beforeAll, describe, expect, it } from 'vitest';
import { errorTable } from '../../xapi/datamodel/errors.gen';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { loadFeatureCommands } from '../workspace';
import { findCommand } from './command-table';
import { remediesFor, REMEDIES } from './remedies';

beforeAll(loadFeatureCommands);

const vm = { connection: 'c', class: 'VM', ref: 'vm0' } as const;

function remedies(pool: FakePool, refused: string, code: string, ...params: string[]) {
  const found = remediesFor({ code, params }, pool.inventory(), 'c', { command: findCommand(refused), ids: [vm] });
  return found.map(({ command, ids, reason, byOther }) => [command.id, ids[0]?.ref, reason, byOther]);
}

describe('what can be clicked in answer to an error', () => {
  it('are commands that there are, against codes that there are', () => {
    for (const [code, ids] of Object.entries(REMEDIES)) {
      expect(Object.hasOwn(errorTable, code), code).toBe(true);
      for (const id of ids) expect(findCommand(id), `${id} against ${code}`).toBeDefined();
    }
  });

  it('is about what the error names, then about what was refused, then about the pool', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    pool.set('host', 'host1', { enabled: false });
    pool.set('VM', 'vm0', { power_state: 'Halted', allowed_operations: ['start', 'start_on'] });
    expect(remedies(pool, 'vm.start', 'HOST_DISABLED', 'host1')).toEqual([
      ['host.exitMaintenance', 'host1', null, false],
    ]);
    expect(remedies(pool, 'vm.start', 'NO_HOSTS_AVAILABLE')).toEqual([['vm.startOn', 'vm0', null, false]]);
    pool.set('pool', 'pool', { ha_enabled: true });
    expect(remedies(pool, 'vm.start', 'HA_IS_ENABLED')).toEqual([['pool.disableHa', 'pool', null, false]]);
  });

  it('brings a VM into the state that is needed, by whichever way leads there', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    expect(remedies(pool, 'vm.clone', 'VM_BAD_POWER_STATE', 'vm0', 'halted', 'running')).toEqual([
      ['vm.shutdown', 'vm0', null, false],
      ['vm.forceShutdown', 'vm0', null, false],
    ]);
    pool.set('VM', 'vm0', { power_state: 'Suspended', allowed_operations: ['resume'] });
    expect(remedies(pool, 'vm.reboot', 'VM_BAD_POWER_STATE', 'vm0', 'Running, Paused', 'suspended')).toEqual([
      ['vm.resume', 'vm0', null, false],
    ]);
  });

  it('stands there with its reason where the pool is not as the error says', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    expect(remedies(pool, 'vm.migrate', 'HOST_DISABLED', 'host0')).toEqual([
      ['host.exitMaintenance', 'host0', 'It is in service already.', false],
    ]);
  });

  it('is the same command with another account where the role does not suffice', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    expect(remedies(pool, 'vm.shutdown', 'RBAC_PERMISSION_DENIED', 'VM.clean_shutdown', 'no')).toEqual([
      ['vm.shutdown', 'vm0', null, true],
    ]);
  });

  it('is nothing where nothing can be clicked, or only what was refused just now', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VM', 'vm0', { allowed_operations: ['changing_dynamic_range'] });
    expect(remedies(pool, 'vm.shutdown', 'INTERNAL_ERROR', 'vm0')).toEqual([]);
    expect(remedies(pool, 'vm.shutdown', 'constructor')).toEqual([]);
    expect(remedies(pool, 'vm.shutdown', 'HOST_DISABLED')).toEqual([]);
    expect(remedies(pool, 'vm.shutdown', 'VM_BAD_POWER_STATE')).toEqual([]);
    expect(remedies(pool, 'sr.repair', 'SR_ATTACH_FAILED', 'shared')).toEqual([]);
    expect(remedies(pool, 'vm.memory', 'MEMORY_CONSTRAINT_VIOLATION')).toEqual([['vm.memory', 'vm0', null, false]]);
  });
});
