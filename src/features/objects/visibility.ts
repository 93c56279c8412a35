import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { row } from './inventory';
import type { Inventory } from './inventory';

/**
 * What the console does not show unless asked for hidden objects (XenCenter's rules).
 * `never`: nobody can do anything with it; `hidden`: shown greyed when asked for.
 */
export type Visibility = 'shown' | 'hidden' | 'never';

/** XenCenter names objects so while a wizard is still making them. */
const UNFINISHED_PREFIX = '__gui__';
const HIDE_KEY = 'HideFromXenCenter';

const INTERNAL_DISKS: ReadonlySet<Records['VDI']['type']> = new Set([
  'ha_statefile',
  'metadata',
  'redo_log',
  'rrd',
  'cbt_metadata',
  'pvs_cache',
]);

export function vmVisibility(vm: Records['VM']): Visibility {
  if (vm.is_control_domain || vm.name_label.startsWith(UNFINISHED_PREFIX)) return 'never';
  // Very old pools brought along templates for their own tools.
  if (vm.is_a_template && vm.other_config['xensource_internal'] !== undefined) return 'never';
  return isMarkedHidden(vm.other_config) ? 'hidden' : 'shown';
}

export function srVisibility(sr: Records['SR']): Visibility {
  return isToolsStorage(sr) || isMarkedHidden(sr.other_config) ? 'hidden' : 'shown';
}

/** The library of guest tools. Before `is_tools_sr` existed (API 2.6) other_config keys said so. */
function isToolsStorage(sr: Records['SR']): boolean {
  return (
    sr.is_tools_sr ||
    sr.other_config['xenserver_tools_sr'] === 'true' ||
    sr.other_config['xensource_internal'] === 'true'
  );
}

/** Networks of bond members, of the guest installer, and those still being made. */
export function networkVisibility(inventory: Inventory, network: Records['network']): Visibility {
  const config = network.other_config;
  if (config['is_guest_installer_network'] === 'true' || config['XenCenterCreateInProgress'] === 'true')
    return 'hidden';
  if (isMarkedHidden(config)) return 'hidden';
  return isBondMember(inventory, network) ? 'hidden' : 'shown';
}

function isBondMember(inventory: Inventory, network: Records['network']): boolean {
  return network.PIFs.some((ref) => {
    const pif = row(inventory, 'PIF', ref);
    return pif !== undefined && !isNullRef(pif.bond_slave_of);
  });
}

/** Disks that the toolstack keeps for itself are no disks of a person. */
export function vdiVisibility(inventory: Inventory, vdi: Records['VDI']): Visibility {
  if (!vdi.managed || INTERNAL_DISKS.has(vdi.type) || isMarkedHidden(vdi.other_config)) return 'hidden';
  const sr = row(inventory, 'SR', vdi.SR);
  return sr !== undefined && isToolsStorage(sr) ? 'hidden' : 'shown';
}

/** What XenCenter takes for a disk: also those that the toolstack keeps for itself, and the guest tools. */
export function isKnownDisk(vdi: Records['VDI']): boolean {
  return vdi.managed && !vdi.missing && !isMarkedHidden(vdi.other_config);
}

function isMarkedHidden(otherConfig: Readonly<Record<string, string>>): boolean {
  return otherConfig[HIDE_KEY]?.toLowerCase() === 'true';
}
