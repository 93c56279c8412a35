import { Suspense } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import type { FakePool } from '../fixtures/records';
import type { ViewState } from '../navigation';
import { SearchTab } from './index';

function mountGrid(pool: FakePool, start: Partial<ViewState> = {}) {
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%' }}>
      <Suspense>
        <SearchTab />
      </Suspense>
    </div>,
    pool,
    start,
  );
  mounted.connection.load();
  return mounted;
}

const cell = (name: string) => page.getByText(name, { exact: true });
const query = () => page.getByRole('combobox', { name: 'Filter these objects' });
const vmsGroup = [{ connection: '*', class: 'group', ref: 'vms' }] as const;

describe('Search tab', () => {
  it('lists what is below the selection with the columns of its kind', async () => {
    const { connection } = mountGrid(makePool({ hosts: 2, vms: 3 }), { selection: vmsGroup });
    await expect.element(cell('vm 2')).toBeVisible();
    await expect.element(page.getByRole('columnheader', { name: 'vCPUs' })).toBeVisible();
    await expect.element(page.getByRole('columnheader', { name: 'VLAN' })).not.toBeInTheDocument();
    expect(connection.watched).toContain('VM_guest_metrics');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('sorts by a header, again the other way round, and keeps it in the URL', async () => {
    const pool = makePool({ hosts: 1, vms: 3 });
    for (const [ref, memory] of [
      ['vm0', 2],
      ['vm1', 3],
      ['vm2', 1],
    ] as const) {
      pool.set('VM', ref, { memory_dynamic_max: memory * 2 ** 30 });
    }
    const { journey } = mountGrid(pool, { selection: vmsGroup });
    const names = () =>
      page
        .getByText(/^vm \d$/)
        .elements()
        .map((element) => element.textContent);
    await page.getByRole('columnheader', { name: 'Memory' }).click();
    await expect.poll(names).toEqual(['vm 3', 'vm 1', 'vm 2']);
    await page.getByRole('columnheader', { name: 'Memory' }).click();
    await expect.poll(names).toEqual(['vm 2', 'vm 1', 'vm 3']);
    expect(journey.state.sort).toEqual([{ column: 'memory', descending: true }]);
  });

  it('filters by all words and says when nothing is left', async () => {
    const pool = makePool({ hosts: 1, vms: 12 });
    pool.set('VM', 'vm4', { tags: ['prod'] });
    mountGrid(pool, { selection: vmsGroup });
    const filter = page.getByRole('combobox', { name: 'Filter these objects' });
    await filter.fill('vm prod');
    await expect.element(page.getByText('1 of 12 objects')).toBeVisible();
    await filter.fill('vm zzz');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.element(page.getByText('12 objects')).toBeVisible();
  });

  it('shows the columns that are chosen', async () => {
    const { journey } = mountGrid(makePool({ hosts: 1, vms: 1 }), { selection: vmsGroup });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: /^UUID/ }).click();
    await expect.element(page.getByRole('columnheader', { name: 'UUID' })).toBeVisible();
    expect(journey.state.columns).toContain('uuid');
  });

  it('offers commands for the rows that are selected, and opens one by Enter', async () => {
    const { journey } = mountGrid(makePool({ hosts: 1, vms: 3 }), { selection: vmsGroup });
    await cell('vm 1').click();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await expect.element(page.getByText('3 objects, 2 selected')).toBeVisible();
    await expect.element(page.getByRole('toolbar', { name: 'Actions for the selected rows' })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'VM', ref: 'vm1' }]);
  });

  it('offers what could be written, and takes it by keyboard', async () => {
    const pool = makePool({ hosts: 1, vms: 4 });
    pool.set('VM', 'vm1', { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' });
    const { journey } = mountGrid(pool, { selection: vmsGroup });
    await query().fill('pow');
    await expect.element(page.getByRole('option', { name: 'power:' })).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(page.getByRole('option', { name: 'halted' })).toBeVisible();
    await userEvent.keyboard('ha{ArrowDown}{Tab}');
    await expect.element(page.getByText('1 of 4 objects')).toBeVisible();
    expect(journey.state.gridFilter).toBe('power:halted ');
    await userEvent.keyboard('{Escape}');
    await expect.element(query()).toHaveValue('');
  });

  it('points at a mistake, says what to do, and mends it', async () => {
    const { journey } = mountGrid(makePool({ hosts: 1, vms: 3 }), { selection: vmsGroup });
    await query().fill('memery>1GiB');
    await expect.element(query()).toHaveAccessibleDescription(/There is no field “memery”. Is “memory” meant\?/);
    await expect.element(page.getByText('memery', { exact: true })).toBeInTheDocument();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await page.getByRole('button', { name: 'Write memory' }).click();
    expect(journey.state.gridFilter).toBe('memory>1GiB');
    await expect.element(query()).toHaveAccessibleDescription('');
  });

  it('is asked by conditions too, which say the same as the text', async () => {
    const pool = makePool({ hosts: 2, vms: 4 });
    const { journey } = mountGrid(pool, { selection: vmsGroup, gridFilter: 'host:"server 1" or name:9' });
    await page.getByRole('button', { name: 'Conditions' }).click();
    const builder = page.getByRole('region', { name: 'Conditions of the query' });
    await expect.element(builder.getByRole('combobox', { name: 'How many have to hold' }).first()).toHaveValue('any');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await builder.getByRole('combobox', { name: 'How many have to hold' }).first().selectOptions('none');
    await expect.poll(() => journey.state.gridFilter).toBe('not (host:"server 1" or name:9)');
    await expect.element(page.getByText('2 of 4 objects')).toBeVisible();
    await builder.getByRole('button', { name: 'Add condition' }).last().click();
    await builder.getByRole('combobox', { name: 'Field' }).last().selectOptions('Power state');
    await expect.poll(() => journey.state.gridFilter).toBe('not (host:"server 1" or name:9 or power:running)');
    await query().fill('tag:prod');
    await expect.element(builder.getByRole('combobox', { name: 'Value' })).toHaveValue('prod');
    await builder.getByRole('button', { name: 'Remove this condition' }).click();
    await expect.poll(() => journey.state.gridFilter).toBe('');
  });

  it('looks for types over everything, in groups that open and close', async () => {
    const pool = makePool({ hosts: 2, vms: 3 });
    const { journey } = mountGrid(pool, { selection: [{ connection: 'test', class: 'host', ref: 'host0' }] });
    await page.getByRole('combobox', { name: 'Look for' }).selectOptions('Virtual machines');
    await expect.element(page.getByText('3 objects')).toBeVisible();
    await page.getByRole('button', { name: 'Group' }).click();
    await page.getByRole('menuitem', { name: 'Server' }).click();
    expect(journey.state.look).toBe('vm~host');
    await expect.element(page.getByRole('button', { name: 'Close server 1' })).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await page.getByRole('button', { name: 'Close server 1' }).click();
    await expect.element(cell('vm 1')).not.toBeInTheDocument();
    await expect.element(cell('vm 2')).toBeVisible();
    await cell('server 1').click();
    await userEvent.keyboard('{Enter}');
    await expect.element(cell('vm 1')).toBeVisible();
  });

  it('puts columns in order, and keeps widths and custom fields in the URL', async () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    pool.set('pool', 'pool', {
      gui_config: {
        'XenCenter.CustomFields':
          '<CustomFieldDefinitions><CustomFieldDefinition name="Cost centre" type="String" defaultValue="" /></CustomFieldDefinitions>',
      },
    });
    pool.set('VM', 'vm1', { other_config: { 'XenCenter.CustomFields.Cost centre': '42' } });
    const { journey } = mountGrid(pool, { selection: vmsGroup, columns: ['name', 'state', 'field.Cost.0020centre'] });
    await expect.element(page.getByRole('columnheader', { name: 'Cost centre' })).toBeVisible();
    await expect.element(cell('42')).toBeVisible();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Put columns in order…' }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await page.getByRole('button', { name: 'Move Cost centre to the front' }).click();
    expect(journey.state.columns).toEqual(['name', 'field.Cost.0020centre', 'state']);
    await page.getByRole('button', { name: 'Move State to the front' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await cell('vm 1').click();
    await userEvent.keyboard('{ArrowUp}{ArrowRight}{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}');
    expect(journey.state.columns).toEqual(['name', 'field.Cost.0020centre', 'state']);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitem', { name: 'Put columns in order…' }).click();
    await page.getByRole('button', { name: 'Hide State' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.element(page.getByRole('columnheader', { name: 'State' })).not.toBeInTheDocument();
    await cell('vm 1').click();
    await userEvent.keyboard('{ArrowUp}{Shift>}{ArrowRight}{/Shift}');
    await expect.poll(() => journey.state.columns).toEqual(['name:276', 'field.Cost.0020centre']);
  });

  it('follows the pool', async () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    const { connection } = mountGrid(pool, { selection: vmsGroup });
    await expect.element(cell('vm 2')).toBeVisible();
    pool.set('VM', 'vm1', { name_label: 'renamed' });
    connection.push();
    await expect.element(cell('renamed')).toBeVisible();
  });
});
