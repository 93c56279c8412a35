import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../ui/testing/axe';
import { XapiError } from '../../xapi/client/xapi-error';
import type { Records } from '../../xapi/datamodel/types.gen';
import { CommandHost } from '../commands';
import { mountFeature } from '../fixtures/mount-feature';
import type { FakeConnection } from '../fixtures/fake-connection';
import { poolWithTemplates } from './testing/templates';
import './commands';

const NEW = 'OpaqueRef:new';

/** Ends each task of the pool as it begins: well, unless `refused` says how not. */
function endTasks(connection: FakeConnection, refused: ReadonlyMap<string, string>): void {
  const begin = connection.callAsync.bind(connection);
  connection.callAsync = async (method, ...args) => {
    const task = await begin(method, ...args);
    const code = refused.get(method);
    const end: Partial<Records['task']> =
      code === undefined ? { status: 'success', result: NEW } : { status: 'failure', error_info: [code] };
    queueMicrotask(() => connection.endTask(task, end));
    return task;
  };
  connection.answers.set('VM.get_VIFs', () => []);
  connection.answers.set('VM.get_VBDs', () => ['new-vbd']);
  connection.answers.set('VBD.get_record', () => ({ userdevice: '0', type: 'Disk', VDI: 'new-vdi', empty: false }));
  connection.answers.set('VDI.get_name_label', () => 'web-07 disk 1');
}

function openWizard(refused: ReadonlyMap<string, string> = new Map()) {
  const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
  const mounted = mountFeature(<CommandHost />, poolWithTemplates(), {
    wizard: { command: 'pool.newVm', object, step: '' },
  });
  endTasks(mounted.connection, refused);
  mounted.connection.load();
  return mounted;
}

const dialog = page.getByRole('dialog');
const heading = (name: string) => dialog.getByRole('heading', { level: 3, name });
const step = (name: string) => dialog.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name });
const press = (key: string) => userEvent.keyboard(key);

/** From the template to the summary, with everything else as it is to begin with. */
async function toSummary(): Promise<void> {
  await dialog.getByRole('radio', { name: 'Debian 12' }).click();
  await press('{Enter}');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('web-07');
  await step('Installation and boot').click();
  await dialog.getByRole('radio', { name: 'debian.iso' }).click();
  await step('Summary').click();
  await expect.element(heading('Summary')).toBeVisible();
}

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

