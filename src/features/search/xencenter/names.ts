import type { RelationId, ScopeType } from '../query/model';
import { RENAMED } from '../query/read-label';
import { findRelation } from '../query/read-relations';

/** XenCenter's words (its `PropertyNames`, `ObjectTypes`, enumerations) and this console's. */
type Words = Readonly<Record<string, string>>;

export const TYPES: Readonly<Record<string, ScopeType>> = {
  Pool: 'pool',
  Server: 'server',
  DisconnectedServer: 'disconnectedServer',
  VM: 'vm',
  Snapshot: 'snapshot',
  UserTemplate: 'template',
  DefaultTemplate: 'shippedTemplate',
  RemoteSR: 'sharedStorage',
  LocalSR: 'localStorage',
  VDI: 'disk',
  Network: 'network',
  Folder: 'folder',
  Appliance: 'vapp',
};

/** Whether XenCenter calls some of these objects otherwise than this console does. */
export function renames(scope: readonly ScopeType[]): boolean {
  return scope.some((type) => type === 'sharedStorage' || type === 'localStorage' || type === 'network');
}

export function renamesRelated(id: RelationId): boolean {
  const relation = findRelation(id);
  return relation !== undefined && RENAMED.has(relation.to);
}

/** What XenCenter's `label` is here: of most objects, the name. */
export const labelOf = (isRenamed: boolean): 'label' | 'name' => (isRenamed ? 'label' : 'name');

/** Properties that are texts, beside `label`. */
export const TEXTS: Words = {
  description: 'description',
  uuid: 'uuid',
  os_name: 'os',
  connection_hostname: 'coordinator',
  license: 'license',
};

export const NUMBERS: Words = { memory: 'memoryActual', size: 'virtualSize' };

export const FLAGS: Words = {
  shared: 'shared',
  ha_enabled: 'haEnabled',
  isNotFullyUpgraded: 'mixedVersions',
  read_caching_enabled: 'readCaching',
  vendor_device_state: 'vendorDevice',
  in_any_appliance: 'inVapp',
};

/** Enumerations: XenCenter's name of the property, and its values. The first of several words is written. */
export const CHOICES: Readonly<Record<string, { readonly property: string; readonly values: Words }>> = {
  type: { property: 'type', values: TYPES },
  power_state: {
    property: 'power',
    values: { Halted: 'Halted', Running: 'Running', Suspended: 'Suspended', Paused: 'Paused' },
  },
  virtualisation_status: {
    property: 'tools',
    values: {
      // Flags: drivers for disks and networks, and the agent.
      'IO_DRIVERS_INSTALLED, MANAGEMENT_INSTALLED': 'optimised',
      IO_DRIVERS_INSTALLED: 'drivers',
      PV_DRIVERS_OUT_OF_DATE: 'outdated',
      NOT_INSTALLED: 'missing',
      UNKNOWN: 'unknown',
      OPTIMIZED: 'optimised',
      PV_DRIVERS_NOT_INSTALLED: 'missing',
      '12': 'optimised',
      '4': 'drivers',
      '2': 'outdated',
      '1': 'unknown',
      '0': 'missing',
    },
  },
  ha_restart_priority: {
    property: 'ha',
    values: {
      Restart: 'restart',
      BestEffort: 'bestEffort',
      DoNotRestart: 'none',
      AlwaysRestart: 'restart',
      AlwaysRestartHighPriority: 'restart',
    },
  },
};

/** SR types that XenCenter can read; it calls them as the toolstack does. */
export const SR_TYPES: ReadonlySet<string> = new Set(
  (
    'local ext lvmoiscsi iso nfs lvm udev lvmofc lvmohba egenera egeneracd dummy unknown shm iscsi ebs rawhba smb ' +
    'lvmofcoe gfs2 nutanix nutanixiso tmpfs'
  ).split(' '),
);

export const RELATIONS: Readonly<Record<string, RelationId>> = {
  pool: 'pool',
  host: 'host',
  vm: 'vm',
  networks: 'network',
  storage: 'sr',
  disks: 'disk',
  appliance: 'vapp',
  folder: 'folder',
  folders: 'folders',
};

/** Objects that no pool has any more; nothing is related to them. */
export const GONE: ReadonlySet<string> = new Set([
  'dockervm',
  'storageLinkServer',
  'storageLinkSystem',
  'storageLinkPool',
  'storageLinkVolume',
  'storageLinkRepository',
]);

/** Comparisons of texts. */
export const TEXT_TYPES = {
  exactmatch: 'is',
  contains: 'contains',
  startswith: 'starts',
  endswith: 'ends',
  notcontain: 'lacks',
} as const;

export const COLUMNS: Words = {
  name: 'name',
  cpu: 'cpu',
  memory: 'memoryUse',
  disks: 'diskIo',
  network: 'networkIo',
  ha: 'ha',
  ip: 'address',
  uptime: 'uptime',
};

export const FIELD_COLUMN = 'CustomField:';

/** XenCenter's word for one of ours; undefined: it has none. */
export function wordFor(words: Words, own: string): string | undefined {
  return Object.keys(words).find((word) => words[word] === own);
}
