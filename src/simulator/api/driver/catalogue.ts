/** A driver disk: one driver of the server's kernel in several variants. */
export interface DriverModel {
  /** The kernel module, which PCI devices name too. */
  readonly name: string;
  readonly type: 'network' | 'storage';
  readonly description: string;
  readonly variants: readonly {
    readonly name: string;
    readonly version: string;
    /** The highest one is proposed. */
    readonly priority: number;
    readonly status: string;
  }[];
}

const variant = (name: string, version: string, priority: number): DriverModel['variants'][number] => ({
  name,
  version,
  priority,
  status: 'production',
});

const DRIVERS: readonly DriverModel[] = [
  {
    name: 'i40e',
    type: 'network',
    description: 'Intel Ethernet 700 Series device drivers',
    variants: [variant('generic', '2.22.20', 30), variant('dell', '2.25.11', 50)],
  },
  {
    name: 'mlx5_core',
    type: 'network',
    description: 'Mellanox ConnectX device drivers',
    variants: [variant('generic', '5.9.0', 30), variant('dell', '23.10.2', 50)],
  },
];

export function driverByModule(name: string): DriverModel | undefined {
  return DRIVERS.find((driver) => driver.name === name);
}
