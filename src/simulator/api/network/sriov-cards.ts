/** What a model of network card can give to guests. */
export interface SriovCard {
  /** Virtual functions of one port. */
  readonly functions: number;
  /** How they are made: at once, or by a module parameter that the next boot reads (xapi: network_sriov modes). */
  readonly mode: 'sysfs' | 'modprobe';
  readonly deviceId: string;
  readonly deviceName: string;
  readonly driver: string;
}

/** By vendor and device. Counts are what the drivers report as sriov_totalvfs for a port of a card with four. */
const CARDS: Readonly<Record<string, SriovCard>> = {
  '8086:1521': {
    functions: 7,
    mode: 'modprobe',
    deviceId: '1520',
    deviceName: 'I350 Ethernet Controller Virtual Function',
    driver: 'igbvf',
  },
  '8086:1572': {
    functions: 32,
    mode: 'sysfs',
    deviceId: '154c',
    deviceName: 'Ethernet Virtual Function 700 Series',
    driver: 'iavf',
  },
  '15b3:1017': {
    functions: 8,
    mode: 'sysfs',
    deviceId: '1018',
    deviceName: 'MT27800 Family [ConnectX-5 Virtual Function]',
    driver: 'mlx5_core',
  },
};

export function sriovCard(vendorId: string, deviceId: string): SriovCard | undefined {
  return CARDS[`${vendorId}:${deviceId}`];
}
