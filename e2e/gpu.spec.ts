import { expectAccessible } from './fixtures/axe';
import { expectState, hurry, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

interface Type {
  readonly model_name: string;
}

test('the GPUs of a server and of a VM are shown, shared out anew, assigned and removed', async ({ page }) => {
  await openConsole(page);
  await hurry(page, 10);
  await select(page, 'granta-3');
  await page.getByRole('tab', { name: 'GPU' }).click();
  const card = page.getByRole('row', { name: /0000:3b:00\.0/ });
  await expect(card).toContainText('4 vGPUs, 100 % taken');
  // What the server says it does now: the desktops there are at work.
  await expect(card).toContainText(/\d °C/);
  await expectAccessible(page);

  // The room that is shown is the room that the pool gives, for every type.
  const types = await xapi<Readonly<Record<string, Type>>>(page, 'VGPU_type.get_all_records');
  const [group = ''] = await xapi<readonly string[]>(page, 'GPU_group.get_by_name_label', await groupName(page));
  const enabled = await xapi<readonly string[]>(page, 'GPU_group.get_enabled_VGPU_types', group);
  expect(enabled.length).toBeGreaterThan(5);
  for (const type of enabled) {
    const room = await xapi<number>(page, 'GPU_group.get_remaining_capacity', group, type);
    const name = types[type]?.model_name ?? '';
    await expect(
      page
        .getByRole('row', { name: new RegExp(`^${name} `) })
        .getByRole('cell')
        .last(),
      `room for ${name}`,
    ).toHaveText(String(room));
  }

  await page.getByRole('tabpanel').getByRole('button', { name: 'Placement of vGPUs…' }).click();
  await page.getByRole('radio', { name: /carries least/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Spread for speed')).toBeVisible();
  await expect.poll(() => xapi(page, 'GPU_group.get_allocation_algorithm', group)).toBe('breadth_first');

  await select(page, 'cad-1');
  await page.getByRole('tab', { name: 'GPU' }).click();
  await expect(page.getByRole('row', { name: /M60-2Q/ })).toContainText('granta-3, 0000:3b:00.0');
  await expect(page.getByRole('button', { name: 'Remove GPUs…' })).toHaveAccessibleDescription('Shut it down first.');
  await expectAccessible(page);
  await xapi(page, 'VM.hard_shutdown', await vmRef(page, 'cad-1'));
  await expectState(page, 'Halted');
  await page.getByRole('button', { name: 'Remove GPUs…' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('No GPU assigned')).toBeVisible();
  await page.getByRole('button', { name: 'Assign a GPU…' }).click();
  await page.getByRole('radio', { name: /M60-4Q/ }).check();
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(page.getByRole('row', { name: /M60-4Q/ })).toContainText('Not running');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByRole('row', { name: /M60-4Q/ })).toContainText(/granta-3, 0000:(3c|5b|5c):00\.0/);
});

/** The group that the tab speaks of. */
async function groupName(page: Parameters<typeof xapi>[0]): Promise<string> {
  return (await page.getByRole('tabpanel').getByRole('link', { name: /M60/ }).textContent()) ?? '';
}
