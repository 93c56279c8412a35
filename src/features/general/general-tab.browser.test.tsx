import { beforeAll, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { loadLaterCommands } from '../commands';
import { mountTab } from '../fixtures/mount-tab';
import { makePool } from '../fixtures/pools';
import { loadPropertyCommands } from '../properties';
import { loadVmSettingCommands } from '../vm-settings';
import { GeneralTab } from './index';

beforeAll(async () => {
  await Promise.all([loadLaterCommands(), loadPropertyCommands(), loadVmSettingCommands()]);
});

const ID = { connection: 'test', class: 'VM', ref: 'vm0' } as const;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const mount = (pool = makePool({ hosts: 1, vms: 1 })) => mountTab(<GeneralTab id={ID} kind="vm" />, pool);

it('changes a name in its place, and gives the focus back', async () => {
  const { connection } = mount();
  await button('Edit: Name').click();
  const field = page.getByRole('textbox', { name: 'Name' });
  await expect.element(field).toHaveFocus();
  await field.fill(' ');
  await expect.element(button('Save')).toHaveAccessibleDescription('Fill in: Name.');
  await field.fill('web-01');
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => connection.called).toContain('VM.set_name_label(vm0, web-01)');
  await expect.element(button('Edit: Name')).toHaveFocus();
});

it('leaves what it was by Escape, and calls nothing where nothing changed', async () => {
  const { connection } = mount();
  await button('Edit: Description').click();
  await page.getByRole('textbox', { name: 'Description' }).fill('Another');
  await userEvent.keyboard('{Escape}');
  await expect.element(button('Edit: Description')).toHaveFocus();
  await button('Edit: Description').click();
  await userEvent.keyboard('{Enter}');
  await expect.element(button('Edit: Description')).toBeVisible();
  expect(connection.called).toEqual([]);
});

it('says what somebody else makes of it meanwhile, and leaves that alone where nothing was typed', async () => {
  const { connection } = mount();
  const theirs = (name_description: string): void => {
    connection.pool.set('VM', 'vm0', { name_description });
    connection.push();
  };
  await button('Edit: Description').click();
  const field = page.getByRole('textbox', { name: 'Description' });
  theirs('Theirs');
  await expect.element(field).toHaveAccessibleDescription('Somebody has changed it meanwhile: Theirs');
  await expect.element(field).toHaveValue('');
  await userEvent.keyboard('{Enter}');
  await expect.element(button('Edit: Description')).toHaveFocus();
  expect(connection.called).toEqual([]);
  await button('Edit: Description').click();
  theirs('');
  await expect.element(field).toHaveAccessibleDescription('Somebody has emptied it meanwhile.');
  await field.fill('Mine');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => connection.called).toContain('VM.set_name_description(vm0, Mine)');
});

it('opens a window for what is more than a line', async () => {
  mount();
  await button('Edit: Tags').click();
  const dialog = page.getByRole('dialog', { name: /tags/i });
  await expect.element(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(dialog).not.toBeInTheDocument();
});

it('has every setting in one window, and saves what was changed', async () => {
  const { connection } = mount();
  await button('Properties…').click();
  const dialog = page.getByRole('dialog', { name: 'Properties of vm 1' });
  const save = dialog.getByRole('button', { name: 'Save' });
  await expect.element(save).toHaveAccessibleDescription('Nothing is changed.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('');
  await expect.element(save).toHaveAccessibleDescription('General: Fill in: Name.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('web-02');
  expect(await accessibilityProblems(document.body)).toEqual([]);
  await dialog.getByRole('tab', { name: 'Alerts' }).click();
  await dialog.getByRole('checkbox', { name: 'Alert when CPUs are busy' }).click();
  await expect.element(dialog.getByRole('tab', { name: /^Alerts\s*Changed/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => connection.called).toContain('VM.set_name_label(vm0, web-02)');
  await expect
    .poll(() => connection.called.some((call) => call.startsWith('VM.add_to_other_config(vm0, perfmon')))
    .toBe(true);
  expect(connection.called).toHaveLength(2);
  await expect.element(dialog).not.toBeInTheDocument();
});

it('says on the page of a running VM why its CPUs stay', async () => {
  const pool = makePool({ hosts: 1, vms: 1 });
  pool.set('VM', 'vm0', { power_state: 'Running' });
  mount(pool);
  await button('Properties…').click();
  await page.getByRole('tab', { name: 'CPU' }).click();
  await expect.element(page.getByRole('tabpanel', { name: 'CPU' })).toHaveTextContent(/Shut it down first\./);
});
