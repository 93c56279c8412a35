import { readFile } from 'node:fs/promises';
import { expectAccessible } from './fixtures/axe';
import { menuItem, openActions, select, vmRef, xapi } from './fixtures/machines';
import { control, openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('a state that was kept before a rehearsal is compared with what came of it', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  await select(page, 'Cambridge');
  await openActions(page, 'Cambridge');
  await menuItem(page, 'Keep this state to compare with later').click();
  await expect(page.getByText('The state of Cambridge is kept').first()).toBeVisible();
  const vm = await vmRef(page, 'wiki-1');
  await xapi(page, 'VM.set_name_label', vm, 'wiki-rehearsed');
  await xapi(page, 'VM.add_tags', vm, 'rehearsal');

  await page.getByRole('tab', { name: 'Reports', exact: true }).click();
  await page.getByRole('tab', { name: 'Compare', exact: true }).click();
  const side = (name: string) => page.getByRole('combobox', { name, exact: true });
  const kept = await side('Before')
    .getByRole('option', { name: /^Cambridge, kept 2026/ })
    .textContent();
  await side('Before').selectOption(kept ?? '');
  await side('After').selectOption('Cambridge, now');
  await expect(page.getByRole('heading', { name: '0 added, 0 removed, 1 changed' })).toBeVisible();
  const row = page.getByRole('row', { name: 'name_label wiki-1 wiki-rehearsed' });
  await expect(row).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save CSV' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv).toContain('Changed,wiki-rehearsed,VM,,name_label,wiki-1,wiki-rehearsed,');

  // The address brings it back.
  await page.getByRole('searchbox', { name: 'Filter these changes' }).fill('tags');
  await expect(page).toHaveURL(/as=compare,before:kept-1,after:now-/);
  await expect(row).toBeVisible();

  // A saved world of the same moment is the same state, and swapped it is the other way round.
  const { content } = await page.evaluate(async () => {
    const { xenia } = window as unknown as { xenia: { control: (method: string) => Promise<{ content: Blob }> } };
    const saved = await xenia.control('world.save');
    return { content: [...new Uint8Array(await saved.content.arrayBuffer())] };
  });
  await page
    .locator('input[type=file][aria-label^="After"]')
    .setInputFiles({ name: 'after.xenia', mimeType: 'application/gzip', buffer: Buffer.from(content) });
  await expect(side('After').locator('option:checked')).toHaveText(/after\.xenia/);
  await expect(page.getByRole('heading', { name: '0 added, 0 removed, 1 changed' })).toBeVisible();
  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(page.getByRole('row', { name: 'name_label wiki-rehearsed wiki-1' })).toBeVisible();
  await control(page, 'info');
});
