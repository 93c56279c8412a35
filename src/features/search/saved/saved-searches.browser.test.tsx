import { Suspense } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ToastRegion } from '../../../ui/feedback/toast';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { CommandHost } from '../../commands';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import type { ViewState } from '../../navigation';
import { SavedSearchesPlace, SearchTab } from '../index';
import { BUILT_IN } from '../xencenter/built-in';
import { readSearches } from '../xencenter/read-search';
import { writeSearch, writeSearchFile } from '../xencenter/write-search';

const UUID = 'dd7fbce2-b0d4-4c61-9707-e4b0f718673e';
const KEY = `XenSearch.Search-${UUID}`;
const WEB = writeSearch({
  uuid: UUID,
  name: 'Web machines',
  scope: ['vm'],
  filter: { kind: 'compare', property: 'name', is: 'contains', value: 'vm 2' },
  grouping: ['host'],
  sort: [],
  columns: null,
}).xml;

function mountPlace(pool: FakePool, start: Partial<ViewState> = {}) {
  const mounted = mountFeature(
    <div style={{ display: 'grid', gridTemplateColumns: '280px 1fr', height: '100%' }}>
      <Suspense>
        <div style={{ display: 'flex', minHeight: 0 }}>
          <SavedSearchesPlace />
        </div>
      </Suspense>
      <Suspense>
        <div style={{ display: 'flex', minHeight: 0 }}>
          <SearchTab />
        </div>
      </Suspense>
      <CommandHost />
      <ToastRegion />
    </div>,
    pool,
    { view: 'searches', ...start },
  );
  mounted.connection.answers.set('pool.add_to_gui_config', (...[, key, value]) => {
    pool.set('pool', 'pool', { gui_config: { ...pool.get('pool', 'pool').gui_config, [String(key)]: String(value) } });
    mounted.connection.push();
  });
  mounted.connection.answers.set('pool.remove_from_gui_config', (...[, key]) => {
    const { [String(key)]: _gone, ...rest } = pool.get('pool', 'pool').gui_config;
    pool.set('pool', 'pool', { gui_config: rest });
    mounted.connection.push();
  });
  mounted.connection.load();
  return mounted;
}

const withSearch = (): FakePool => {
  const pool = makePool({ hosts: 2, vms: 3 });
  pool.set('pool', 'pool', { gui_config: { [KEY]: WEB } });
  return pool;
};
const link = (name: string) => page.getByRole('link', { name, exact: true });
const savedIn = (pool: FakePool) =>
  Object.entries(pool.get('pool', 'pool').gui_config).map(([key, xml]) => [key, readSearches(xml)[0]] as const);

describe('saved searches', () => {
  it('are those of the pools and the built-in ones; each is a link that shows it', async () => {
    const { journey } = mountPlace(withSearch());
    await expect.element(link('Web machines')).toBeVisible();
    for (const { name } of BUILT_IN) await expect.element(link(name)).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await link('Web machines').click();
    expect(journey.state).toMatchObject({ gridFilter: 'name:"vm 2"', look: `vm~host~${UUID}`, tab: 'search' });
    await expect.element(page.getByText('1 of 3 objects')).toBeVisible();
    await expect.element(link('Web machines')).toHaveAttribute('aria-current', 'page');
    await link('VMs by power state').click();
    await expect.element(page.getByRole('button', { name: 'Close Running' })).toBeVisible();
  });

  it('are made of what the list shows, under the key of XenCenter', async () => {
    const pool = makePool({ hosts: 2, vms: 3 });
    const { journey } = mountPlace(pool, {
      selection: [{ connection: 'test', class: 'host', ref: 'host0' }],
      gridFilter: 'power:running',
      tab: 'search',
    });
    await page.getByRole('button', { name: 'Save…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this search' });
    await expect.element(dialog.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription('Give it a name.');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Busy here');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(link('Busy here')).toBeVisible();
    const [[key, search] = []] = savedIn(pool);
    expect(key).toBe(`XenSearch.Search-${search?.uuid}`);
    expect(search).toMatchObject({ name: 'Busy here', scope: ['vm', 'localStorage'] });
    await expect.element(link('Busy here')).toHaveAttribute('aria-current', 'page');
    expect(journey.state).toMatchObject({
      view: 'searches',
      selection: [],
      gridFilter: 'host.uuid::"uuid of host0"'.replace('::', '==') + ' power:running',
    });
  });

  it('are changed in place, or kept as new ones, and say what XenCenter has no words for', async () => {
    const pool = withSearch();
    mountPlace(pool, { look: `vm~~${UUID}`, gridFilter: 'cpu>80%', tab: 'search' });
    await page.getByRole('button', { name: 'Save…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this search' });
    await expect.element(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Web machines');
    await expect.element(dialog.getByText(/XenCenter has no words for all of this/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Update' }).click();
    await expect
      .poll(() => savedIn(pool).map(([, search]) => search?.filter))
      .toEqual([{ kind: 'compare', property: 'cpu', is: 'above', value: 80 }]);
    await page.getByRole('button', { name: 'Save…' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Another');
    await dialog.getByRole('button', { name: 'Save as new' }).click();
    await expect.poll(() => savedIn(pool)).toHaveLength(2);
  });

  it('are renamed and deleted, and come back when that was a mistake', async () => {
    const pool = withSearch();
    mountPlace(pool);
    await page.getByRole('button', { name: 'Actions for Web machines' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename “Web machines”' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Front ends');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect.element(link('Front ends')).toBeVisible();
    expect(savedIn(pool).map(([key, search]) => [key, search?.name])).toEqual([[KEY, 'Front ends']]);
    await page.getByRole('button', { name: 'Actions for Front ends' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.element(link('Front ends')).not.toBeInTheDocument();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.element(link('Front ends')).toBeVisible();
  });

  it('come from files of XenCenter, without taking the place of others', async () => {
    const pool = withSearch();
    mountPlace(pool);
    await expect.element(link('Web machines')).toBeVisible();
    const [search] = readSearches(WEB);
    const content = writeSearchFile([{ ...search!, name: 'Changed elsewhere' }, BUILT_IN[0]!]);
    const input = page
      .getByLabelText('Import…')
      .elements()
      .find((each) => each instanceof HTMLInputElement)!;
    await userEvent.upload(input, new File([content], 'x.xensearch'));
    await expect.element(link('Changed elsewhere')).toBeVisible();
    await expect.element(link('Web machines')).toBeVisible();
    await expect.poll(() => new Set(savedIn(pool).map(([, each]) => each?.uuid)).size).toBe(3);
    await userEvent.upload(input, new File(['<html/>'], 'wrong.xml'));
    await expect.element(page.getByText('wrong.xml is not imported')).toBeVisible();
    await expect.element(page.getByText(/There is no search in this file/)).toBeVisible();
  });

  it('that cannot be read say why, and can still be deleted', async () => {
    const pool = withSearch();
    pool.set('pool', 'pool', { gui_config: { 'XenSearch.Search-1': '<Search major_version="9"><Query /></Search>' } });
    mountPlace(pool);
    await expect.element(page.getByText('This search is of version 9. Versions up to 2 can be read.')).toBeVisible();
    await page.getByRole('button', { name: 'Actions for 1' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => savedIn(pool)).toEqual([]);
  });
});
