import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { parseTime } from '../../values';
import type { ReadProperty } from './property-values';
import { either, ofClass, ofMachine } from './read-objects';

function guestOf(inventory: Inventory, vm: Records['VM']): Records['VM_guest_metrics'] | undefined {
  return isNullRef(vm.guest_metrics) ? undefined : row(inventory, 'VM_guest_metrics', vm.guest_metrics);
}

function metricsOf(inventory: Inventory, vm: Records['VM']): Records['VM_metrics'] | undefined {
  return isNullRef(vm.metrics) ? undefined : row(inventory, 'VM_metrics', vm.metrics);
}

/** XenCenter's word for a guest that does not say what it runs. */
const UNKNOWN_SYSTEM = 'Unknown';

/** The guest's system as XenCenter writes it: without the place of Windows' files, and without its maker. */
export const readSystem = ofMachine((vm, inventory) => {
  const [full = ''] = (guestOf(inventory, vm)?.os_version['name'] ?? '').split('|', 1);
  const maker = ['Microsoft®', 'Microsoft'].find((name) => full.startsWith(name) && full !== name);
  const name = maker === undefined ? full : full.slice(maker.length).trim();
  return name === '' ? UNKNOWN_SYSTEM : name;
});

const NOT_WINDOWS =
  /debian|rhel|fedora|centos|scientific|oracle|sles|lsb|boot2docker|freebsd|ubuntu|neokylin|gooroom|rocky/;

function isWindows(vm: Records['VM'], guest: Records['VM_guest_metrics'] | undefined): boolean {
  if (NOT_WINDOWS.test(guest?.os_version['distro']?.toLowerCase() ?? '')) return false;
  if (guest?.os_version['uname']?.toLowerCase().includes('netscaler') === true) return false;
  return vm.HVM_boot_policy !== '' && vm.platform['viridian'] === 'true';
}

/** The state of the guest tools by XenCenter's rule (its `VM.GetVirtualisationStatus`). */
export const readTools = ofMachine((vm, inventory) => {
  if (vm.power_state !== 'Running' || metricsOf(inventory, vm) === undefined) return 'unknown';
  const guest = guestOf(inventory, vm);
  if (isWindows(vm, guest)) {
    const hasDrivers = guest?.PV_drivers_detected === true;
    const hasAgent = Number(guest?.other['feature-static-ip-setting'] ?? 0) !== 0;
    if (hasDrivers) return hasAgent ? 'optimised' : 'drivers';
    // A guest with an agent and no drivers has no state at all.
    return hasAgent ? null : 'missing';
  }
  const version = guest?.PV_drivers_version;
  if (guest === undefined || version?.['major'] === undefined || version['minor'] === undefined) return 'missing';
  return guest.PV_drivers_up_to_date ? 'optimised' : 'outdated';
});

/** When it started, also while it sleeps. */
export const readVmStarted = ofMachine((vm, inventory) =>
  vm.power_state === 'Halted' ? null : parseTime(metricsOf(inventory, vm)?.start_time ?? ''),
);

/** What the toolstack last knew, whatever state the machine is in now: XenCenter's start time. */
export const readStartTime = ofMachine((vm, inventory) => parseTime(metricsOf(inventory, vm)?.start_time ?? ''));

export const readHostStarted = ofClass('host', (host) => {
  const seconds = Number(host.other_config['boot_time']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
});

export const readActualMemory = ofMachine((vm, inventory) => metricsOf(inventory, vm)?.memory_actual ?? null);

/** Counts only where HA is on; the four levels of old pools are one today (XenCenter's rule). */
export const readHaPriority = ofMachine((vm, inventory) => {
  if (only(inventory, 'pool')?.[1].ha_enabled !== true) return null;
  if (vm.ha_restart_priority === '') return 'none';
  return vm.ha_restart_priority === 'best-effort' ? 'bestEffort' : 'restart';
});

/** Whether the server caches reads of one of its disks now. */
export const readReadCaching = ofMachine((vm, inventory) => {
  const host = isNullRef(vm.resident_on) ? undefined : row(inventory, 'host', vm.resident_on);
  if (host === undefined) return false;
  return vm.VBDs.some((ref) => {
    const vbd = row(inventory, 'VBD', ref);
    if (vbd?.currently_attached !== true || isNullRef(vbd.VDI)) return false;
    const enabled = row(inventory, 'VDI', vbd.VDI)?.sm_config[`read-caching-enabled-on-${host.uuid}`];
    return enabled?.toLowerCase() === 'true';
  });
});

/** A vApp counts as in one itself (XenCenter's rule). */
export const readInVapp = either(
  ofMachine((vm, inventory) => !isNullRef(vm.appliance) && row(inventory, 'VM_appliance', vm.appliance) !== undefined),
  ofClass('VM_appliance', () => true),
);

/** Addresses that guests tell, those of servers' interfaces, and where storage is (XenCenter's rule). */
export const readAddresses: ReadProperty = (inventory, cls, ref) => {
  const found = addressesOf(inventory, cls, ref).filter((address) => address !== '');
  return found.length === 0 ? null : found;
};

function addressesOf(inventory: Inventory, cls: string, ref: string): readonly string[] {
  switch (cls) {
    case 'VM': {
      const vm = row(inventory, 'VM', ref);
      const networks = vm && !vm.is_a_template ? guestOf(inventory, vm)?.networks : undefined;
      if (vm === undefined || networks === undefined) return [];
      // Keys are `0/ip`, `0/ipv6/0`: the device of an interface first.
      return vm.VIFs.flatMap((vif) => {
        const prefix = `${row(inventory, 'VIF', vif)?.device ?? ''}/ip`;
        return Object.keys(networks).flatMap((key) => (key.startsWith(prefix) ? (networks[key] ?? []) : []));
      });
    }
    case 'host': {
      const host = row(inventory, 'host', ref);
      const own = (host?.PIFs ?? []).map((pif) => row(inventory, 'PIF', pif)?.IP ?? '');
      return [...new Set([...own, host?.address ?? ''])];
    }
    case 'SR': {
      const [pbd = ''] = row(inventory, 'SR', ref)?.PBDs ?? [];
      const config = row(inventory, 'PBD', pbd)?.device_config;
      return [config?.['target'] ?? config?.['server'] ?? ''];
    }
    default:
      return [];
  }
}

/** Hardware addresses of the interfaces of machines, servers and networks. */
export const readMacs: ReadProperty = (inventory, cls, ref) => {
  const found = macsOf(inventory, cls, ref).filter((mac) => mac !== '');
  return found.length === 0 ? null : [...new Set(found.map((mac) => mac.toLowerCase()))];
};

function macsOf(inventory: Inventory, cls: string, ref: string): readonly string[] {
  const ofVifs = (vifs: readonly string[]) => vifs.map((vif) => row(inventory, 'VIF', vif)?.MAC ?? '');
  const ofPifs = (pifs: readonly string[]) => pifs.map((pif) => row(inventory, 'PIF', pif)?.MAC ?? '');
  switch (cls) {
    case 'VM':
      return ofVifs(row(inventory, 'VM', ref)?.VIFs ?? []);
    case 'host':
      return ofPifs(row(inventory, 'host', ref)?.PIFs ?? []);
    case 'network':
      return ofPifs(row(inventory, 'network', ref)?.PIFs ?? []);
    default:
      return [];
  }
}
