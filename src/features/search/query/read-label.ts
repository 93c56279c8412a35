import type { Records } from '../../../xapi/datamodel/types.gen';
import { nameOf, only, row, srHost } from '../../objects';
import type { Inventory } from '../../objects';
import type { ReadProperty, SubjectClass } from './property-values';
import { either, ofClass, readOwnName } from './read-objects';

/** Classes of which XenCenter calls some objects otherwise than the toolstack does. */
export const RENAMED: ReadonlySet<SubjectClass> = new Set(['SR', 'network']);

/** What XenCenter calls storage that the toolstack has made by itself, until somebody gives it a name. */
const OWN_STORAGE: Readonly<Record<string, string>> = {
  'local-storage': 'Local storage',
  'local-hotplug-cd': 'DVD drives',
  'local-hotplug-disk': 'Removable storage',
};

function storageLabel(sr: Records['SR'], inventory: Inventory): string | null {
  const { name_label: name, other_config: config } = sr;
  const own = OWN_STORAGE[config['i18n-key'] ?? ''];
  if (own === undefined || (config['i18n-original-value-name_label'] ?? '') !== name) return null;
  const host = srHost(inventory, sr);
  return host === null ? own : `${own} on ${nameOf(inventory, 'host', host) ?? ''}`;
}

/** A network that a NIC brought along goes by the number of the NIC: the coordinator's, or that of the first server. */
function networkLabel({ name_label: name, PIFs }: Records['network'], inventory: Inventory): string | null {
  if (!/^(?:Pool-wide n|N)etwork associated with /.test(name)) return null;
  const pifs = PIFs.flatMap((ref) => row(inventory, 'PIF', ref) ?? []);
  const coordinator = only(inventory, 'pool')?.[1].master;
  const pif = pifs.find(({ host }) => host === coordinator) ?? pifs[0];
  if (pif === undefined) return null;
  const members = pif.bond_master_of
    .flatMap((ref) => row(inventory, 'Bond', ref)?.slaves ?? [])
    .flatMap((ref) => row(inventory, 'PIF', ref)?.device ?? []);
  const devices = pif.bond_master_of.length === 0 ? [pif.device] : members;
  return `Network ${devices
    .map((device) => device.replace('eth', ''))
    .sort()
    .join('+')}`;
}

/** The name of an object in XenCenter, which its searches ask about. */
export const readLabel: ReadProperty = either(
  ofClass('SR', storageLabel),
  ofClass('network', networkLabel),
  readOwnName,
);
