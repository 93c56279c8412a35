import { part } from '../../ui/parts/part';

/** The USB devices of a server, and the VMs that have them. */
export const UsbTab = part(async () => (await import('./usb-tab')).UsbTab);

/** The PCI devices of a server, and who may use them. */
export const PciTab = part(async () => (await import('./pci-tab')).PciTab);

/** Brings the commands about devices of servers into the table. */
export const loadDeviceCommands = async (): Promise<void> => {
  await import('./commands');
};
