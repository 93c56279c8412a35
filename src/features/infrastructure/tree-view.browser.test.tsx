import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { CommandHost } from '../commands';
import { makePool } from '../fixtures/pools';
import { mountFeature } from '../fixtures/mount-feature';
import type { ViewState } from '../navigation';
import { InfrastructureTree } from './infrastructure-tree';
import { ObjectsTree } from './objects-tree';

beforeEach(() => sessionStorage.clear());

function mountTree({ hosts = 2, vms = 4, start = {} as Partial<ViewState> } = {}) {
  const pool = makePool({ hosts, vms });
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%', width: 320 }}>
      <InfrastructureTree />
      <CommandHost />
    </div>,
    pool,
    start,
  );
  mounted.connection.load();
  return { ...mounted, pool };
}

const item = (name: string | RegExp) => page.getByRole('treeitem', { name });

describe('Infrastructure tree on the page', () => {
  it('shows the pool, selects into the URL and has no accessibility problems', async () => {
    const { journey } = mountTree();
    await expect.element(page.getByRole('tree', { name: 'Infrastructure' })).toBeVisible();
    await item(/vm 3/).click();
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'VM', ref: 'vm2' }]);
    await expect.element(item(/vm 3/)).toHaveAttribute('aria-selected', 'true');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('follows changes of the pool', async () => {
    const { pool, connection } = mountTree();
    await expect.element(item(/vm 2/)).toBeVisible();
    pool.set('VM', 'vm1', { name_label: 'renamed', power_state: 'Suspended' });
    connection.push();
    await expect.element(item('Virtual machine, Suspended renamed')).toBeVisible();
  });

  it('selects a range with Shift and offers what all of it can do', async () => {
    const { journey } = mountTree();
    await item(/vm 1/).click();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(journey.state.selection.map((id) => id.ref)).toEqual(['vm0', 'vm2']);
    await item(/vm 1/).click({ button: 'right' });
    await expect.element(page.getByRole('menu', { name: 'Actions for 2 objects' })).toBeVisible();
    await page.getByRole('menuitem', { name: 'Shut down', exact: true }).click();
    await expect.element(page.getByRole('dialog', { name: 'Shut down 2 virtual machines' })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('filters while one types', async () => {
    mountTree({ vms: 12 });
    await page.getByRole('searchbox', { name: 'Filter' }).fill('11');
    await expect.element(item(/vm 11/)).toBeVisible();
    await expect.element(item(/vm 3/)).not.toBeInTheDocument();
  });

  it('understands queries, completes them, marks a mistake, and takes other text for words', async () => {
    const { pool, connection } = mountTree({ vms: 12 });
    const filter = page.getByRole('searchbox', { name: 'Filter' });
    pool.set('VM', 'vm2', { name_label: 'odd: one', power_state: 'Suspended' });
    connection.push();
    await filter.click();
    await filter.fill('po');
    await expect.element(page.getByRole('option', { name: /^power:/ })).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    await userEvent.keyboard('suspended{Enter}');
    await expect.element(filter).toHaveValue('power:suspended');
    await expect.element(item(/odd: one/)).toBeVisible();
    await expect.element(item(/vm 1/)).not.toBeInTheDocument();
    // It follows the pool, as the tree does.
    pool.set('VM', 'vm4', { power_state: 'Suspended' });
    connection.push();
    await expect.element(item(/vm 5/)).toBeVisible();
    await filter.fill('power:suspended memory>24');
    await expect.element(page.getByText('“24” is no size.')).toBeVisible();
    await expect.element(item(/odd: one/)).toBeVisible();
    await filter.fill('odd: one');
    await expect.element(item(/odd: one/)).toBeVisible();
    await expect.element(item(/vm 5/)).not.toBeInTheDocument();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('says so when nothing matches, and clears the filter', async () => {
    mountTree();
    await page.getByRole('searchbox', { name: 'Filter' }).fill('zzz');
    await expect.element(page.getByText('Nothing matches')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.element(item(/vm 1/)).toBeVisible();
  });

  it('opens up to an object that a link names', async () => {
    mountTree({ hosts: 12, vms: 40, start: { selection: [{ connection: 'test', class: 'VM', ref: 'vm35' }] } });
    await expect.element(item(/vm 36/)).toBeVisible();
    await expect.element(item(/vm 36/)).toHaveAttribute('aria-selected', 'true');
  });

  it('clears a filter that hides the object a link names, and opens up to it', async () => {
    const selection = [{ connection: 'test', class: 'VM', ref: 'vm2' }] as const;
    const { journey } = mountTree({ start: { selection, filter: 'nothing like it' } });
    await expect.element(item(/vm 3/)).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => journey.state.filter).toBe('');
  });

  it('starts a halted machine with a double click and shows local storage as told', async () => {
    const { pool, connection } = mountTree();
    pool.set('VM', 'vm0', { power_state: 'Halted', affinity: 'host0', allowed_operations: ['start'] });
    connection.push();
    await item('Virtual machine, Halted vm 1').dblClick();
    await expect.poll(() => connection.called).toContain('Async.VM.start(vm0, false, false)');
    await page.getByRole('button', { name: 'What the tree shows' }).click();
    await page.getByRole('menuitem', { name: /Local storage/ }).click();
    await expect.element(item(/Local storage/)).not.toBeInTheDocument();
  });
});

describe('Objects tree on the page', () => {
  it('groups by type with counts', async () => {
    const pool = makePool({ hosts: 2, vms: 4 });
    const { connection } = mountFeature(
      <div style={{ display: 'flex', height: '100%', width: 320 }}>
        <ObjectsTree />
      </div>,
      pool,
      { view: 'objects' },
    );
    connection.load();
    await expect.element(item(/Virtual machines\s*4/)).toBeVisible();
    await item(/Servers/).click();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(item(/server 2/)).toBeVisible();
  });
});
