import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { Rocket } from 'lucide-react';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { rows } from '../../objects';
import { addCommands, CommandHost } from '..';
import type { PoolCommand } from '..';
import '../table/later';

const dialog = page.getByRole('dialog');
const question = page.getByRole('alertdialog');

/** A wizard that goes on when no VM runs, and offers to shut them down. */
const wizard: PoolCommand = {
  type: 'pool',
  id: 'test.needsQuiet',
  label: 'Needs quiet…',
  verb: 'Do it',
  title: () => 'Needs quiet',
  icon: Rocket,
  group: 'edit',
  kinds: ['pool'],
  calls: [],
  reason: () => null,
  steps: [
    {
      id: 'quiet',
      title: 'Quiet',
      make: ({ inventory }) => {
        const running = [...rows(inventory, 'VM')].filter(([, vm]) => vm.power_state === 'Running');
        const objects = running.map(([ref]) => ({ connection: 'test', class: 'VM', ref }) as const);
        const fix = { label: 'Shut down…', command: 'vm.shutdown', objects, undo: { command: 'vm.start' } };
        return { notes: running.length === 0 ? [] : [{ tone: 'warning', text: 'VMs run.', fixes: [fix] }] };
      },
    },
  ],
  script: () => ({ api: [], xe: [] }),
  run: (job) => job.call('pool.set_name_label', 'pool', 'x').then(() => undefined),
};

function pool(): FakePool {
  const made = makePool({ hosts: 1, vms: 2 });
  for (const ref of ['vm0', 'vm1'])
    made.set('VM', ref, { power_state: 'Running', allowed_operations: ['clean_shutdown', 'hard_shutdown'] });
  return made;
}

function open(command = wizard) {
  addCommands([command]);
  const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
  const { connection, journey } = mountFeature(<CommandHost />, pool(), {
    wizard: { command: command.id, object, step: '' },
  });
  connection.load();
  return { connection, journey };
}

/** Shuts both VMs down by the wizard's button. */
async function mend(connection: ReturnType<typeof open>['connection']): Promise<void> {
  await dialog.getByRole('button', { name: 'Shut down…' }).click();
  await page
    .getByRole('dialog', { name: /^Shut down/ })
    .getByRole('button', { name: /^Shut down/ })
    .click();
  await expect
    .poll(() => connection.called.filter((line) => line.startsWith('Async.VM.clean_shutdown')))
    .toHaveLength(2);
  for (const ref of ['vm0', 'vm1'])
    connection.pool.set('VM', ref, { power_state: 'Halted', allowed_operations: ['start'] });
  connection.endTask('task1');
  connection.endTask('task2');
  await page.getByRole('button', { name: 'Close' }).last().click();
  await expect.element(dialog.getByText('VMs run.')).not.toBeInTheDocument();
}

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

describe('what was mended for a wizard', () => {
  it('is taken back when it is left, and said before', async () => {
    const { connection, journey } = open();
    await mend(connection);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(question).toHaveTextContent('What was changed for it is taken back:');
    await expect.element(question.getByRole('listitem').first()).toHaveTextContent('Start vm 1');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await question.getByRole('button', { name: 'Throw it away' }).click();
    await expect
      .poll(() => connection.called.filter((line) => line.startsWith('Async.VM.start')))
      .toEqual(['Async.VM.start(vm0, false, false)', 'Async.VM.start(vm1, false, false)']);
    expect(journey.state.wizard).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });

  it('is left alone where nothing was done after all', async () => {
    const { connection, journey } = open();
    await dialog.getByRole('button', { name: 'Shut down…' }).click();
    await page
      .getByRole('dialog', { name: /^Shut down/ })
      .getByRole('button', { name: 'Cancel' })
      .click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(question).not.toHaveTextContent('is taken back');
    await question.getByRole('button', { name: 'Throw it away' }).click();
    await expect.poll(() => journey.state.wizard).toBeNull();
    expect(connection.called.filter((line) => line.includes('VM.'))).toEqual([]);
  });

  it('stays after the work, unless it was for the time of it only and a person wants it back', async () => {
    const { connection, journey } = open({ ...wizard, id: 'test.needsQuietForAWhile', takesBack: true });
    await mend(connection);
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect.element(question).toHaveTextContent('Put things back as they were?');
    await expect.element(question.getByRole('listitem').first()).toHaveTextContent('Start vm 1');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await question.getByRole('button', { name: 'Put back' }).click();
    await expect.poll(() => connection.called.filter((line) => line.startsWith('Async.VM.start'))).toHaveLength(2);
    expect(journey.state.wizard).toBeNull();
  });

  it('is not asked about after other work', async () => {
    const { connection, journey } = open();
    await mend(connection);
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => journey.state.wizard).toBeNull();
    expect(connection.called.filter((line) => line.startsWith('Async.VM.start'))).toEqual([]);
  });

  it('is taken back after work that failed', async () => {
    const { connection } = open();
    await mend(connection);
    connection.answers.set('pool.set_name_label', () => {
      throw new Error('no');
    });
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await question.getByRole('button', { name: 'Throw it away' }).click();
    await expect.poll(() => connection.called.filter((line) => line.startsWith('Async.VM.start'))).toHaveLength(2);
  });
});
