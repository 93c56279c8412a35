import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { flushSync } from 'react-dom';
import { Rocket } from 'lucide-react';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import { addCommands, CommandHost, useRunCommand } from '..';
import type { PoolCommand } from '..';
import { useCommandRequest } from '../requests';

const dialog = page.getByRole('dialog');

const wizard: PoolCommand = {
  type: 'pool',
  id: 'test.paint',
  label: 'Paint…',
  verb: 'Paint',
  title: (name) => `Paint ${name}`,
  icon: Rocket,
  group: 'edit',
  kinds: ['vm'],
  calls: [],
  reason: (_inventory, { ref }) => (ref === 'vm2' ? 'It is wet.' : null),
  steps: [
    {
      id: 'colour',
      title: 'Colour',
      make: ({ targets, ask }) => {
        ask({ kind: 'text', id: 'colour', label: 'Colour', initial: 'blue' });
        return { notes: [{ tone: 'info', text: `Paints ${targets.map(({ name }) => name).join(', ')}.` }] };
      },
    },
  ],
  script: (_inventory, { name }) => ({ api: [`paint(${name})`], xe: [] }),
  run: (job, { ref }, input) => job.call('VM.set_name_description', ref, String(input['colour'])).then(() => undefined),
};

function Openers() {
  const run = useRunCommand();
  const open = (refs: readonly string[]) => () =>
    run(
      wizard,
      refs.map((ref) => ({ connection: 'test', class: 'VM', ref })),
    );
  return (
    <>
      <button type="button" onClick={open(['vm2', 'vm0', 'vm1'])}>
        several
      </button>
      <button type="button" onClick={open(['vm0'])}>
        one
      </button>
    </>
  );
}

function mountOpeners() {
  addCommands([wizard]);
  const { connection, journey } = mountFeature(
    <>
      <Openers />
      <CommandHost />
    </>,
    makePool({ hosts: 1, vms: 3 }),
  );
  connection.load();
  return { connection, journey };
}

const painted = (connection: ReturnType<typeof mountOpeners>['connection']) =>
  connection.called.filter((line) => line.startsWith('VM.set_name_description'));

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

describe('a wizard for several objects', () => {
  it('is one for those that can, and shows the result of each and why others are left out', async () => {
    const { connection } = mountOpeners();
    await page.getByRole('button', { name: 'several' }).click();
    await expect.element(dialog).toHaveAccessibleName('Paint 3 virtual machines');
    await expect.element(dialog.getByText('Paints vm 1, vm 2.')).toBeVisible();
    await expect.element(dialog.getByText('paint(vm 2)')).toBeInTheDocument();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Paint' }).click();
    await expect.poll(() => painted(connection)).toHaveLength(2);
    await expect.element(dialog.getByText('2 done')).toBeVisible();
    await expect.element(dialog.getByText('It is wet.')).toBeVisible();
  });

  it('is about the same ones after a reload, and about one that is chosen alone after that', async () => {
    const { journey } = mountOpeners();
    await page.getByRole('button', { name: 'several' }).click();
    await dialog.getByRole('textbox', { name: 'Colour' }).fill('red');
    const { wizard: address } = journey.state;
    flushSync(() => journey.go({ wizard: null }));
    // What was handed over by the click is gone with the page; the address and the draft are not.
    useCommandRequest.setState({ preset: null });
    journey.go({ wizard: address });
    await expect.element(dialog.getByText('Paints vm 1, vm 2.')).toBeVisible();
    await expect.element(dialog.getByRole('textbox', { name: 'Colour' })).toHaveValue('red');
    flushSync(() => journey.go({ wizard: null }));
    await page.getByRole('button', { name: 'one' }).click();
    await expect.element(dialog.getByText('Paints vm 1.')).toBeVisible();
    await expect.element(dialog).toHaveAccessibleName('Paint vm 1');
  });

  it('closes without a question where nothing was filled in', async () => {
    const { journey } = mountOpeners();
    await page.getByRole('button', { name: 'several' }).click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(journey.state.wizard).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });
});
