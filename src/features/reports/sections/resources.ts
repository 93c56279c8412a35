import type { Records } from '../../../xapi/datamodel/types.gen';
import { hostIsLive, only, row, systemName } from '../../objects';
import { compareNatural, formatBytes, formatDuration, formatPercent, formatUsage } from '../../values';
import { section } from '../report';
import type { Section, Source } from '../report';
import { texts } from '../texts';
import { disksOf, isMachine, link, linesOf, NOTHING, orNothing, uptimeOf, yesNo } from './common';

const words = texts.resources;
/** Figures of memory in guests are in KiB. */
const KIB = 1024;

/** What XenCenter calls resource data: its six sections, with its columns (ExportResourceReportAction). */
export function resourceSections(source: Source): readonly Section[] {
  return [
    section('servers', words.servers, servers(source)),
    section('networks', words.networks, networks(source)),
    section('storage', words.storage, storage(source)),
    section('gpus', words.gpus, gpus(source)),
    section('vms', words.vms, machines(source)),
    section('disks', words.disks, disks(source)),
  ];
}

function servers(source: Source): Section['rows'] {
  const { inventory } = source;
  const master = only(inventory, 'pool')?.[1].master;
  return linesOf(source, 'host', (ref, host) => [
    link(source, 'host', ref),
    host.uuid,
    yesNo(ref === master),
    orNothing(host.address),
    processorUse(source, host),
    memoryUse(source, host),
    networkUse(source, host),
    localUse(source, host),
    serverUptime(source, host),
    host.name_description,
  ]);
}

function processorUse({ figure }: Source, host: Records['host']): string {
  const count = Number(host.cpu_info['cpu_count'] ?? 0);
  const share = figure(host.uuid, 'cpu_avg');
  return share === null ? NOTHING : words.processors(formatPercent(share), count);
}

function memoryUse({ inventory }: Source, host: Records['host']): string {
  const metrics = row(inventory, 'host_metrics', host.metrics);
  if (!metrics?.live || metrics.memory_total <= 0) return NOTHING;
  const used = metrics.memory_total - metrics.memory_free;
  return words.share(formatUsage(used, metrics.memory_total), formatPercent(used / metrics.memory_total));
}

/** Of its NICs, what they send and receive together: the average of them, and the busiest (XenCenter's figure). */
function networkUse({ inventory, figure }: Source, host: Records['host']): string {
  const rates = host.PIFs.flatMap((ref) => {
    const pif = row(inventory, 'PIF', ref);
    const sent = pif?.physical === true ? figure(host.uuid, `pif_${pif.device}_tx`) : null;
    const received = pif?.physical === true ? figure(host.uuid, `pif_${pif.device}_rx`) : null;
    return sent === null && received === null ? [] : [(sent ?? 0) + (received ?? 0)];
  });
  if (rates.length === 0) return NOTHING;
  const average = rates.reduce((all, rate) => all + rate, 0) / rates.length;
  return `${Math.round(average / KIB)}/${Math.round(Math.max(...rates) / KIB)}`;
}

/** How full the server's own storage is. */
function localUse({ inventory }: Source, host: Records['host']): string {
  const own = host.PBDs.flatMap((ref) => {
    const sr = row(inventory, 'SR', row(inventory, 'PBD', ref)?.SR ?? '');
    const holdsDisks = sr !== undefined && !sr.shared && sr.content_type !== 'iso' && sr.type !== 'udev';
    return holdsDisks && sr.physical_size > 0 ? [sr] : [];
  });
  return orNothing(own.map(sizeUse).join('; '));
}

function sizeUse(sr: Records['SR']): string {
  if (sr.physical_size <= 0) return NOTHING;
  const used = Math.max(0, sr.physical_utilisation);
  const share = formatPercent(used / sr.physical_size);
  return words.space(formatUsage(used, sr.physical_size), share, formatBytes(sr.virtual_allocation));
}

function serverUptime({ inventory, takenMs }: Source, host: Records['host']): string {
  const bootS = Number(host.other_config['boot_time']);
  return hostIsLive(inventory, host) && bootS > 0 ? formatDuration(takenMs - bootS * 1000) : NOTHING;
}

function networks(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'network', (ref, network) => {
    if (network.other_config['is_guest_installer_network'] === 'true') return null;
    const pifs = network.PIFs.flatMap((each) => row(inventory, 'PIF', each) ?? []);
    const servers = pifs.flatMap((pif) => row(inventory, 'host', pif.host)?.name_label ?? []);
    const tags = [...new Set(pifs.map((pif) => pif.VLAN).filter((tag) => tag >= 0))];
    return [
      link(source, 'network', ref),
      linkState(source, pifs),
      orNothing([...new Set(pifs.map((pif) => pif.MAC).filter((mac) => mac !== ''))].join(', ')),
      String(network.MTU),
      orNothing(tags.join(', ')),
      networkType(source, pifs),
      orNothing([...new Set(servers)].sort(compareNatural).join(', ')),
    ];
  });
}

function linkState({ inventory }: Source, pifs: readonly Records['PIF'][]): string {
  if (pifs.length === 0) return NOTHING;
  const up = pifs.filter((pif) => row(inventory, 'PIF_metrics', pif.metrics)?.carrier === true).length;
  if (up === 0) return words.links.down;
  return up === pifs.length ? words.links.up : words.links.some(up, pifs.length);
}

