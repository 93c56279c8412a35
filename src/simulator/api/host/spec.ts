/** What a server is made of. Installing one turns this into the rows that its first boot would write. */

export interface CpuModel {
  readonly vendor: 'GenuineIntel' | 'AuthenticAMD';
  readonly modelName: string;
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  readonly speedMhz: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  readonly flags: string;
  /** Xen's feature words as hyphenated hexadecimal, as in `host.cpu_info`. */
  readonly features: string;
}

export interface NicModel {
  readonly vendorId: string;
  readonly vendorName: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly driver: string;
  readonly speedMbps: number;
  /** Of a port that had one before; a new one unless given. */
  readonly mac?: string;
}

export interface ServerModel {
  readonly manufacturer: string;
  readonly product: string;
  readonly biosVendor: string;
  readonly biosVersion: string;
  readonly cpu: CpuModel;
  readonly sockets: number;
  /** One for each port: eth0, eth1 … */
  readonly nics: readonly NicModel[];
  readonly iommu: boolean;
  readonly hasDvdDrive: boolean;
}

export interface UsbDevice {
  /** Bus and ports, `1-2`. */
  readonly path: string;
  readonly vendorId: string;
  readonly vendor: string;
  readonly productId: string;
  readonly product: string;
  readonly serial: string;
  readonly version: string;
  readonly speedMbps: number;
}

export interface HostSpec {
  readonly name: string;
  /** Of a server that is installed anew. */
  readonly uuid?: string;
  readonly description?: string;
  readonly server: ServerModel;
  readonly serialNumber: string;
  readonly memoryBytes: number;
  /** Size of the local storage repository. */
  readonly localStorageBytes: number;
  readonly localStorageType: 'lvm' | 'ext';
  /** Address of the management interface, on eth0. */
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly dns: string;
  /** Names of boards of the GPU catalogue, one for each board. */
  readonly gpuBoards?: readonly string[];
  readonly usbDevices?: readonly UsbDevice[];
  /** Ports without a cable, such as `eth3`. */
  readonly unpluggedPorts?: readonly string[];
  /** What is different about its software from that of a server of the newest release. */
  readonly software?: Readonly<Record<string, string>>;
  /** Virtual processors of the control domain, when somebody has set them. */
  readonly dom0Vcpus?: number;
  /** Its memory, when somebody has set it. */
  readonly dom0MemoryMib?: number;
  /** Domain part of the iSCSI name, reversed: `com.example`. */
  readonly iqnDomain: string;
}

export function cpuCount(server: ServerModel): number {
  return server.sockets * server.cpu.coresPerSocket * server.cpu.threadsPerCore;
}
