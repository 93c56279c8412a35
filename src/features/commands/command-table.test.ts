import { describe, expect, it } from 'vitest';
import type { Command } from './command';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import { addCommands, commandsFor, commandTable, findCommand } from './command-table';
import { targetsOf } from './target';
import './table/later';

function targets(pool: FakePool, refs: readonly string[]) {
  return targetsOf(
    pool.inventory(),
    refs.map((ref) => ({ connection: 'c', class: pool.has('VM', ref) ? 'VM' : 'host', ref }) as const),
  );
}

const offered = (pool: FakePool, refs: readonly string[]) =>
  Object.fromEntries(
    commandsFor(pool.inventory(), targets(pool, refs)).map(({ command, disabledReason }) => [
      command.id,
      disabledReason,
    ]),
  );

describe('command table', () => {
  it('has one command for each id, with words of its own', () => {
    expect(new Set(commandTable().map((command) => command.id)).size).toBe(commandTable().length);
    for (const command of commandTable()) expect(command.label).not.toBe('');
  });

  it('offers the word that fits the state, and says why others are off', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    expect(offered(pool, ['vm0'])).toMatchObject({
      'vm.start': 'It is running already.',
      'vm.shutdown': null,
      'vm.migrate': null,
    });
    expect(offered(pool, ['vm0'])).not.toHaveProperty('vm.resume');
    pool.set('VM', 'vm0', { power_state: 'Suspended', allowed_operations: ['resume', 'hard_shutdown'] });
    expect(offered(pool, ['vm0'])).toMatchObject({
      'vm.resume': null,
      'vm.shutdown': 'It is suspended. Resume it first.',
    });
    expect(offered(pool, ['vm0'])).not.toHaveProperty('vm.start');
  });

  it('enables a command for several objects when at least one can run it', () => {
    const pool = makePool({ hosts: 2, vms: 2 });
    pool.set('VM', 'vm0', { power_state: 'Halted', allowed_operations: ['start'] });
    expect(offered(pool, ['vm0', 'vm1'])).toMatchObject({
      'vm.start': null,
      'vm.shutdown': null,
      'object.rename': 'Select a single object for this.',
    });
    expect(offered(pool, ['vm0', 'host0'])).toMatchObject({ 'object.tags': null, 'vm.start': null });
    expect(offered(pool, ['host0'])).not.toHaveProperty('vm.start');
  });

  it('has nothing to offer for nothing', () => {
    expect(commandsFor({}, [])).toEqual([]);
    expect(targetsOf({}, [{ connection: 'c', class: 'VM', ref: 'gone' }])).toEqual([]);
  });

  it('writes the calls and the xe lines behind every command of a machine', () => {
    const pool = makePool({ hosts: 2, vms: 1 });
    pool.set('VM', 'vm0', { name_label: "it's a vm", uuid: 'u-0' });
    pool.set('host', 'host1', { uuid: 'h-1' });
    pool.set('SR', 'shared', { uuid: 's-0' });
    const [target] = targets(pool, ['vm0']);
    const input = { name: "it's new", server: 'host1', storage: 'shared', tags: ['+a', '-b'], with: ['VDI:vdi-vm0'] };
    const script = (id: string) => {
      const command = findCommand(id);
      if (command?.type !== 'pool' || !target) throw new Error(id);
      const { api, xe } = command.script(pool.inventory(), target, input);
      return [...api, ...xe];
    };
    expect(script('vm.start')).toEqual(['Async.VM.start(session, "vm0", false, false)', 'xe vm-start uuid=u-0']);
    expect(script('vm.migrate')).toEqual([
      'Async.VM.pool_migrate(session, "vm0", "host1", {"live":"true"})',
      'xe vm-migrate uuid=u-0 host-uuid=h-1 live=true',
    ]);
    expect(script('vm.copy')).toEqual([
      'Async.VM.copy(session, "vm0", "it\'s new", "shared")',
      "xe vm-copy uuid=u-0 new-name-label='it'\\''s new' sr-uuid=s-0",
    ]);
    expect(script('vm.forceShutdown')).toContain('xe vm-shutdown uuid=u-0 force=true');
    expect(script('object.tags')).toEqual([
      'VM.add_tags(session, "vm0", "a")',
      'xe vm-param-add uuid=u-0 param-name=tags param-key=a',
    ]);
    expect(script('vm.delete')).toContain('Async.VDI.destroy(session, "vdi-vm0")');
    for (const command of commandTable()) {
      if (command.type === 'pool' && target) expect(() => command.script({}, target, {})).not.toThrow();
    }
  });

  it('grows by what features add, and only once', () => {
    const pool = makePool({ hosts: 1, vms: 1 });
    pool.set('VBD', 'cd', { VM: 'vm0', type: 'CD', empty: true });
    pool.set('VIF', 'vif0', { VM: 'vm0', device: '0' });
    const before = commandTable();
    const added = { ...(findCommand('object.copyUuid') ?? before[0]), id: 'test.added', kinds: ['vbd'] } as Command;
    addCommands([added]);
    const grown = commandTable();
    // Tests of features may have added theirs before.
    expect(grown.filter((command) => command !== added)).toEqual(before);
    addCommands([added]);
    expect(commandTable()).toBe(grown);
    const earlier = { ...added, id: 'test.a first' };
    addCommands([earlier]);
    expect(commandTable().filter((command) => command === added || command === earlier)).toEqual([earlier, added]);
    const devices = targetsOf(
      pool.inventory(),
      (['cd', 'vbd-vm0'] as const).map((ref) => ({ connection: 'c', class: 'VBD', ref })),
    );
    expect(devices.map((device) => device.name)).toEqual(['Empty CD drive', 'vm0 root']);
    expect(commandsFor(pool.inventory(), devices).map(({ command }) => command.id)).toContain('test.added');
    const [vif] = targetsOf(pool.inventory(), [{ connection: 'c', class: 'VIF', ref: 'vif0' }]);
    expect(vif).toMatchObject({ kind: 'vif', name: 'Interface 0' });
  });
});
