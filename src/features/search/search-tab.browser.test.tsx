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
    const filter = page.getByRole('searchbox', { name: 'Filter these objects' });
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

  it('follows the pool', async () => {
    const pool = makePool({ hosts: 1, vms: 2 });
    const { connection } = mountGrid(pool, { selection: vmsGroup });
    await expect.element(cell('vm 2')).toBeVisible();
    pool.set('VM', 'vm1', { name_label: 'renamed' });
    connection.push();
    await expect.element(cell('renamed')).toBeVisible();
  });
});
