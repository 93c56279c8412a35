import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Database } from '../../engine/database';
import { gpuBoard, gpuBoardNames } from '../gpu/catalogue';
import type { CpuModel, HostSpec, NicModel } from '../host/spec';

/** What a server is made of, read back from its rows: enough to install it anew. */
export function describeServer(db: Database, ref: Ref<'host'>): HostSpec {
  const host = db.row('host', ref);
  const pifs = host.PIFs.map((pif) => db.row('PIF', pif));
  const ports = pifs
    .filter((pif) => pif.physical)
    .sort((a, b) => a.device.localeCompare(b.device, 'en', { numeric: true }));
  const management = pifs.find((pif) => pif.management);
  const storage = localRepository(db, host);
  const bios = host.bios_strings;
  const unplugged = ports.filter((pif) => db.get('PIF_metrics', pif.metrics)?.carrier === false);
  return {
    name: host.hostname === '' ? host.name_label : host.hostname,
    uuid: host.uuid,
    serialNumber: bios['system-serial-number'] ?? '',
    memoryBytes: db.get('host_metrics', host.metrics)?.memory_total ?? 0,
    localStorageBytes: storage?.physical_size ?? 0,
    localStorageType: storage?.type === 'lvm' ? 'lvm' : 'ext',
    address: host.address,
    netmask: management?.netmask ?? '',
    gateway: management?.gateway ?? '',
    dns: management?.DNS ?? '',
    gpuBoards: boardsOf(host.PGPUs.map((pgpu) => db.get('PCI', db.row('PGPU', pgpu).PCI)?.device_id ?? '')),
    unpluggedPorts: unplugged.map((pif) => pif.device),
    iqnDomain: /^iqn\.[^.]*\.([^:]*)/.exec(host.iscsi_iqn)?.[1] ?? 'example',
    server: {
      manufacturer: bios['system-manufacturer'] ?? '',
      product: bios['system-product-name'] ?? '',
      biosVendor: bios['bios-vendor'] ?? '',
      biosVersion: bios['bios-version'] ?? '',
      cpu: processorOf(db, host),
      sockets: Number(host.cpu_info['socket_count'] ?? 1),
      nics: ports.map((pif) => portOf(db, pif)),
      iommu: host.chipset_info['iommu'] === 'true',
      hasDvdDrive: repositories(db, host).some((sr) => sr.sm_config['type'] === 'cd' && sr.VDIs.length > 0),
    },
  };
}

/** Boards of the catalogue that have these GPUs on them. */
function boardsOf(devices: readonly string[]): readonly string[] {
  return gpuBoardNames().flatMap((name) => {
    const { pciDevice, gpusPerBoard } = gpuBoard(name);
    const gpus = devices.filter((device) => device === pciDevice).length;
    return Array.from({ length: Math.floor(gpus / gpusPerBoard) }, () => name);
  });
}

function repositories(db: Database, host: Records['host']): readonly Records['SR'][] {
  return host.PBDs.flatMap((pbd) => db.get('SR', db.row('PBD', pbd).SR) ?? []).filter((sr) => !sr.shared);
}

function localRepository(db: Database, host: Records['host']): Records['SR'] | undefined {
  return repositories(db, host).find((sr) => sr.type === 'lvm' || sr.type === 'ext');
}

function processorOf(db: Database, { cpu_info, host_CPUs }: Records['host']): CpuModel {
  const [first] = host_CPUs;
  const cpu = first === undefined ? undefined : db.row('host_cpu', first);
  const sockets = Number(cpu_info['socket_count'] ?? 1);
  const threadsPerCore = Number(cpu_info['threads_per_core'] ?? 1);
  const all = Number(cpu_info['cpu_count'] ?? 1);
  return {
    vendor: cpu_info['vendor'] === 'AuthenticAMD' ? 'AuthenticAMD' : 'GenuineIntel',
    modelName: cpu_info['modelname'] ?? '',
    family: Number(cpu_info['family'] ?? 0),
    model: Number(cpu_info['model'] ?? 0),
    stepping: Number(cpu_info['stepping'] ?? 0),
    speedMhz: cpu?.speed ?? Math.round(Number(cpu_info['speed'] ?? 0)),
    coresPerSocket: Math.max(1, Math.round(all / sockets / threadsPerCore)),
    threadsPerCore,
    flags: cpu_info['flags'] ?? '',
    features: cpu_info['features_hvm_host'] ?? cpu_info['features_hvm'] ?? cpu?.features ?? '',
  };
}

function portOf(db: Database, pif: Records['PIF']): NicModel {
  const metrics = db.get('PIF_metrics', pif.metrics);
  return {
    mac: pif.MAC,
    vendorId: metrics?.vendor_id ?? '',
    vendorName: metrics?.vendor_name ?? '',
    deviceId: metrics?.device_id ?? '',
    deviceName: metrics?.device_name ?? '',
    driver: db.get('PCI', pif.PCI)?.driver_name ?? '',
    speedMbps: metrics?.speed ?? 0,
  };
}
