import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { accessibilityProblems } from '../../../ui/testing/axe';
import { CommandHost } from '../../commands';
import { mountFeature } from '../../fixtures/mount-feature';
import { makePool } from '../../fixtures/pools';
import type { FakePool } from '../../fixtures/records';
import { OVF, streamVmdk } from '../testing/images';
import '../commands';

const dialog = page.getByRole('dialog');
const step = (name: string) => dialog.getByRole('navigation').getByRole('button', { name });

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

function pool(): FakePool {
  const made = makePool({ hosts: 1, vms: 0 });
  for (const [ref, name] of [
    ['fast', 'Fast'],
    ['large', 'Large'],
  ] as const) {
    made.set('SR', ref, { name_label: name, type: 'nfs', PBDs: [`pbd-${ref}`], physical_size: 2 ** 40 });
    made.set('PBD', `pbd-${ref}`, { SR: ref, host: 'host0', currently_attached: true });
  }
  made.set('network', 'lan', { name_label: 'VM Network' });
  return made;
}

function open() {
  const object = { connection: 'test', class: 'pool', ref: 'pool' } as const;
  const { connection } = mountFeature(<CommandHost />, pool(), {
    wizard: { command: 'pool.import', object, step: '' },
  });
  connection.load();
}

/** Drops files where the wizard takes them. */
async function drop(files: readonly (readonly [name: string, content: BlobPart])[]): Promise<void> {
  const button = dialog.getByRole('button', { name: 'Choose files…' });
  await expect.element(button).toBeVisible();
  const dataTransfer = new DataTransfer();
  for (const [name, content] of files) dataTransfer.items.add(new File([content], name));
  // Onto whatever lies there: it reaches the place around it.
  button.element().dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

describe('the wizard that imports', () => {
  it('says what is wrong with a file as soon as it is dropped', async () => {
    open();
    await drop([['notes.txt', 'just words']]);
    await expect
      .element(dialog.getByText('This is no export of a VM, no OVF or OVA, and no disk image.'))
      .toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await drop([['shop.ovf', OVF]]);
    await expect.element(dialog.getByText(/^shop-disk1\.vmdk is missing/)).toBeVisible();
    await expect.element(step('Storage')).toBeVisible();
    await expect.element(step('Networks')).toHaveAccessibleDescription('Choose a file first.');
  });

  it('shows what a package makes, and where each part goes', async () => {
    open();
    await drop([
      ['shop.ovf', OVF],
      ['shop-disk1.vmdk', await streamVmdk([1, 2])],
    ]);
    await expect.element(dialog.getByText('A package of 1 VM.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect.element(dialog.getByText(/^Shop: 2 vCPUs, 2 GiB of memory; 2 disks of 1 GiB/)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await dialog.getByRole('radio', { name: /^Large/ }).click();
    await expect.element(dialog.getByText('Disk 2 of Shop, 1 GiB')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
    await step('Networks').click();
    await expect.element(dialog.getByRole('group', { name: 'Lab' })).toBeVisible();
    await step('Finish').click();
    await expect.element(dialog.getByText('Licence: Be kind.')).toBeVisible();
    expect(await accessibilityProblems(document.body)).toEqual([]);
  });

  it('asks for the file again when the page was loaded anew', async () => {
    sessionStorage.setItem('xenia.draft.pool.import test pool pool', JSON.stringify({ file: 'gone-0\nshop.ova' }));
    open();
    await expect.element(dialog.getByText('shop.ova')).toBeVisible();
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect.element(dialog.getByText(/^File: choose it again/)).toBeVisible();
  });
});
