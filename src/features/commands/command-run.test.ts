import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { attachCache } from '../../xapi/cache/cache';
import { XapiError } from '../../xapi/client/xapi-error';
import { FakeConnection } from '../fixtures/fake-connection';
import { makePool } from '../fixtures/pools';
import { CommandRun } from './command-run';
import type { RunState } from './command-run';
import { findCommand } from './command-table';
import type { PoolCommand } from './command';
import { targetsOf } from './target';
import './table/later';
import { readInventory } from '../../xapi/cache/cache';
import type { Job } from './work';

let connection: FakeConnection;

beforeEach(() => {
  const pool = makePool({ hosts: 2, vms: 30 });
  for (let i = 0; i < 30; i++)
    pool.set('VM', `vm${i}`, {
      allowed_operations: i === 3 ? [] : ['clean_shutdown'],
      power_state: i === 3 ? 'Halted' : 'Running',
    });
  connection = new FakeConnection(pool);
  attachCache(connection, new QueryClient());
  connection.load();
});

function poolCommand(id: string): PoolCommand {
  const command = findCommand(id);
  if (command?.type !== 'pool') throw new Error(`${id} is no command of a pool`);
  return command;
}

function run(id: string, refs: readonly string[], input = {}): CommandRun {
  const ids = refs.map((ref) => ({ connection: 'test', class: 'VM', ref }) as const);
  const targets = targetsOf(readInventory(connection), ids);
  return new CommandRun({ connection, command: poolCommand(id), targets, input, nowMs: () => 5 });
}

