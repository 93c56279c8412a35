import { isNullRef } from '../../../xapi/datamodel/ref';
import { networkVisibility, row, srVisibility, systemName } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { section } from '../report';
import type { Section, Source } from '../report';
import { texts } from '../texts';
import { disksOf, isMachine, link, linesOf, NOTHING, orNothing, sum, yesNo } from './common';

const words = texts.inventory;

/** What there is, as people keep lists of it: hardware with serial numbers, machines with what they were given. */
export function inventorySections(source: Source): readonly Section[] {
  return [
    section('servers', words.servers, servers(source)),
    section('vms', words.vms, machines(source)),
    section('storage', words.storage, storage(source)),
    section('networks', words.networks, networks(source)),
  ];
}

function servers(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'host', (ref, host) => {
    const { bios_strings: bios, cpu_info: cpu, software_version: version } = host;
    const maker = [bios['system-manufacturer'], bios['system-product-name']].filter(Boolean).join(' ');
    const memory = row(inventory, 'host_metrics', host.metrics)?.memory_total ?? 0;
    return [
      link(source, 'host', ref),
      orNothing(host.address),
      orNothing(maker),
      orNothing(bios['system-serial-number']),
      orNothing(cpu['modelname']),
      orNothing(cpu['socket_count']),
      orNothing(cpu['cpu_count']),
      memory > 0 ? formatBytes(memory) : NOTHING,
      orNothing([version['product_brand'], version['product_version']].filter(Boolean).join(' ')),
      String(host.resident_VMs.filter((vm) => row(inventory, 'VM', vm)?.is_control_domain === false).length),
      host.uuid,
    ];
  });
}

function machines(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'VM', (ref, vm) => {
    if (!isMachine(vm)) return null;
    const disks = disksOf(inventory, vm);
    const guest = row(inventory, 'VM_guest_metrics', vm.guest_metrics);
    return [
      link(source, 'VM', ref),
      vm.power_state,
      link(source, 'host', isNullRef(vm.resident_on) ? vm.affinity : vm.resident_on),
      String(vm.VCPUs_max),
      formatBytes(vm.memory_static_max),
      String(disks.length),
      formatBytes(sum(disks, ([, vdi]) => vdi.virtual_size)),
      String(vm.VIFs.length),
      orNothing(systemName(guest?.os_version)),
      orNothing([...vm.tags].sort(compareNatural).join(', ')),
      orNothing(vm.other_config['folder']),
      vm.uuid,
    ];
  });
}

function storage(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'SR', (ref, sr) => {
    if (srVisibility(sr) !== 'shown') return null;
    const connected = sr.PBDs.filter((pbd) => row(inventory, 'PBD', pbd)?.currently_attached === true).length;
    return [
      link(source, 'SR', ref),
      sr.type,
      yesNo(sr.shared),
      sr.physical_size > 0 ? formatBytes(sr.physical_size) : NOTHING,
      String(sr.VDIs.length),
      words.connected(connected, sr.PBDs.length),
      sr.uuid,
    ];
  });
}

function networks(source: Source): Section['rows'] {
  const { inventory } = source;
  return linesOf(source, 'network', (ref, network) => {
    if (networkVisibility(inventory, network) !== 'shown') return null;
    const pifs = network.PIFs.flatMap((each) => row(inventory, 'PIF', each) ?? []);
    const tags = [...new Set(pifs.map((pif) => pif.VLAN).filter((tag) => tag >= 0))];
    const vms = new Set(network.VIFs.flatMap((vif) => row(inventory, 'VIF', vif)?.VM ?? []));
    const users = [...vms].flatMap((vm) => row(inventory, 'VM', vm) ?? []).filter(isMachine);
    return [
      link(source, 'network', ref),
      network.bridge,
      orNothing(tags.join(', ')),
      String(network.MTU),
      String(new Set(pifs.map((pif) => pif.host)).size),
      String(users.length),
      network.uuid,
    ];
  });
}
