import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import { ALL_POOLS } from '../navigation';
import type { ViewState } from '../navigation';
import { OrganizationTree } from './organization-tree';

beforeEach(() => {
  sessionStorage.clear();
  delete document.documentElement.dataset['theme'];
});

function mountTree(start: Partial<ViewState> = {}) {
  const pool = makePool({ hosts: 1, vms: 3 });
  pool.set('VM', 'vm0', { tags: ['blue', 'green'], other_config: { folder: '/Sales/Test' } });
  pool.set('VM', 'vm1', { tags: ['green'] });
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%', width: 320 }}>
      <OrganizationTree />
    </div>,
    pool,
    { view: 'organization', ...start },
  );
  mounted.connection.load();
  return { ...mounted, pool };
}

const item = (name: string | RegExp) => page.getByRole('treeitem', { name });

describe('Organization Views on the page', () => {
  it('select a tag, and an object in all the places where it stands', async () => {
    const { journey } = mountTree();
    await item(/green\s*2/).click();
    expect(journey.state.selection).toEqual([{ connection: ALL_POOLS, class: 'tag', ref: 'green' }]);
    await userEvent.keyboard('*');
    await expect.element(item(/vm 2/)).toBeVisible();
    await item(/vm 1/).first().click();
    expect(journey.state.selection).toEqual([{ connection: 'test', class: 'VM', ref: 'vm0' }]);
    await expect.poll(() => document.querySelectorAll('[role=treeitem][aria-selected=true]').length).toBe(2);
  });

  it('take an object out of a selection in all its places', async () => {
    const { journey } = mountTree();
    await item(/blue/).click();
    await userEvent.keyboard('*');
    await item(/vm 1/).first().click();
    await item(/vm 2/).click({ modifiers: ['Control'] });
    expect(journey.state.selection.map((id) => id.ref)).toEqual(['vm0', 'vm1']);
    await item(/vm 1/)
      .first()
      .click({ modifiers: ['Control'] });
    expect(journey.state.selection.map((id) => id.ref)).toEqual(['vm1']);
  });

  it('change between tags, folders and vApps, in the URL', async () => {
    const { journey } = mountTree();
    await page.getByRole('radio', { name: 'Folders' }).click({ force: true });
    await expect.element(item(/Test\s*1/)).toBeVisible();
    expect(journey.state.organization).toBe('folders');
    await item(/Test/).click();
    expect(journey.state.selection).toEqual([{ connection: ALL_POOLS, class: 'folder', ref: '/Sales/Test' }]);
    await page.getByRole('radio', { name: 'vApps' }).click({ force: true });
    await expect.element(page.getByText('No vApps yet')).toBeVisible();
    await page.getByRole('button', { name: 'Show objects by type' }).click();
    expect(journey.state.view).toBe('objects');
  });

  it('open up to an object that a link names', async () => {
    mountTree({ selection: [{ connection: 'test', class: 'VM', ref: 'vm1' }] });
    await expect.element(item(/vm 2/)).toHaveAttribute('aria-selected', 'true');
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`have no accessibility problems, ${theme}`, async () => {
      document.documentElement.dataset['theme'] = theme;
      const { journey } = mountTree();
      for (const organization of ['tags', 'folders', 'vapps'] as const) {
        journey.go({ organization });
        await expect.element(page.getByRole('tree')).toBeVisible();
        expect(await accessibilityProblems(document.body)).toEqual([]);
      }
    });
  }
});
