import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/axe';
import { named, xapi } from './fixtures/machines';
import { health, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const query = (page: Page) => page.getByRole('combobox', { name: 'Filter these objects' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Objects' });
const names = (page: Page) => grid(page).getByRole('rowheader');
const searches = (page: Page) => page.getByRole('navigation').getByRole('link', { name: 'Saved Searches' });

async function openSearch(page: Page, path = ''): Promise<void> {
  await openConsole(page, `/?tab=search${path}`);
  await expect(query(page)).toBeVisible();
}

/** The searches that the pool keeps, by key. */
async function kept(page: Page): Promise<Readonly<Record<string, string>>> {
  const [pool] = await xapi<readonly string[]>(page, 'pool.get_all');
  const config = await xapi<Readonly<Record<string, string>>>(page, 'pool.get_gui_config', pool);
  return Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith('XenSearch.Search-')));
}

test.describe('a search', () => {
  test('is written with help, mended where it is wrong, built from conditions, grouped, and shared by its address', async ({
    page,
    context,
  }) => {
    await openSearch(page);
    await query(page).pressSequentially('pow');
    await expect(page.getByRole('option', { name: /^power:/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ru');
    await expect(page.getByRole('option', { name: /^running/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect(query(page)).toHaveValue('power:running ');
    await page.keyboard.type('memory>24');
    await expect(page.getByText('“24” is no size. Write it with a unit, such as 8GiB.')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Write 24GiB' }).click();
    await expect(names(page)).toContainText(['db-1', 'db-2', 'db-3', 'erp-db']);
    await expect(names(page).filter({ hasText: /^cad-1$/ })).toHaveCount(0);

    await page.getByRole('button', { name: 'Conditions' }).click();
    const builder = page.getByRole('region', { name: 'Conditions of the query' });
    await expect(builder.getByRole('combobox', { name: 'Field' }).first()).toHaveValue('power');
    await builder.getByRole('button', { name: 'Add condition' }).click();
    await builder.getByRole('combobox', { name: 'Field' }).last().selectOption({ label: 'Tags' });
    await builder.getByRole('combobox', { name: 'Value' }).last().fill('production');
    await expect(query(page)).toHaveValue('power:running memory>24GiB tag:production');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Conditions' }).click();

    await page.getByRole('button', { name: 'Group' }).click();
    await page.getByRole('menuitem', { name: /^Server/ }).click();
    await expect(page.getByRole('button', { name: 'Close ouse-1' })).toBeVisible();
    await expect(page).toHaveURL(/look=~host/);
    await expect(page).toHaveURL(/tag(:|%3A)production/);

    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.getByRole('button', { name: 'Close ouse-1' })).toBeVisible();
    const shown = () => Promise.all([page, other].map((each) => names(each).allTextContents()));
    await expect.poll(async () => new Set((await shown()).map((each) => each.join('\n'))).size).toBe(1);
    await expect(query(other)).toHaveValue('power:running memory>24GiB tag:production');
  });

  test('follows the pool: an event moves exactly what it changed', async ({ page }) => {
    await openSearch(page, '&find=name%3Aci- power%3Arunning'.replace(' ', '%20'));
    await expect(names(page)).toHaveText(['ci-1']);
    const [ref] = await xapi<readonly string[]>(page, 'VM.get_by_name_label', 'ci-1');
    await xapi(page, 'VM.set_name_label', ref, 'ci-renamed');
    await expect(names(page)).toHaveText(['ci-renamed']);
    await xapi(page, 'VM.hard_shutdown', ref);
    await expect(page.getByText('No object matches')).toBeVisible();
  });

  test('is kept in the pool as XenCenter does, renamed, deleted and taken back', async ({ page }) => {
    await openSearch(page, '&find=tag%3Aproduction');
    await page.getByRole('button', { name: 'Save…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this search' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('All of production');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    const link = page.getByRole('link', { name: 'All of production' });
    await expect(link).toHaveAttribute('aria-current', 'page');
    const [[key, xml] = ['', '']] = Object.entries(await kept(page));
    const uuid = key.replace('XenSearch.Search-', '');
    expect(xml).toContain(`<Search uuid="${uuid}" name="All of production" major_version="2" minor_version="0"`);
    expect(xml).toContain('<StringListContainsQuery property="tags" contains="yes" query="production" />');
    const shown = await names(page).allTextContents();

    // Elsewhere, and back by one click.
    await page.getByRole('link', { name: /^Infrastructure/ }).click();
    await named(page, 'granta-1').click();
    await searches(page).click();
    await expectAccessible(page);
    await link.click();
    await expect(names(page)).toHaveText(shown);

    await page.getByRole('button', { name: 'Actions for All of production' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Production');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: 'Production', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Actions for Production' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => kept(page)).toEqual({});
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => Object.keys(await kept(page))).toEqual([key]);
  });

  test('comes from a file of XenCenter, and goes back into one', async ({ page }) => {
    await openConsole(page, '/?view=searches');
    const file = `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE XenSearch PUBLIC "-//XENSEARCH//DTD XENSEARCH 1//EN" "XenSearch-1.dtd">
<Searches xmlns="http://www.citrix.com/XenCenter/XenSearch/schema">
    <Search uuid="dd7fbce2-b0d4-4c61-9707-e4b0f718673e" name="Stopped on granta" major_version="2" minor_version="0" show_expanded="yes">
        <Query>
            <QueryScope><VM /></QueryScope>
            <GroupQuery type="And">
                <EnumPropertyQuery property="power_state" equals="no" query="Running" />
                <GroupQuery type="Nor">
                    <StringPropertyQuery property="label" casesensitive="no" query="old" type="contains" />
                </GroupQuery>
            </GroupQuery>
        </Query>
        <PropertyGrouping property="power_state" />
        <columns><column name="name" width="320" /><column name="ha" width="120" /></columns>
        <sorting><sort column="name" ascending="no" /></sorting>
    </Search>
</Searches>`;
    await page
      .getByLabel('Import…')
      .setInputFiles({ name: 'stopped.xensearch', mimeType: 'text/xml', buffer: Buffer.from(file) });
    await expect(page.getByRole('link', { name: 'Stopped on granta' })).toHaveAttribute('aria-current', 'page');
    await expect(query(page)).toHaveValue('power!:running not name:old');
    await expect(page.getByRole('button', { name: 'Close Shut down' })).toBeVisible();
    await expect(grid(page).getByRole('columnheader')).toHaveText(['Name', 'HA priority']);

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Actions for Stopped on granta' }).click();
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('Stopped on granta.xensearch');
    const content = await readFile(await saved.path(), 'utf8');
    expect(content).toContain('<EnumPropertyQuery property="power_state" equals="no" query="Running" />');
    expect(content).not.toContain('xenia=');
  });

  test('of XenCenter is built in, seven of them, and needs no set-up', async ({ page }) => {
    await openConsole(page, '/?view=searches');
    for (const [name, group] of [
      ['VMs by operating system', /^Close .*(Debian|Windows|Ubuntu)/],
      ['VMs by power state', 'Close Running'],
      ['VMs by network', /^Close /],
      ['VMs by vApp', /^Close /],
      ['Objects by tag', 'Close backup nightly'],
      ['Snapshots by VM', 'Close Cambridge'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('button', { name: group }).first()).toBeVisible();
    }
    await page.getByRole('link', { name: 'VMs without guest tools', exact: true }).click();
    await expect(query(page)).toHaveValue('power:running tools!:installed');
  });

  test('leaves as a table of exactly what is shown', async ({ page }) => {
    await openSearch(page, '&find=name%3Acad&look=vm&cols=name,vcpus,tags');
    await expect(names(page)).toHaveText(['cad-1', 'cad-2', 'cad-3', 'cad-4']);
    for (const [entry, ending] of [
      ['Save as CSV', 'csv'],
      ['Save as Excel workbook', 'xlsx'],
    ] as const) {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: entry }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe(`objects.${ending}`);
      const bytes = await readFile(await saved.path());
      if (ending === 'csv') expect(bytes.toString('utf8').split('\r\n')).toHaveLength(6);
      else expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    }
  });

  test('shows what machines do now, and finds those that do much', async ({ page }) => {
    await openSearch(page, '&look=vm&cols=name,cpu,networkIo&sort=-cpu&find=power%3Arunning');
    await expect(health(page, 'Simulated pool')).toBeVisible();
    await expect(
      grid(page)
        .getByRole('img', { name: /^CPU over the last .* between/ })
        .first(),
    ).toBeVisible();
    const all = await page.getByText(/^\d+ of \d+ objects$/).textContent();
    await query(page).fill('cpu>0% power:running');
    await expect(page.getByText(/^\d+ of \d+ objects$/)).toBeVisible();
    expect(all).toMatch(/objects/);
    await query(page).fill('cpu>100% power:running');
    await expect(page.getByText('No object matches')).toBeVisible();
  });
});
