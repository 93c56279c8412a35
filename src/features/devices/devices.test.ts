import { describe, expect, it } from 'vitest';
import { CommandBench } from '../fixtures/command-bench';
import { row, rows } from '../objects';
import { pciCommands } from './commands/pci';
import { usbCommands } from './commands/usb';
import { wantedBy } from './passthrough';
import { pciRows } from './pci-rows';
import { usbRows } from './usb-rows';

const bench = new CommandBench([...usbCommands, ...pciCommands], async ({ connection, until }) => {
  for (const cls of ['PUSB', 'USB_group', 'VUSB'] as const) connection.watch(cls);
  await until(({ PUSB, USB_group: groups }) => PUSB.size > 0 && groups.size > 0);
});
const { inventory, command, target, run, reason, until } = bench;
async function halted(name: string): Promise<string> {
  const [ref = ''] = [...rows(inventory(), 'VM')].find(([, vm]) => vm.name_label === name && !vm.is_a_snapshot) ?? [];
  await bench.simulator.call('VM.set_ha_restart_priority', ref, '');
  await bench.simulator.call('VM.hard_shutdown', ref);
  await until(({ VM }) => VM.get(ref)?.power_state === 'Halted');
  return ref;
}

describe('a USB device', () => {
  it('is allowed for VMs, attached to one, and taken back', async () => {
    const [ref, pusb] = [...rows(inventory(), 'PUSB')].find(([, each]) => !each.passthrough_enabled) ?? [];
    if (ref === undefined || pusb === undefined) throw new Error('no device');
    const device = target('PUSB', ref);
    expect(reason('pusb.attach', device)).toBe('Allow it for VMs first.');
    await run('pusb.allow', device);
    await until(({ PUSB }) => PUSB.get(ref)?.passthrough_enabled === true);
    const vm = await halted('wiki-1');
    await run('pusb.attach', device, { vm });
    await until((now) => usbRows(now, 'x', pusb.host).some((each) => each.vm === 'wiki-1'));
    expect(reason('pusb.deny', device)).toBe('wiki-1 has it. Detach it first.');
    await run('pusb.detach', device);
    await until(({ VUSB }) => VUSB.size === 0);
    await run('pusb.deny', device);
    await until(({ PUSB }) => PUSB.get(ref)?.passthrough_enabled === false);
  });

  it('is not for VMs where the licence or high availability is against it', () => {
    const [ref = '', pusb] = [...rows(inventory(), 'PUSB')][0] ?? [];
    const device = target('PUSB', ref);
    const pools = [...rows(inventory(), 'pool')].map(
      ([pool, each]) => [pool, { ...each, restrictions: { restrict_usb_passthrough: 'true' } }] as const,
    );
    const off = pusb ? { ...pusb, passthrough_enabled: false } : undefined;
    const without = { ...inventory(), pool: new Map(pools), ...(off && { PUSB: new Map([[ref, off]]) }) };
    expect(command('pusb.allow').reason(without, device)).toContain('licence');
    const vms = [...rows(inventory(), 'VM')].map(
      ([vm, each]) => [vm, { ...each, ha_restart_priority: 'restart' }] as const,
    );
    const [field] = command('pusb.attach').fields?.({ ...inventory(), VM: new Map(vms) }, [device], 0) ?? [];
    const reasons = field?.kind === 'choice' ? field.choices.map((choice) => choice.reason) : [];
    expect(reasons).toContain('High availability is to restart it. Change its restart priority first.');
    expect(reasons).not.toContain(null);
  });
});

describe('a PCI device', () => {
  it('is passed through to a VM that is shut down, which stays at its server', async () => {
    const [ref, pci] = [...rows(inventory(), 'PCI')].find(([, each]) => each.driver_name !== '') ?? [];
    if (ref === undefined || pci === undefined) throw new Error('no device');
    const device = target('PCI', ref);
    const vm = await halted('wiki-1');
    await run('pci.pass', device, { vm });
    await until(({ VM }) => VM.get(vm)?.affinity === pci.host);
    await until((now) => pciRows(now, 'x', pci.host).some((each) => each.planned === 'wiki-1'));
    expect(await bench.simulator.call('VM.get_other_config', vm)).toMatchObject({ pci: `0/${pci.pci_id}` });
    expect(reason('pci.pass', device)).toBe('wiki-1 has it. Detach it first.');
    await run('pci.takeBack', device);
    await until((now) => pciRows(now, 'x', pci.host).every((each) => each.planned === ''));
    expect(reason('pci.takeBack', device)).toBe('No VM has it.');
  });

  it('is not for a VM that wants devices of another server, which its addresses would then not mean', async () => {
    const [ref, pci] = [...rows(inventory(), 'PCI')].find(([, each]) => each.driver_name !== '') ?? [];
    const [other] = [...rows(inventory(), 'PCI')].find(([, each]) => each.host !== pci?.host) ?? [];
    if (ref === undefined || other === undefined) throw new Error('no devices');
    const vm = await halted('wiki-1');
    await run('pci.pass', target('PCI', other), { vm });
    await until(({ VM }) => 'pci' in (VM.get(vm)?.other_config ?? {}));
    const [field] = command('pci.pass').fields?.(inventory(), [target('PCI', ref)], 0) ?? [];
    const choice = field?.kind === 'choice' ? field.choices.find(({ key }) => key === vm) : undefined;
    expect(choice?.reason).toContain('which is another one');
  });

  it('is hidden from the control domain after a reboot, which is said beforehand', async () => {
    const [pgpu] = rows(inventory(), 'PGPU').values();
    const device = target('PCI', pgpu?.PCI ?? '');
    expect(command('pci.hide').confirm?.(inventory(), [device])?.consequence).toContain('when the server reboots');
    await run('pci.hide', device);
    await until(({ PGPU }) => [...PGPU.values()].some((each) => each.dom0_access === 'disable_on_reboot'));
    expect(reason('pci.hide', device)).toContain('hidden already');
    expect(await bench.simulator.call('PCI.get_dom0_access_status', device.ref)).toBe('disable_on_reboot');
    await run('pci.show', device);
    await until(({ PGPU }) => [...PGPU.values()].every((each) => each.dom0_access === 'enabled'));
  });

  it('is read from settings that any client may have written', () => {
    expect(wantedBy({ other_config: { pci: '0/0000:04:00.0, 1/0000:AF:1f.7,nonsense,2/../x' } })).toEqual([
      '0000:04:00.0',
      '0000:af:1f.7',
    ]);
    expect(row(inventory(), 'VM', 'none')).toBeUndefined();
  });
});
