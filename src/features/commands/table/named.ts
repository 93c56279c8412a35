import type { DeviceKind, FilingKind, TargetKind } from '../target';

/** Kinds of objects that have a name and a description of their own. */
export type NamedKind = Exclude<TargetKind, 'pgpu' | DeviceKind | FilingKind>;

export const NAMED: readonly NamedKind[] = [
  'pool',
  'host',
  'vm',
  'template',
  'snapshot',
  'sr',
  'vdi',
  'network',
  'gpuGroup',
  'appliance',
];

/** The prefix of `xe` commands for a kind. */
export const XE_NOUN: Record<NamedKind, string> = {
  pool: 'pool',
  host: 'host',
  vm: 'vm',
  template: 'template',
  snapshot: 'snapshot',
  sr: 'sr',
  vdi: 'vdi',
  network: 'network',
  gpuGroup: 'gpu-group',
  appliance: 'appliance',
};

export const isNamed = (kind: TargetKind): kind is NamedKind => NAMED.some((named) => named === kind);
