import { lazy } from 'react';

/** The USB devices of a server, and the VMs that have them. */
export const UsbTab = lazy(async () => ({ default: (await import('./usb-tab')).UsbTab }));

/** The PCI devices of a server, and who may use them. */
export const PciTab = lazy(async () => ({ default: (await import('./pci-tab')).PciTab }));

/** Brings the commands about devices of servers into the table. */
export const loadDeviceCommands = async (): Promise<void> => {
  await import('./commands');
};
