import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { LABS } from '../src/control/labs/catalogue';
import { expectAccessible } from './fixtures/axe';
import { expectNoOverflow, heading, openConsole, simulatorBar } from './fixtures/shell';
import { expect, test } from './fixtures/test';

const TITLE = 'tapdisk2 against tapdisk3';

const runButton = (page: Page) => page.getByRole('region', { name: 'Inputs' }).getByRole('button', { name: /^Run/ });
const reading = (page: Page, name: string) => page.getByRole('slider', { name: `Read ${name}` });
const finding = (page: Page, name: string | RegExp) =>
  page.getByRole('region', { name: 'Findings' }).getByRole('row', { name });

/** Expects each chart to be drawn, and to say something at its last place. */
async function expectDrawn(page: Page): Promise<void> {
  // The charts are of one chunk: where there is one of them, there are all.
  await expect(page.getByRole('figure').first()).toBeVisible();
  for (const figure of await page.getByRole('figure').all()) {
    await figure.scrollIntoViewIfNeeded();
    const slider = figure.getByRole('slider');
    await slider.press('End');
    await expect(slider).toHaveAttribute('aria-valuetext', /: .*; .*: /);
  }
}

test('a lab is found from the simulator bar, run, read and left by Back', async ({ page }) => {
  await openConsole(page);
  await simulatorBar(page).getByRole('button', { name: 'Labs' }).click();
  await expect(heading(page, 'Labs')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: TITLE }).click();
  await expect(heading(page, TITLE)).toBeVisible();
  await expect(page).toHaveURL(/\?lab=tapdisk$/);
  await page.getByRole('spinbutton', { name: 'Guests, at most' }).fill('2');
  await expect(page).toHaveURL(/\?lab=tapdisk&inputs=guests:2$/);
  await runButton(page).click();
  await expect(page.getByRole('figure', { name: 'The best throughput of any size of requests' })).toBeVisible();
  await expectAccessible(page);

  // The published figure stands beside the measured one.
  await expect(finding(page, /^tapdisk2, read, at most/)).toContainText('4 GB/s');
  await reading(page, 'The best throughput of any size of requests').press('End');
  await expect(reading(page, 'The best throughput of any size of requests')).toHaveAttribute(
    'aria-valuetext',
    /^Guests: 2; tapdisk2, read: 4 GB\/s; .*tapdisk3, write: /,
  );
  await page.goBack();
  await expect(heading(page, 'Labs')).toBeVisible();
});

test('a link with inputs runs what it says; runs are compared and saved', async ({ page }) => {
  await openConsole(page, '/?lab=tapdisk&inputs=release:6.5,direction:read,guests:1');
  await runButton(page).click();
  await expect(finding(page, /^tapdisk3, read/)).toBeVisible();
  await expect(finding(page, /^tapdisk2/)).toHaveCount(0);
  await page.getByRole('spinbutton', { name: 'Requests in flight per disk' }).fill('16');
  await runButton(page).click();
  const first = page.getByRole('checkbox', { name: /Guests, at most: 1$/ });
  await first.click();
  await expect(page.getByRole('figure')).toHaveCount(4);
  await expectAccessible(page);

  const [table] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save all figures (CSV)' }).click(),
  ]);
  expect(table.suggestedFilename()).toBe('tapdisk.csv');
  const lines = (await readFile(await table.path(), 'utf8')).split('\r\n');
  const measured = lines.filter((line) => line.includes('Requests in flight per disk: 16') && /,measured,/.test(line));
  // One count of guests, seven sizes of requests, one finding.
  expect(measured).toHaveLength(1 + 7 + 1);
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save picture (PNG)' }).first().click(),
  ]);
  expect(picture.suggestedFilename()).toMatch(/^tapdisk-guests.*\.png$/);
  expect((await readFile(await picture.path())).subarray(1, 4).toString()).toBe('PNG');
});

test('a run is stopped, and nothing of it is kept', async ({ page }) => {
  await openConsole(page, '/?lab=tapdisk');
  await runButton(page).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Nothing of it was kept.')).toBeVisible();
  await expect(page.getByRole('figure')).toHaveCount(0);
  await expect(runButton(page)).toHaveText('Run');
});

test('the world of a run opens in the console', async ({ page }) => {
  await openConsole(page, '/?lab=tapdisk&inputs=release:6.2,direction:read,guests:1');
  await runButton(page).click();
  await page.getByRole('button', { name: 'Open the world R720 with XenServer 6.2…' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open world' }).click();
  await expect(page.getByRole('treeitem', { name: /bench-01$/ })).toBeVisible();
  await expect(page).not.toHaveURL(/lab=/);
});

test('on a narrow window a link to a lab shows it, and its progress comes into sight', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openConsole(page, '/?lab=tapdisk&inputs=guests:1');
  await expect(heading(page, TITLE)).toBeVisible();
  await runButton(page).click();
  await expect(page.getByRole('heading', { name: 'Runs of this visit' })).toBeInViewport();
  await expectNoOverflow(page);
  await expectAccessible(page);
});

/** One page for several labs: what opens the console is shown elsewhere. */
const LABS_PER_PAGE = 3;

for (let at = 0; at < LABS.length; at += LABS_PER_PAGE) {
  const labs = LABS.slice(at, at + LABS_PER_PAGE);
  test(`with their inputs as given run to their end: ${labs.map(({ title }) => title).join('; ')}`, async ({
    page,
  }) => {
    await openConsole(page, '/?lab=');
    for (const { title } of labs) {
      await page.getByRole('link', { name: title }).click();
      await runButton(page).click();
      await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible({ timeout: 30_000 });
      await expectDrawn(page);
      await page.goBack();
    }
  });
}
