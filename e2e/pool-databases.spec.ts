import type { Page } from '@playwright/test';
import {
  expectKept,
  expectState,
  headline,
  hurry,
  menuItem,
  openActions,
  question,
  select,
  toolbar,
} from './fixtures/machines';
import { namesOf, poolDumps, readPoolDump, visibleRows } from './fixtures/pool-dump';
import type { Columns } from './fixtures/pool-dump';
import { control, dropFile, expectReach, heading, openConsole, simulatorBar, treeItem } from './fixtures/shell';
import { expect, test } from './fixtures/test';

/** Real pools, and of some a machine that lives in the browser, with the server it can move to. */
const POOLS: Readonly<Record<string, { readonly vm: string; readonly to?: string } | null>> = {
  'boston-two-hosts.xml': { vm: 'Demo Linux', to: 'inflames' },
  'boston-vapp.xml': null,
  'cowley-policies.xml': { vm: 'demo (1)' },
  'george-snapshots.xml': null,
  'george-two-hosts.xml': null,
  'midnight-ride-updates.xml': { vm: 'Debian Etch 4.0 (1) (5)' },
  'tampa-one-host.xml': null,
  'tampa-two-hosts.xml': { vm: '23shared', to: 'dt16' },
};

// Tall enough for the grid of each of these pools to show all of its rows.
test.use({ viewport: { width: 1280, height: 1800 } });

/** The names in the grid of one type, which the glyph beside each name says. */
async function gridNames(page: Page, type: string): Promise<readonly string[]> {
  const rows = await page
    .getByRole('grid', { name: 'Objects' })
    .getByRole('rowheader')
    .evaluateAll((all) =>
      all.map((cell) => [cell.querySelector('[role=img]')?.getAttribute('aria-label') ?? '', cell.textContent]),
    );
  return rows
    .filter(([glyph]) => glyph?.split(',')[0] === type)
    .map(([, name]) => name ?? '')
    .toSorted();
}

async function open(page: Page, file: string): Promise<void> {
  await openConsole(page, '/?scenario=empty');
  await dropFile(page, file, readPoolDump(file));
  const report = page.getByRole('dialog', { name: `${file} is open` });
  await expect(report).toBeVisible();
  await report.getByRole('button', { name: 'Show the pool' }).click();
  await expect(simulatorBar(page).getByRole('button', { name: file.replace('.xml', '') })).toBeVisible();
}

/** The General tab of the selected object repeats what the dump says of it. */
async function expectGeneral(page: Page, row: Columns | undefined, ...columns: readonly string[]): Promise<void> {
  const tab = page.getByRole('tabpanel', { name: 'General' });
  for (const column of ['uuid', 'name__label', 'name__description', ...columns]) {
    const value = row?.[column]?.trim() ?? '';
    if (value !== '') await expect(tab).toContainText(value.replace(/\s+/g, ' '));
  }
}

