import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { CommandHost } from '../commands';
import { mountFeature } from '../fixtures/mount-feature';
import { makePool } from '../fixtures/pools';
import { ALL_POOLS } from '../navigation';
import type { ViewState } from '../navigation';
import { loadOrganizationCommands } from './index';
import { OrganizationTree } from './organization-tree';

beforeAll(loadOrganizationCommands);
beforeEach(() => {
  sessionStorage.clear();
  delete document.documentElement.dataset['theme'];
});

function mountTree(start: Partial<ViewState> = {}) {
  const pool = makePool({ hosts: 1, vms: 3 });
  pool.set('VM', 'vm0', { tags: ['blue', 'green'], other_config: { folder: '/Sales/Test' } });
  pool.set('VM', 'vm1', { tags: ['green'] });
  pool.set('VM', 'vm2', { tags: ['red'] });
  const mounted = mountFeature(
    <div style={{ display: 'flex', height: '100%', width: 320 }}>
      <OrganizationTree />
      <CommandHost />
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
    await page.getByRole('radio', { name: 'Folders' }).click();
    await expect.element(item(/Test\s*1/)).toBeVisible();
    expect(journey.state.organization).toBe('folders');
    await item(/Test/).click();
    expect(journey.state.selection).toEqual([{ connection: ALL_POOLS, class: 'folder', ref: '/Sales/Test' }]);
    await page.getByRole('radio', { name: 'vApps' }).click();
    await expect.element(page.getByText('No vApps yet')).toBeVisible();
    await page.getByRole('button', { name: 'Show objects by type' }).click();
    expect(journey.state.view).toBe('objects');
  });

  it('stay at the tag that several were merged into', async () => {
    const tag = (ref: string) => ({ connection: ALL_POOLS, class: 'tag', ref }) as const;
    const { journey, connection } = mountTree({ selection: [tag('blue'), tag('green')] });
    await item(/blue/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Merge into…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^red/ }).click();
    await dialog.getByRole('button', { name: /^Merge/ }).click();
    await expect.poll(() => connection.called).toContain('VM.remove_tags(vm1, green)');
    await expect.poll(() => journey.state.selection).toEqual([tag('red')]);
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
