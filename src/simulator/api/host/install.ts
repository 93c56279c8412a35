import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { KERNEL_TO_TOOLSTACK_MS } from '../../physics/server-life';
import { installCertificates } from '../certificates/store';
import { installDrivers } from '../driver/drivers';
import { Fault } from '../fault';
import { installGpus } from '../gpu/first-boot';
import { EDITION_NAMES, FIRST_EDITION, licenceParams, LICENCE_MS } from '../licence/editions';
import { installInternalNetwork, installPorts } from '../pif/first-boot';
import { addPoolCpus, installPool } from '../pool/first-boot';
import { releaseOf } from '../metrics/datapath';
import { installTemplates } from '../pool/templates';
import { connectShared, installDrives, installLocalStorage, installPlugins, installTools } from '../sr/first-boot';
import { installUsb } from '../usb/first-boot';
import { coordinator, toXapiDate, type World } from '../world';
import { hypervisorBytes, installControlDomain } from './control-domain';
import { cpuInfo, installCpus } from './cpus';
import { API_VERSION, SOFTWARE_VERSION } from './product';
import { cpuCount, type HostSpec } from './spec';

/**
 * A server after its installation and first boot, as the coordinator of a pool of one: what xapi, the storage manager
 * and the network scripts write then. Sources: create_misc.ml, dbsync_master.ml, dbsync_slave.ml, xapi_pif.ml scan.
 * Real pools get their servers from hardware, so this is no XenAPI message; everything after it is.
 */
export function installHost(world: World, spec: HostSpec): Ref<'host'> {
  const { db } = world;
  if (db.count('host') > 0) throw new Fault('INTERNAL_ERROR', 'The pool has servers already: further ones join it');
  return db.transaction(() => {
    installPlugins(world);
    installInternalNetwork(world);
    installTemplates(world, releaseOf({ software_version: versionsOf(spec) }));
    const { host, storage } = boot(world, spec);
    installPool(world, host, storage);
    return host;
  });
}

function versionsOf({ software }: HostSpec): Records['host']['software_version'] {
  return software === undefined ? SOFTWARE_VERSION : { ...SOFTWARE_VERSION, ...software };
}

/** A further server after `pool.join`: it has the pool's networks and shared storage, and stays out of its names. */
export function joinPool(world: World, spec: HostSpec): Ref<'host'> {
  const { db } = world;
  const like = coordinator(db);
  return db.transaction(() => {
    const { host } = boot(world, spec);
    connectShared(world, host, like);
    addPoolCpus(world, host);
    return host;
  });
}

function boot(world: World, spec: HostSpec): { readonly host: Ref<'host'>; readonly storage: Ref<'SR'> } {
  const { db, engine } = world;
  const host = engine.newRef('host');
  const metrics = engine.newRef('host_metrics');
  db.insert('host_metrics', metrics, {
    uuid: engine.newUuid('host_metrics'),
    memory_total: spec.memoryBytes,
    live: true,
    last_updated: toXapiDate(engine.nowMs),
  });
  db.insert('host', host, {
    uuid: spec.uuid ?? engine.newUuid('host'),
    metrics,
    ...identityOf(spec),
    ...softwareOf(world, spec),
  });
  installCpus(world, host, spec.server);
  installCertificates(world, host);
  installPorts(world, host, spec);
  installDrives(world, host, spec);
  const storage = installLocalStorage(world, host, spec);
  installTools(world, host);
  installGpus(world, host, spec.gpuBoards ?? []);
  installUsb(world, host, spec.usbDevices ?? []);
  installDrivers(world, host);
  const { name, address, memoryBytes, server } = spec;
  const control_domain = installControlDomain(world, host, {
    name,
    address,
    memoryBytes,
    cpus: cpuCount(server),
    vcpus: spec.dom0Vcpus,
    memoryMib: spec.dom0MemoryMib,
  });
  db.update('host', host, {
    control_domain,
    suspend_image_sr: storage,
    crash_dump_sr: storage,
    boot_free_mem: spec.memoryBytes - hypervisorBytes(memoryBytes) - db.row('VM', control_domain).memory_target,
  });
  return { host, storage };
}

function identityOf(spec: HostSpec): Partial<Records['host']> {
  const { server } = spec;
  return {
    name_label: spec.name,
    name_description: spec.description ?? 'Default install',
    hostname: spec.name,
    address: spec.address,
    enabled: true,
    memory_overhead: hypervisorBytes(spec.memoryBytes),
    cpu_info: cpuInfo(server),
    cpu_configuration: {},
    chipset_info: { iommu: String(server.iommu) },
    bios_strings: {
      'bios-vendor': server.biosVendor,
      'bios-version': server.biosVersion,
      'system-manufacturer': server.manufacturer,
      'system-product-name': server.product,
      'system-version': '',
      'system-serial-number': spec.serialNumber,
      'baseboard-manufacturer': server.manufacturer,
      'baseboard-product-name': server.product,
      'hp-rombios': '',
      'oem-1': 'Xen',
    },
    timezone: 'Europe/London',
  };
}

function softwareOf({ engine }: World, spec: HostSpec): Partial<Records['host']> {
  const now = engine.nowMs;
  const installed = toXapiDate(now).slice(0, 6);
  const iqn = `iqn.${installed.slice(0, 4)}-${installed.slice(4)}.${spec.iqnDomain}:${engine.random.uint32('iqn').toString(16).padStart(8, '0')}`;
  const softwareVersion = versionsOf(spec);
  return {
    API_version_major: API_VERSION.major,
    API_version_minor: API_VERSION.minor,
    API_version_vendor: 'XenSource',
    software_version: softwareVersion,
    capabilities: ['xen-3.0-x86_64', 'hvm-3.0-x86_32', 'hvm-3.0-x86_32p', 'hvm-3.0-x86_64', ''],
    sched_policy: 'credit',
    supported_bootloaders: ['pygrub', 'eliloader'],
    edition: FIRST_EDITION,
    editions: EDITION_NAMES,
    license_params: licenceParams(FIRST_EDITION, {
      sockets: String(spec.server.sockets),
      expiry: toXapiDate(now + LICENCE_MS),
      version: softwareVersion['product_version'] ?? '',
    }),
    license_server: { address: 'localhost', port: '27000' },
    iscsi_iqn: iqn,
    virtual_hardware_platform_versions: [0, 1, 2],
    ssl_legacy: false,
    tls_verification_enabled: true,
    https_only: false,
    last_software_update: toXapiDate(now),
    latest_synced_updates_applied: 'unknown',
    ssh_enabled: true,
    ntp_mode: 'DHCP',
    other_config: {
      iscsi_iqn: iqn,
      boot_time: `${Math.floor(now / 1000)}.`,
      agent_start_time: `${Math.floor((now + KERNEL_TO_TOOLSTACK_MS) / 1000)}.`,
    },
  };
}