const vms = (count: number) => Array.from({ length: count }, (_, i) => `vm${i}`);
const states = (of: CommandRun) =>
  of
    .items()
    .reduce<Partial<Record<RunState, number>>>(
      (counts, item) => ({ ...counts, [item.state]: (counts[item.state] ?? 0) + 1 }),
      {},
    );
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a command at work', () => {
  it('runs where it can and names the reason where it cannot', () => {
    const work = run('vm.shutdown', vms(5));
    expect(work.plan.runs.map((target) => target.name)).toEqual(['vm 1', 'vm 2', 'vm 3', 'vm 5']);
    expect(work.plan.skipped).toMatchObject([{ target: { name: 'vm 4' }, reason: 'It is shut down already.' }]);
  });

  it('shows no password in the lines of its calls', async () => {
    const rename: PoolCommand = {
      ...poolCommand('object.rename'),
      fields: () => [{ kind: 'text', id: 'word', label: 'Password', initial: '', secret: true }],
      run: async (job, target, input) => {
        await job.call('VM.set_name_description', target.ref, String(input['word']));
      },
    };
    const targets = targetsOf(readInventory(connection), [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    const work = new CommandRun({
      connection,
      command: rename,
      targets,
      input: { word: 'pa"ss' },
      nowMs: () => 5,
    });
    await work.start();
    expect(work.items()[0]?.calls).toEqual(['VM.set_name_description(session, "vm0", "…")']);
    expect(connection.called).toContain('VM.set_name_description(vm0, pa"ss)');
  });

  it('leaves its lines as they are where there is nothing to hide', async () => {
    const command: PoolCommand = {
      ...poolCommand('object.rename'),
      run: async (job, target) => {
        job.hide('');
        job.hide('key-1');
        await job.call('VM.set_name_description', target.ref, 'key-1');
      },
    };
    const targets = targetsOf(readInventory(connection), [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    const work = new CommandRun({ connection, command, targets, input: {}, nowMs: () => 5 });
    await work.start();
    expect(work.items()[0]?.calls).toEqual(['VM.set_name_description(session, "vm0", "…")']);
  });

  describe('that makes something', () => {
    const refused = new Set<string>();
    const maker = (fails: (job: Job) => Promise<void>): PoolCommand => ({
      ...poolCommand('object.rename'),
      run: async (job) => {
        const undo = (ref: string) => async () => {
          await job.call('VDI.destroy', ref);
        };
        job.made({ label: 'disk 1', undo: undo('d1') });
        job.made({ label: 'disk 2', undo: undo('d2') });
        await fails(job);
      },
    });
    const work = (command: PoolCommand): CommandRun => {
      const targets = targetsOf(readInventory(connection), [{ connection: 'test', class: 'VM', ref: 'vm0' }]);
      return new CommandRun({ connection, command, targets, input: {}, nowMs: () => 5 });
    };
    const destroyed = () => connection.called.filter((line) => line.startsWith('VDI.destroy'));

    beforeEach(() => {
      refused.clear();
      connection.answers.set('VDI.destroy', (ref) => {
        if (refused.has(String(ref))) throw new XapiError('VDI_IN_USE', [String(ref)]);
      });
    });

    it('takes it away again when it fails, the last thing first', async () => {
      const run = work(maker(() => Promise.reject(new XapiError('SR_FULL'))));
      await run.start();
      expect(run.items()[0]).toMatchObject({ state: 'failed', error: { code: 'SR_FULL' }, remains: [], kept: null });
      expect(destroyed()).toEqual(['VDI.destroy(d2)', 'VDI.destroy(d1)']);
    });

    it('says what it could not take away, and tries again when asked', async () => {
      refused.add('d1');
      const run = work(maker(() => Promise.reject(new XapiError('SR_FULL'))));
      await run.start();
      expect(run.items()[0]).toMatchObject({ state: 'failed', error: { code: 'SR_FULL' }, remains: ['disk 1'] });
      refused.clear();
      await run.cleanUp(run.items()[0]?.id ?? '');
      expect(run.items()[0]).toMatchObject({ state: 'failed', remains: [] });
      expect(destroyed()).toEqual(['VDI.destroy(d2)', 'VDI.destroy(d1)', 'VDI.destroy(d1)']);
    });

    it('keeps what stands on its own, whatever fails after it', async () => {
      const run = work(
        maker((job) => {
          job.keep({ words: 'Both disks are made.', object: null });
          return Promise.reject(new XapiError('HOST_NOT_ENOUGH_FREE_MEMORY'));
        }),
      );
      await run.start();
      expect(run.items()[0]).toMatchObject({ state: 'failed', kept: { words: 'Both disks are made.' }, remains: [] });
      expect(destroyed()).toEqual([]);
    });
  });

  it('leaves out a single object that still waits, and no other', async () => {
    const work = run('vm.shutdown', vms(14));
    void work.start();
    await settled();
    const [first, last] = [work.items()[0], work.items().at(-1)];
    expect([work.leaveOut(first?.id ?? ''), work.leaveOut(last?.id ?? '')]).toEqual([false, true]);
    expect(states(work)).toEqual({ running: 10, waiting: 2, cancelled: 1 });
  });

  it('keeps ten objects at work and follows their tasks to the end', async () => {
    const work = run('vm.shutdown', vms(30));
    const ended = work.start();
    await settled();
    expect(states(work)).toEqual({ running: 10, waiting: 19 });
    connection.endTask('task1', { progress: 0.4 });
    expect(work.items()[0]).toMatchObject({
      state: 'running',
      progress: 0.4,
      tasks: ['task1'],
      calls: ['Async.VM.clean_shutdown(session, "vm0")'],
    });
    for (let i = 1; i <= 29; i++) {
      connection.endTask(`task${i}`);
      await settled();
    }
    await ended;
    expect(states(work)).toEqual({ done: 29 });
    expect(work.isFinished).toBe(true);
  });

  it('shows what failed and tries it again', async () => {
    const work = run('vm.shutdown', ['vm0', 'vm1']);
    const first = work.start();
    await settled();
    connection.endTask('task1');
    connection.endTask('task2', { status: 'failure', error_info: ['VM_LACKS_FEATURE', 'vm1'] });
    await first;
    expect(work.items().map((item) => [item.state, item.error?.code])).toEqual([
      ['done', undefined],
      ['failed', 'VM_LACKS_FEATURE'],
    ]);
    const second = work.retryFailed();
    await settled();
    expect(states(work)).toEqual({ done: 1, running: 1 });
    connection.endTask('task3');
    await second;
    expect(states(work)).toEqual({ done: 2 });
  });

  it('is finished when it tells of its last end', async () => {
    const work = run('vm.shutdown', vms(2));
    const told: boolean[] = [];
    work.onChange(() => told.push(work.isFinished));
    void work.start();
    await settled();
    connection.endTask('task1');
    await settled();
    expect(told.at(-1)).toBe(false);
    connection.endTask('task2');
    await settled();
    expect(told.filter(Boolean)).toEqual([true]);
  });

  it('leaves the rest out when told, and lets what is at work finish', async () => {
    const work = run('vm.shutdown', vms(30));
    const ended = work.start();
    await settled();
    work.cancelRest();
    expect(states(work)).toEqual({ running: 10, cancelled: 19 });
    for (let i = 1; i <= 10; i++) connection.endTask(`task${i}`);
    await ended;
    expect(states(work)).toEqual({ done: 10, cancelled: 19 });
  });

  it('reports a refusal that comes before any task, and a cancelled task', async () => {
    connection.answers.set('Async.VM.clean_shutdown', (ref) => {
      if (ref === 'vm0') throw new XapiError('VM_BAD_POWER_STATE', ['vm0', 'running', 'halted']);
    });
    const work = run('vm.shutdown', ['vm0', 'vm1']);
    const ended = work.start();
    await settled();
    connection.endTask('task1', { status: 'cancelled' });
    await ended;
    expect(work.items().map((item) => [item.state, item.error?.code])).toEqual([
      ['failed', 'VM_BAD_POWER_STATE'],
      ['cancelled', 'TASK_CANCELLED'],
    ]);
  });

  it('finds the end of a task that it missed while the connection was lost', async () => {
    const work = run('vm.shutdown', ['vm0']);
    const ended = work.start();
    await settled();
    connection.answers.set('task.get_record', () => ({ ...connection.pool.get('task', 'task1'), status: 'success' }));
    connection.setStatus({ kind: 'lost', reason: '', sinceMs: 0, retryAtMs: 0 });
    connection.setStatus({ kind: 'connected' });
    await ended;
    expect(states(work)).toEqual({ done: 1 });
  });

  it('deletes a machine with the disks and snapshots that were chosen', async () => {
    connection.pool.set('VM', 'snap', {
      name_label: 'before',
      is_a_snapshot: true,
      snapshot_of: 'vm0',
      VBDs: ['vbd-snap'],
    });
    connection.pool.set('VBD', 'vbd-snap', { VM: 'snap', VDI: 'vdi-snap', type: 'Disk' });
    connection.pool.set('VDI', 'vdi-snap', { VBDs: ['vbd-snap'] });
    connection.pool.set('VM', 'vm0', { power_state: 'Halted', snapshots: ['snap'], allowed_operations: ['destroy'] });
    connection.push();
    const work = run('vm.delete', ['vm0'], { with: ['VM:snap', 'VDI:vdi-vm0'] });
    const ended = work.start();
    for (let i = 1; i <= 4; i++) {
      await settled();
      connection.endTask(`task${i}`);
    }
    await ended;
    expect(connection.called.filter((line) => line.startsWith('Async'))).toEqual([
      'Async.VM.destroy(snap)',
      'Async.VM.destroy(vm0)',
      'Async.VDI.destroy(vdi-vm0)',
      'Async.VDI.destroy(vdi-snap)',
    ]);
  });
});