describe('the wizard for a new VM', () => {
  it('goes on with Enter, says beside the field what is wrong, and goes back without loss', async () => {
    const { journey } = openWizard();
    await expect.element(heading('Template')).toBeVisible();
    await expect.element(step('Name')).toHaveAccessibleDescription('First: Template.');
    await press('{Enter}');
    await expect
      .element(dialog.getByRole('radiogroup', { name: 'Template' }))
      .toHaveAccessibleDescription('Choose: Template.');
    await expect.element(step('Template')).toHaveAccessibleDescription('something is wrong');
    expect(await accessibilityProblems(document.body)).toEqual([]);

    await press(' ');
    await expect.element(dialog.getByRole('radio', { name: 'Web node' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'Debian 12' }).click();
    await press('{Enter}');
    await expect.element(dialog.getByRole('textbox', { name: 'Name' })).toHaveFocus();
    await expect.element(step('Template')).toHaveAccessibleDescription('done');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('<b>web</b>');
    await press('{Enter}');
    await expect.element(heading('Installation and boot')).toBeVisible();
    expect(journey.state.wizard?.step).toBe('media');
    await dialog.getByRole('button', { name: 'Back' }).click();
    await expect.element(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('<b>web</b>');
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('asks the pool which servers could take it, and nothing about none', async () => {
    const { connection } = openWizard();
    connection.answers.set('VM.assert_can_boot_here', (_vm, host) => {
      if (host === 'host1') throw new XapiError('HOST_NOT_ENOUGH_FREE_MEMORY', ['2', '1']);
    });
    await toSummary();
    await step('Home server').click();
    await expect.element(dialog.getByRole('radio', { name: 'server 2' })).toHaveAccessibleDescription(/memory/);
    await expect.element(dialog.getByRole('radio', { name: /^None/ })).toBeChecked();
    await expect.element(dialog.getByRole('radio', { name: /^None/ })).toHaveAccessibleDescription('');
    const asked = connection.called.filter((line) => line.startsWith('VM.assert_can_boot_here'));
    expect(asked.toSorted()).toEqual([
      'VM.assert_can_boot_here(debian, host0)',
      'VM.assert_can_boot_here(debian, host1)',
    ]);
  });

  it('adds, changes and removes disks', async () => {
    openWizard();
    await toSummary();
    await step('Disks').click();
    await dialog.getByRole('button', { name: 'Add disk' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('data');
    await dialog.getByRole('textbox', { name: 'Size' }).fill('0');
    await expect.element(dialog.getByRole('textbox', { name: 'Size' })).toHaveAttribute('aria-invalid', 'true');
    await expect.element(dialog.getByText('Something is wrong with: data.')).toBeVisible();
    await expect.element(step('Summary')).toHaveAccessibleDescription('First: Disks.');
    await dialog.getByRole('textbox', { name: 'Size' }).fill('30');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Remove web-07 disk 1' }).click();
    await expect.element(dialog.getByRole('button', { name: 'Remove data' })).toHaveFocus();
    await dialog.getByRole('button', { name: 'Add disk' }).click();
    await dialog.getByRole('button', { name: 'Remove web-07 disk 2' }).click();
    await expect.element(dialog.getByRole('button', { name: 'Add disk' })).toHaveFocus();
    await step('Summary').click();
    await expect.element(dialog.getByText('data (30 GiB on NFS store)')).toBeVisible();
    await expect.element(dialog.getByText(/web-07 disk 1/)).not.toBeInTheDocument();
  });

  it('keeps what was filled in when the page is loaded anew, and asks before it throws that away', async () => {
    const before = openWizard();
    await toSummary();
    before.journey.go({ wizard: null });
    await expect.element(dialog).not.toBeInTheDocument();
    const { journey } = openWizard();
    await expect.element(dialog.getByText('This goes on where you left it.')).toBeVisible();
    await expect.element(dialog.getByRole('radio', { name: 'Debian 12' })).toBeChecked();
    await press('{Escape}');
    const sure = page.getByRole('alertdialog', { name: 'Throw away what you filled in?' });
    await expect.element(sure).toBeVisible();
    await press('{Escape}');
    await expect.element(sure).not.toBeInTheDocument();
    await expect.element(heading('Template')).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await sure.getByRole('button', { name: 'Throw it away' }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect(journey.state.wizard).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });

  it('begins anew with what it begins with, at the first step', async () => {
    const before = openWizard();
    await toSummary();
    await step('CPU and memory').click();
    const memory = dialog.getByRole('textbox', { name: 'Memory' });
    await memory.fill('lots');
    await expect.element(dialog.getByText('This is not a number.')).toBeVisible();
    await expect.element(dialog.getByText(/memory free now/)).not.toBeInTheDocument();
    await memory.fill('8');
    before.journey.go({ wizard: null });
    await expect.element(dialog).not.toBeInTheDocument();
    openWizard();
    await step('CPU and memory').click();
    await expect.element(memory).toHaveValue('8');
    await dialog.getByRole('button', { name: 'Start over' }).click();
    await expect.element(heading('Template')).toBeVisible();
    await expect.element(dialog.getByRole('radio', { name: 'Web node' })).toHaveFocus();
    await toSummary();
    await step('CPU and memory').click();
    await expect.element(memory).toHaveValue('2');
  });

  it('shows what it will do, makes the VM, and leads to it', async () => {
    const { connection, journey } = openWizard();
    await toSummary();
    await expect.element(dialog.getByText('debian.iso', { exact: true })).toBeVisible();
    await dialog.getByText('XenAPI and xe').click();
    await expect.element(dialog.getByLabelText('xe', { exact: true })).toHaveTextContent('new-name-label=web-07');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('checkbox', { name: 'Start it when it is ready' }).click();
    await dialog.getByRole('checkbox', { name: 'Start it when it is ready' }).click();
    await press('{Enter}');
    await expect.element(dialog.getByText('web-07 is made.')).toBeVisible();
    await expect.poll(() => connection.called).toContain(`Async.VM.start(${NEW}, false, false)`);
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Show it' }).click();
    expect(journey.state).toMatchObject({ wizard: null, selection: [{ class: 'VM', ref: NEW }] });
    expect(sessionStorage.length).toBe(0);
  });

  it('takes a half-made VM away again, says what could not be taken, and cleans up when asked', async () => {
    const refused = new Map([
      ['VM.provision', 'SR_FULL'],
      ['VDI.destroy', 'VDI_IN_USE'],
    ]);
    const { connection } = openWizard(refused);
    await toSummary();
    await dialog.getByRole('button', { name: 'Create VM' }).click();
    await expect.element(dialog.getByText('Half-made and still there:')).toBeVisible();
    await expect.element(dialog.getByText('The disk web-07 disk 1')).toBeVisible();
    expect(connection.called).toContain(`Async.VM.destroy(${NEW})`);
    expect(await accessibilityProblems(document.body)).toEqual([]);
    refused.clear();
    await dialog.getByRole('button', { name: 'Clean up' }).click();
    await expect.element(dialog.getByText('Nothing of it remains.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Back to the steps' }).click();
    await expect.element(heading('Summary')).toBeVisible();
    await expect.element(dialog.getByText('web-07', { exact: true })).toBeVisible();
  });

  it('keeps a VM that does not start, and says so', async () => {
    const { connection } = openWizard(new Map([['VM.start', 'HOST_NOT_ENOUGH_FREE_MEMORY']]));
    await toSummary();
    await dialog.getByRole('button', { name: 'Create VM' }).click();
    await expect.element(dialog.getByText('web-07 is made.')).toBeVisible();
    await expect.element(dialog.getByText('What came after that failed:')).toBeVisible();
    await expect.element(dialog.getByRole('button', { name: 'Show it' })).toBeVisible();
    expect(connection.called.filter((line) => line.includes('destroy'))).toEqual([]);
  });
});
