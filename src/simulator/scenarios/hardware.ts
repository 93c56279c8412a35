import type { CpuModel, HostSpec, NicModel, ServerModel, UsbDevice } from '../api/host/spec';

/** Servers of two generations that a company of our time would run. */

const XEON_SILVER: CpuModel = {
  vendor: 'GenuineIntel',
  modelName: 'Intel(R) Xeon(R) Silver 4216 CPU @ 2.10GHz',
  family: 6,
  model: 85,
  stepping: 7,
  speedMhz: 2095,
  coresPerSocket: 16,
  threadsPerCore: 2,
  flags:
    'fpu de tsc msr pae mce cx8 apic sep mca cmov pat clflush acpi mmx fxsr sse sse2 ht syscall nx rdtscp lm constant_tsc arch_perfmon rep_good nopl nonstop_tsc cpuid pni pclmulqdq monitor est ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand hypervisor lahf_lm abm 3dnowprefetch cpuid_fault ibrs ibpb stibp fsgsbase bmi1 avx2 bmi2 erms avx512f avx512dq rdseed adx clflushopt clwb avx512cd avx512bw avx512vl',
  features:
    '1fcbfbff-f7fa3223-2d93fbff-00000523-00000001-d19ffffb-00000008-00000100-00001000-ac000400-00000000-00000000',
};

const XEON_GOLD: CpuModel = {
  vendor: 'GenuineIntel',
  modelName: 'Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz',
  family: 6,
  model: 106,
  stepping: 6,
  speedMhz: 1995,
  coresPerSocket: 32,
  threadsPerCore: 2,
  flags: `${XEON_SILVER.flags} avx512ifma sha_ni avx512vbmi umip pku ospke avx512_vbmi2 gfni vaes vpclmulqdq avx512_vnni avx512_bitalg avx512_vpopcntdq rdpid`,
  features:
    '1fcbfbff-f7fa3223-2d93fbff-00000523-0000000f-f3bffffb-40415f4e-00000100-00001000-ac000410-00000000-00000000',
};

const INTEL_X710: NicModel = {
  vendorId: '8086',
  vendorName: 'Intel Corporation',
  deviceId: '1572',
  deviceName: 'Ethernet Controller X710 for 10GbE SFP+',
  driver: 'i40e',
  speedMbps: 10_000,
};

const MELLANOX_CX5: NicModel = {
  vendorId: '15b3',
  vendorName: 'Mellanox Technologies',
  deviceId: '1017',
  deviceName: 'MT27800 Family [ConnectX-5]',
  driver: 'mlx5_core',
  speedMbps: 25_000,
};

const four = <T>(item: T): readonly T[] => [item, item, item, item];

/** Two sockets, 64 threads. */
export const OLDER_SERVER: ServerModel = {
  manufacturer: 'Dell Inc.',
  product: 'PowerEdge R740',
  biosVendor: 'Dell Inc.',
  biosVersion: '2.19.1',
  cpu: XEON_SILVER,
  sockets: 2,
  nics: four(INTEL_X710),
  iommu: true,
  hasDvdDrive: true,
};

/** Two sockets, 128 threads. */
export const NEWER_SERVER: ServerModel = {
  manufacturer: 'Dell Inc.',
  product: 'PowerEdge R750',
  biosVendor: 'Dell Inc.',
  biosVersion: '1.12.1',
  cpu: XEON_GOLD,
  sockets: 2,
  nics: four(MELLANOX_CX5),
  iommu: true,
  hasDvdDrive: false,
};

const XEON_E5_2643: CpuModel = {
  vendor: 'GenuineIntel',
  modelName: 'Intel(R) Xeon(R) CPU E5-2643 v2 @ 3.50GHz',
  family: 6,
  model: 62,
  stepping: 4,
  speedMhz: 3500,
  coresPerSocket: 6,
  threadsPerCore: 2,
  flags:
    'fpu de tsc msr pae mce cx8 apic sep mca cmov pat clflush acpi mmx fxsr sse sse2 ht syscall nx rdtscp lm constant_tsc rep_good nopl nonstop_tsc cpuid pni pclmulqdq monitor est ssse3 cx16 sse4_1 sse4_2 popcnt aes xsave avx f16c rdrand hypervisor lahf_lm fsgsbase erms',
  features: '17bee3ff-f7ba2223-28100800-00000001-00000001-00000281-00000000-00000000-00000000',
};

/** Two sockets, 24 threads: the server of the measurements of tapdisk3. */
export const BENCHMARK_SERVER: ServerModel = {
  manufacturer: 'Dell Inc.',
  product: 'PowerEdge R720',
  biosVendor: 'Dell Inc.',
  biosVersion: '2.9.0',
  cpu: XEON_E5_2643,
  sockets: 2,
  nics: four(INTEL_X710),
  iommu: true,
  hasDvdDrive: true,
};

/** Keys and drives that a guest may be given. */
export const LICENCE_KEY: UsbDevice = {
  path: '1-2',
  vendorId: '0529',
  vendor: 'Aladdin Knowledge Systems',
  productId: '0001',
  product: 'HASP dongle',
  serial: '',
  version: '1.10',
  speedMbps: 12,
};

export const BACKUP_DRIVE: UsbDevice = {
  path: '2-1',
  vendorId: '0bc2',
  vendor: 'Seagate RSS LLC',
  productId: 'ab38',
  product: 'Backup Plus Hub',
  serial: 'NA8TKX2W',
  version: '3.00',
  speedMbps: 5000,
};

const GIB = 1024 ** 3;

/** What a scenario says of a server; the rest is the same for all. */
export interface ServerPlan {
  readonly name: string;
  readonly server: ServerModel;
  readonly memoryGib: number;
  readonly localStorageGib: number;
  readonly localStorageType?: 'lvm' | 'ext';
  readonly description?: string;
  readonly gpuBoards?: readonly string[];
  readonly unpluggedPorts?: readonly string[];
  readonly usbDevices?: readonly UsbDevice[];
  readonly software?: Readonly<Record<string, string>>;
  readonly dom0Vcpus?: number;
  readonly dom0MemoryMib?: number;
}

/** The `number`th server of a pool, from 1, on the pool's management network. */
export function serverSpec(plan: ServerPlan, number: number): HostSpec {
  const { memoryGib, localStorageGib, localStorageType, ...rest } = plan;
  return {
    ...rest,
    serialNumber: `SN${String(48_210 + number * 37).padStart(6, '0')}`,
    memoryBytes: memoryGib * GIB,
    localStorageBytes: localStorageGib * GIB,
    localStorageType: localStorageType ?? 'ext',
    address: `10.20.${Math.floor((number + 10) / 250)}.${((number + 10) % 250) + 1}`,
    netmask: '255.255.0.0',
    gateway: '10.20.0.1',
    dns: '10.20.0.2,10.20.0.3',
    iqnDomain: 'example.cambridge',
  };
}
