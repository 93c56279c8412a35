/** Words of the Networking and NICs tabs. */
export const texts = {
  interfacesOf: (vm: string) => `Network interfaces of ${vm}`,
  noInterfaces: 'No network interfaces yet',
  noInterfacesText: 'Without one the VM reaches no network.',
  snapshotWithout: 'The VM had no network interfaces when the snapshot was taken.',
  csvInterfaces: 'interfaces.csv',
  interfaceColumns: {
    device: 'Device',
    network: 'Network',
    mac: 'MAC address',
    addresses: 'IP addresses',
    state: 'State',
    limit: 'Limit',
    mtu: 'MTU',
    locking: 'Locking',
  },
  interfaceHints: {
    addresses: 'As the agent in the guest reports them',
    limit: 'How fast it may send',
  },
  interface: (device: string) => `Interface ${device}`,
  states: { active: 'Active', inactive: 'Not active' },
  kilobytesPerSecond: (limit: string) => `${limit} kB/s`,
  locking: {
    network_default: 'As its network',
    locked: 'Only allowed addresses',
    unlocked: 'Off',
    disabled: 'No traffic',
  },
} as const;