function networkType({ inventory }: Source, [first]: readonly Records['PIF'][]): string {
  if (!first) return words.types.internal;
  if (first.bond_master_of.some((ref) => row(inventory, 'Bond', ref))) return words.types.bond;
  if (first.VLAN >= 0) return words.types.vlan;
  if (first.tunnel_access_PIF_of.length > 0) return words.types.tunnel;
  if (first.sriov_logical_PIF_of.length > 0) return words.types.sriov;
  return first.physical ? words.types.external : NOTHING;
}

/** Of how a server reaches storage: where it is, and nothing that lets anybody in. */
const PLACE_KEYS = ['location', 'device', 'SCSIid', 'target', 'targetIQN', 'server', 'serverpath'] as const;

function storage(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'SR', (ref, sr) => {
    const configs = sr.PBDs.map((pbd) => row(inventory, 'PBD', pbd)?.device_config ?? {});
    const places = PLACE_KEYS.flatMap((key) => {
      const value = configs.find((config) => config[key] !== undefined)?.[key];
      return value === undefined || value === '' ? [] : [`${key}: ${value}`];
    });
    return [link(source, 'SR', ref), sr.uuid, sr.type, sizeUse(sr), orNothing(places.join('; ')), sr.name_description];
  });
}

function gpus(source: Source): Section['rows'] {
  const { inventory, figure } = source;
  return linesOf(source, 'PGPU', (ref, gpu) => {
    const address = row(inventory, 'PCI', gpu.PCI)?.pci_id ?? '';
    const owner = row(inventory, 'host', gpu.host)?.uuid ?? '';
    // The plug-in that measures them writes addresses with slashes.
    const of = (name: string): number | null => figure(owner, `gpu_${name}_${address.replaceAll(':', '/')}`);
    const used = of('memory_used');
    const free = of('memory_free');
    const power = of('power_usage');
    const heat = of('temperature');
    const busy = of('utilisation_compute');
    return [
      link(source, 'PGPU', ref),
      gpu.uuid,
      orNothing(address),
      link(source, 'host', gpu.host),
      used === null || free === null || used + free <= 0 ? NOTHING : formatPercent(used / (used + free)),
      power === null ? NOTHING : words.watts((power / 1000).toFixed(1)),
      heat === null ? NOTHING : words.celsius(String(Math.round(heat))),
      busy === null ? NOTHING : formatPercent(busy),
    ];
  });
}

function machines(source: Source): Section['rows'] {
  const { inventory, figure } = source;
  return linesOf(source, 'VM', (ref, vm) => {
    if (!isMachine(vm)) return null;
    const guest = row(inventory, 'VM_guest_metrics', vm.guest_metrics);
    const vifs = vm.VIFs.flatMap((each) => row(inventory, 'VIF', each) ?? []);
    const share = processorMean(source, vm);
    const free = figure(vm.uuid, 'memory_internal_free');
    const total = figure(vm.uuid, 'memory');
    return [
      link(source, 'VM', ref),
      vm.power_state,
      vm.uuid,
      link(source, 'host', vm.resident_on),
      orNothing(addressesOf(guest?.networks).join(', ')),
      orNothing(vifs.map(({ MAC }) => MAC).join(', ')),
      String(vm.VIFs.length),
      total === null || free === null
        ? formatBytes(vm.memory_dynamic_max)
        : words.share(formatUsage(total - free * KIB, total), formatPercent(1 - (free * KIB) / total)),
      orNothing(systemName(guest?.os_version)),
      orNothing(
        disksOf(inventory, vm)
          .map(([, vdi]) => `${vdi.name_label}: ${formatBytes(vdi.virtual_size)}`)
          .join('; '),
      ),
      orNothing(vm.other_config['base_template_name'] ?? vm.reference_label),
      vm.power_state === 'Running' && share !== null
        ? words.virtual(formatPercent(share), vm.VCPUs_at_startup)
        : words.vcpus(vm.VCPUs_at_startup),
      uptimeOf(source, vm),
      vm.name_description,
    ];
  });
}

/** Of the vCPUs that tell how busy they are. */
function processorMean({ figure }: Source, vm: Records['VM']): number | null {
  const shares = Array.from({ length: vm.VCPUs_at_startup }, (_, at) => figure(vm.uuid, `cpu${at}`)).filter(
    (share) => share !== null,
  );
  return shares.length === 0 ? null : shares.reduce((all, share) => all + share, 0) / shares.length;
}

/** Keys are `0/ip`, `0/ipv4/0`, `0/ipv6/1`; old agents write several into one, apart by spaces or new lines. */
export function addressesOf(networks: Readonly<Record<string, string>> | undefined): readonly string[] {
  const found = Object.entries(networks ?? {})
    .filter(([key]) => /^\d+\/ip/.test(key))
    .flatMap(([, value]) => value.split(/[\s,]+/))
    .filter((address) => address !== '');
  return [...new Set(found)];
}

function disks(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'VDI', (ref, vdi) => [
    link(source, 'VDI', ref),
    vdi.uuid,
    vdi.type,
    row(inventory, 'SR', vdi.SR)?.content_type === 'iso' && vdi.virtual_size <= 0
      ? NOTHING
      : formatBytes(vdi.virtual_size),
    link(source, 'SR', vdi.SR),
    vdi.name_description,
  ]);
}
