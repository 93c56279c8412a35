import type { Ref } from '../../../xapi/datamodel/ref';
import type { HostSpec, NicModel } from '../host/spec';
import { releaseOf } from '../metrics/datapath';
import { sriovCard } from '../network/sriov-cards';
import { toXapiDate, type World } from '../world';

/** The network behind a bridge, when the pool has one. Servers of a pool share networks by the name of the bridge. */
function networkOfBridge({ db }: World, bridge: string): Ref<'network'> | undefined {
  for (const [ref, network] of db.all('network')) if (network.bridge === bridge) return ref;
  return undefined;
}

/** A locally administered or vendor address from the world's own stream. */
function newMac({ engine }: World, prefix: string): string {
  const rest = Array.from({ length: 6 - prefix.split(':').length }, () =>
    engine.random.below('mac', 256).toString(16).padStart(2, '0'),
  );
  return [prefix, ...rest].join(':');
}

/** The network on which guests of a server are installed; every pool has one. */
export function installInternalNetwork({ db, engine }: World): void {
  db.insert('network', engine.newRef('network'), {
    uuid: engine.newUuid('network'),
    name_label: 'Host internal management network',
    name_description:
      'Gives guests a private link-local address from which they can talk to the XenAPI of their server',
    bridge: 'xenapi',
    other_config: {
      is_guest_installer_network: 'true',
      is_host_internal_management_network: 'true',
      ip_begin: '169.254.0.1',
      ip_end: '169.254.255.254',
      netmask: '255.255.0.0',
    },
  });
}

/** One PIF with its metrics and, when the pool does not know it yet, its network, for each port of a server. */
export function installPorts(world: World, host: Ref<'host'>, spec: HostSpec): void {
  spec.server.nics.forEach((nic, port) => {
    installPort(world, host, spec, nic, port);
  });
}

function installPort(world: World, host: Ref<'host'>, spec: HostSpec, nic: NicModel, port: number): void {
  const { db, engine } = world;
  const device = `eth${port}`;
  const isManagement = port === 0;
  const hasLink = spec.unpluggedPorts?.includes(device) !== true;
  const busPath = `0000:${(0x18 + (port >> 1)).toString(16)}:00.${port & 1}`;
  const pci = engine.newRef('PCI');
  db.insert('PCI', pci, {
    uuid: engine.newUuid('PCI'),
    class_id: '0200',
    class_name: 'Ethernet controller',
    vendor_id: nic.vendorId,
    vendor_name: nic.vendorName,
    device_id: nic.deviceId,
    device_name: nic.deviceName,
    host,
    pci_id: busPath,
    functions: 1,
    driver_name: nic.driver,
  });
  const metrics = engine.newRef('PIF_metrics');
  db.insert('PIF_metrics', metrics, {
    uuid: engine.newUuid('PIF_metrics'),
    carrier: hasLink,
    vendor_id: nic.vendorId,
    vendor_name: nic.vendorName,
    device_id: nic.deviceId,
    device_name: nic.deviceName,
    speed: hasLink ? nic.speedMbps : 0,
    duplex: hasLink,
    pci_bus_path: busPath,
    last_updated: toXapiDate(engine.nowMs),
  });
  db.insert('PIF', engine.newRef('PIF'), {
    uuid: engine.newUuid('PIF'),
    device,
    device_name: device,
    host,
    network: networkOfPort(world, device),
    MAC: nic.mac ?? newMac(world, '24:6e:96'),
    MTU: 1500,
    VLAN: -1,
    physical: true,
    managed: true,
    metrics,
    PCI: pci,
    currently_attached: true,
    management: isManagement,
    capabilities: sriovCard(nic.vendorId, nic.deviceId) === undefined ? ['fcoe'] : ['fcoe', 'sriov'],
    // Interfaces of earlier releases had no properties.
    properties: releaseOf(db.row('host', host)).network.hasGro ? { gro: 'on' } : {},
    ...(isManagement && {
      ip_configuration_mode: 'Static',
      IP: spec.address,
      netmask: spec.netmask,
      gateway: spec.gateway,
      DNS: spec.dns,
    }),
  });
}

/** The network of a port, `xenbr0` for eth0, made when the pool lacks it (xapi_pif.ml bridge_naming_convention). */
export function networkOfPort(world: World, device: string): Ref<'network'> {
  const { db, engine } = world;
  const bridge = device.startsWith('eth') ? `xenbr${device.slice(3)}` : `br${device}`;
  const existing = networkOfBridge(world, bridge);
  if (existing !== undefined) return existing;
  const network = engine.newRef('network');
  db.insert('network', network, {
    uuid: engine.newUuid('network'),
    name_label: `Pool-wide network associated with ${device}`,
    bridge,
    other_config: { automatic: 'true' },
  });
  return network;
}
