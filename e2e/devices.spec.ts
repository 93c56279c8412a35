import { expectAccessible } from './fixtures/axe';
import { expectState, question, select, vmRef, xapi } from './fixtures/machines';
import { openConsole } from './fixtures/shell';
import { expect, test } from './fixtures/test';

test('USB and PCI devices of a server go to VMs, or say why not', async ({ page }) => {
  await openConsole(page, '/?persist=off');
  const vm = await vmRef(page, 'wiki-1');
  await xapi(page, 'VM.set_ha_restart_priority', vm, '');
  await xapi(page, 'VM.hard_shutdown', vm);
  // What a command asks is about the pool as the console knows it then.
  await select(page, 'wiki-1');
  await expectState(page, 'Halted');
  await select(page, 'granta-2');
  await page.getByRole('tab', { name: 'USB' }).click();
  const usb = page.getByRole('grid', { name: 'USB devices of granta-2' });
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected rows' });
  await usb.getByRole('row').nth(1).click();
  await expect(bar.getByRole('button', { name: 'Attach to VM…' })).toHaveAccessibleDescription(
    'Allow it for VMs first.',
  );
  await bar.getByRole('button', { name: 'Allow for VMs' }).click();
  await bar.getByRole('button', { name: 'Attach to VM…' }).click();
  const attach = question(page, /^Attach .* to a VM$|\?$/);
  await attach.getByRole('searchbox').fill('wiki-1');
  await attach.getByRole('radio', { name: 'wiki-1' }).check();
  await expectAccessible(page);
  await attach.getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(usb.getByRole('row').nth(1)).toContainText('wiki-1 (at its next start)');
  await expect(bar.getByRole('button', { name: 'Keep for the server' })).toHaveAccessibleDescription(
    'wiki-1 has it. Detach it first.',
  );

  await page.getByRole('tab', { name: 'PCI devices' }).click();
  const pci = page.getByRole('grid', { name: 'PCI devices of granta-2' });
  await expect(pci.getByRole('row').nth(1)).toContainText('Uses it');
  await pci.getByRole('row').nth(1).click();
  await bar.getByRole('button', { name: 'Hide from control domain…' }).click();
  const sure = question(page, /^Hide /);
  await expect(sure).toContainText('It takes effect when the server reboots.');
  await sure.getByRole('button', { name: 'Hide', exact: true }).click();
  await expect(pci.getByRole('row').nth(1)).toContainText('Hidden after a reboot');
  await expectAccessible(page);
});
