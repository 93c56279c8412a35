import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { XapiError } from '../../../xapi/client/xapi-error';
import { CommandHost } from '../../commands';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import '../commands';

const TARGETS =
  '<iscsi-target-iqns><TGT><IPAddress>10.0.0.9</IPAddress><TargetIQN>iqn.x</TargetIQN></TGT></iscsi-target-iqns>';
const LUNS =
  '<iscsi-target><LUN><vendor>ACME</vendor><LUNid>0</LUNid><size>1073741824</size><SCSIid>3600a</SCSIid></LUN>' +
  '<LUN><vendor>ACME</vendor><LUNid>1</LUNid><size>2147483648</size><SCSIid>3600b</SCSIid></LUN></iscsi-target>';

const dialog = page.getByRole('dialog');
const step = (name: string) => dialog.getByRole('navigation').getByRole('button', { name });

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

describe('the wizard for a new repository', () => {
  it('walks down to a LUN, says what the storage refused, and keeps no password', async () => {
    const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
    const { connection } = mountFeature(<CommandHost />, makePool({ hosts: 1, vms: 0 }), {
      wizard: { command: 'pool.newSr', object, step: '' },
    });
    let isSilent = true;
    connection.answers.set('SR.probe', (_host, config) => {
      const { targetIQN, SCSIid } = config as Readonly<Record<string, string>>;
      if (isSilent)
        throw new XapiError('SR_BACKEND_FAILURE_141', ['', 'Unable to connect to ISCSI service on target', '']);
      if (SCSIid !== undefined) return '<SRlist/>';
      throw targetIQN === undefined
        ? new XapiError('SR_BACKEND_FAILURE_96', ['', '', TARGETS])
        : new XapiError('SR_BACKEND_FAILURE_107', ['', '', LUNS]);
    });
    connection.load();
    await dialog.getByRole('radio', { name: /^iSCSI/ }).click();
    await step('Location').click();
    const find = dialog.getByRole('button', { name: 'Find targets' });
    await expect.element(find).toHaveAccessibleDescription('Fill in the address first.');
    await dialog.getByRole('textbox', { name: 'Address of the target' }).fill('10.0.0.9');
    await dialog.getByRole('textbox', { name: 'CHAP user' }).fill('u');
    await dialog.getByLabelText('CHAP secret').fill('sesame');
    await find.click();
    await expect.element(dialog.getByRole('alert')).toBeVisible();
    isSilent = false;
    await find.click();
    await expect.element(dialog.getByRole('radio', { name: 'iqn.x' })).toBeChecked();
    await dialog.getByRole('button', { name: 'Find LUNs' }).click();
    await dialog.getByRole('radio', { name: /3600b/ }).click();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByText('A new repository deletes everything on the LUN.')).toBeVisible();
    await expect.element(dialog.getByRole('radio', { name: 'Make a new one' })).toBeChecked();
    await step('Summary').click();
    await expect.element(dialog.getByText('Make a new one')).toBeVisible();
    await expect.element(dialog.getByText('A new repository deletes everything on the LUN.')).toBeVisible();
    expect(JSON.stringify({ ...sessionStorage })).toContain('10.0.0.9');
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('sesame');
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create SR' }).click();
    await expect.poll(() => connection.called.some((line) => line.startsWith('Async.SR.create('))).toBe(true);
    connection.endTask('task1', { status: 'failure', error_info: ['SR_BACKEND_FAILURE_107', '', '', ''] });
    await expect.element(dialog.getByText('Nothing of it remains.')).toBeVisible();
    await expect.element(dialog.getByText(/sesame/)).not.toBeInTheDocument();
  });

  it('looks for what is there when one goes on, and goes no further before that is decided', async () => {
    const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
    const { connection } = mountFeature(<CommandHost />, makePool({ hosts: 1, vms: 0 }), {
      wizard: { command: 'pool.newSr', object, step: '' },
    });
    connection.answers.set('SR.probe', () => '<SRlist><SR><UUID>0c7d</UUID></SR></SRlist>');
    connection.load();
    await dialog.getByRole('radio', { name: /^NFS/ }).click();
    await step('Location').click();
    await dialog.getByRole('textbox', { name: /^Server/ }).fill('10.0.0.9');
    await dialog.getByRole('textbox', { name: /^Path/ }).fill('/exports/vms');
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByRole('radio', { name: /0c7d/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByText('Choose: Repositories there.')).toBeVisible();
    await dialog.getByRole('radio', { name: /0c7d/ }).click();
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByRole('button', { name: 'Create SR' })).toBeVisible();
  });

  it('goes on where the storage does not tell what is there', async () => {
    const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
    const { connection } = mountFeature(<CommandHost />, makePool({ hosts: 1, vms: 0 }), {
      wizard: { command: 'pool.newSr', object, step: '' },
    });
    connection.answers.set('SR.probe', () => {
      throw new XapiError('SR_BACKEND_FAILURE_73', ['', 'NFS mount error', '']);
    });
    connection.load();
    await dialog.getByRole('radio', { name: /^NFS/ }).click();
    await step('Location').click();
    await dialog.getByRole('textbox', { name: /^Server/ }).fill('10.0.0.9');
    await dialog.getByRole('textbox', { name: /^Path/ }).fill('/exports/vms');
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByRole('alert')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog.getByRole('button', { name: 'Create SR' })).toBeVisible();
  });

  it('keeps what is typed while the storage looks, and no password when its field has gone', async () => {
    const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
    const { connection } = mountFeature(<CommandHost />, makePool({ hosts: 1, vms: 0 }), {
      wizard: { command: 'pool.newSr', object, step: '' },
    });
    let answer: (xml: string) => void = () => undefined;
    connection.answers.set('SR.probe', () => new Promise<string>((resolve) => (answer = resolve)));
    connection.load();
    await dialog.getByRole('radio', { name: /^iSCSI/ }).click();
    await step('Location').click();
    await dialog.getByRole('textbox', { name: 'Address of the target' }).fill('10.0.0.9');
    await dialog.getByRole('button', { name: 'Find targets' }).click();
    await dialog.getByRole('textbox', { name: 'Port' }).fill('3261');
    answer(TARGETS);
    await expect.element(dialog.getByRole('textbox', { name: 'Port' })).toHaveValue('3261');
    await dialog.getByRole('textbox', { name: 'CHAP user' }).fill('u');
    await dialog.getByLabelText('CHAP secret').fill('sesame');

    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.getByRole('radio', { name: /^NFS/ }).first().click();
    const kept = (): string => Object.values({ ...sessionStorage }).join();
    await expect.poll(kept).toContain('"type":"nfs"');
    expect(kept()).not.toContain('sesame');
  });
});