test.describe('the database of a real pool', () => {
  test.skip(poolDumps.length === 0, 'The databases of real pools are not beside this checkout (../shared/pools).');

  for (const [file, life] of Object.entries(POOLS)) {
    const lives = life === null ? '' : ', and lives: its VMs start, move and stop';
    test(`${file} opens by drop, shows what it holds${lives}`, async ({ page }) => {
      const dump = visibleRows(readPoolDump(file).toString('utf8'));
      await open(page, file);
      await expect.poll(() => gridNames(page, 'Virtual machine')).toEqual(namesOf(dump.machines));
      await expect.poll(() => gridNames(page, 'Server')).toEqual(namesOf(dump.servers));
      await expect.poll(() => gridNames(page, 'Storage repository')).toEqual(namesOf(dump.storage));
      await expect.poll(() => gridNames(page, 'Network')).toEqual(namesOf(dump.networks));
      for (const name of [...namesOf(dump.servers), ...namesOf(dump.machines)]) {
        await expect(treeItem(page, new RegExp(`${name.replace(/[()]/g, String.raw`\$&`)}$`)).first()).toBeVisible();
      }

      const [server] = dump.servers;
      await select(page, server?.['name__label'] ?? '');
      await expectGeneral(page, server, 'address', 'hostname');
      const [machine] = dump.machines;
      await select(page, machine?.['name__label'] ?? '');
      await expectGeneral(page, machine);

      await page.getByRole('searchbox', { name: 'Filter', exact: true }).fill('');
      await expect(page).not.toHaveURL(/[?&]q=/);
      await page.getByRole('link', { name: /^Objects/ }).click();
      if (dump.snapshots.length > 0) {
        await treeItem(page, /^Snapshots/).click();
        await expect.poll(() => gridNames(page, 'Snapshot')).toEqual(namesOf(dump.snapshots));
      } else {
        await expect(treeItem(page, /^Snapshots/)).toHaveCount(0);
      }
      for (const [group, rows] of [
        [/^(Local|Shared) storage/, dump.storage],
        [/^Networks/, dump.networks],
      ] as const) {
        await treeItem(page, group).first().click();
        await expect(page.getByRole('heading', { level: 1, name: group })).toBeVisible();
        const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
        const name = (await row.getByRole('rowheader').textContent()) ?? '';
        await row.dblclick();
        await expect(heading(page, name)).toBeVisible();
        const shown = async (): Promise<readonly string[]> => {
          const text = (await page.getByRole('tabpanel', { name: 'General' }).textContent()) ?? '';
          return namesOf(rows.filter(({ uuid = '?' }) => text.includes(uuid)));
        };
        await expect.poll(shown).toEqual([name]);
      }

      if (life === null) return;
      const { vm, to } = life;
      await hurry(page);
      await select(page, vm);
      const stop = toolbar(page, vm).getByRole('button', { name: /^(Force shut|Shut) down/ });
      const start = toolbar(page, vm).getByRole('button', { name: 'Start', exact: true });
      if (to !== undefined) {
        await openActions(page, vm);
        await menuItem(page, 'Migrate to server').hover();
        await menuItem(page, new RegExp(`^${to} `)).click();
        await expect(headline(page)).toContainText(`on ${to}`);
      }
      if (await start.isDisabled()) {
        await stop.click();
        await question(page, new RegExp(vm.replace(/[()]/g, '.')))
          .getByRole('button', { name: /down$/ })
          .click();
        await expectState(page, 'Halted');
      }
      await start.click();
      await expectState(page, 'Running');
      await expectKept(page);
      const { name } = await control(page, 'info');
      await page.reload();
      await expectState(page, 'Running');
      await expectReach(page);
      expect((await control(page, 'info')).name).toBe(name);
    });
  }
});

test.describe('a file that is no pool database', () => {
  const whole = '<database><manifest><pair key="schema_major_vsn" value="5"/></manifest></database>';
  const bad: readonly (readonly [file: string, content: string | Buffer, says: RegExp])[] = [
    ['empty.xml', '', /The file is empty/],
    ['cut-off.xml', whole.slice(0, 60), /the file ends in the middle: it was cut off/i],
    ['login.html', '<!DOCTYPE html><html><body>Log in</body></html>', /This is a web page/],
    ['nul.xml', whole.replace('"5"', '"5\0"'), /There is a NUL byte/],
    ['bomb.xml', `<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${whole}`, /declares a document type/],
    ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), /not UTF-8|not XML/],
    ['broken.xenia', '{"xenia":1,', /not a saved world/],
  ];

  test('is refused with what and where, and the running world is untouched', async ({ page }) => {
    await openConsole(page, '/?scenario=empty');
    await page.getByRole('button', { name: 'Pause the clock' }).click();
    await expect(page.getByRole('button', { name: 'Let the clock run' })).toBeVisible();
    const before = await control(page, 'hash');
    for (const [file, content, says] of bad) {
      await dropFile(page, file, content);
      const refusal = page.getByRole('alertdialog', { name: `${file} was not opened` });
      await expect(refusal).toContainText(says);
      await expect(refusal).toContainText('The running world is as it was.');
      await page.keyboard.press('Escape');
      await expect(refusal).toBeHidden();
    }
    expect(await control(page, 'hash')).toBe(before);
    await expect(treeItem(page, /server-1$/)).toBeVisible();
  });
});

test('a pool database opens by button, and its hostile names are only text', async ({ page }) => {
  await openConsole(page, '/?scenario=empty');
  await simulatorBar(page).getByRole('button', { name: 'Empty' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'Open a pool database or a world…' }).click(),
  ]);
  await chooser.setFiles('src/simulator/scenarios/pool-database/fixtures/old-quoting.xml');
  await page.getByRole('dialog').getByRole('button', { name: 'Show the pool' }).click();
  await expect(treeItem(page, /Lab +'North' 100%/)).toBeVisible();
  expect(await control(page, 'info')).toMatchObject({ source: { kind: 'pool-database', fileName: 'old-quoting.xml' } });
});
