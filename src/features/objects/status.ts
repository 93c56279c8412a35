import type { Tone as BadgeTone } from '../../ui/display/badge';
import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import { hostIsLive } from './liveness';
import { only, row, rows } from './inventory';
import type { Inventory } from './inventory';
import { isDefaultTemplate } from './kinds';
import type { ObjectKind } from './kinds';
import { texts } from './texts';

/** How a state is to be taken: `busy` is on its way to another state, `off` is at rest. */
export type Tone = 'good' | 'off' | 'busy' | 'warning' | 'bad' | 'neutral';

/** The state of one object, as its glyph, the State column and a screen reader give it. Equal states are one object. */
export interface Status {
  readonly state: StatusName;
  readonly tone: Tone;
  readonly label: string;
}

export type StatusName = keyof typeof texts.states | 'busy';

const TONES: Record<keyof typeof texts.states, Tone> = {
  running: 'good',
  halted: 'off',
  suspended: 'warning',
  paused: 'warning',
  enabled: 'good',
  disabled: 'warning',
  maintenance: 'warning',
  hostDown: 'bad',
  connected: 'good',
  mixedVersions: 'warning',
  defaultStorage: 'good',
  attached: 'good',
  detached: 'off',
  broken: 'bad',
  shipped: 'neutral',
  custom: 'neutral',
  disksOnly: 'neutral',
  withMemory: 'neutral',
  scheduled: 'neutral',
  scheduledWithMemory: 'neutral',
  available: 'neutral',
  missing: 'bad',
  snapshotOfDisk: 'neutral',
  network: 'good',
  internalNetwork: 'neutral',
  linkDown: 'warning',
  ready: 'good',
  inUse: 'good',
};

const STATUS = Object.fromEntries(
  (Object.keys(TONES) as (keyof typeof TONES)[]).map((state) => [
    state,
    { state, tone: TONES[state], label: texts.states[state] },
  ]),
) as Readonly<Record<keyof typeof texts.states, Status>>;

const BUSY: ReadonlyMap<string, Status> = new Map(
  Object.entries(texts.operations).map(([operation, label]) => [operation, { state: 'busy', tone: 'busy', label }]),
);

const BADGE_TONES: Record<Tone, BadgeTone> = {
  good: 'ok',
  off: 'neutral',
  busy: 'info',
  warning: 'warning',
  bad: 'danger',
  neutral: 'neutral',
};

/** The tone of the badge that shows a state. */
export function statusBadgeTone(status: Status): BadgeTone {
  return status.state === 'suspended' ? 'asleep' : BADGE_TONES[status.tone];
}

/** The state an operation in progress puts the object in; operations nobody waits for are left out. */
function busyStatus(operations: Readonly<Record<string, string>>): Status | undefined {
  for (const task in operations) {
    const busy = BUSY.get(operations[task] ?? '');
    if (busy) return busy;
  }
  return undefined;
}

const POWER: Record<Records['VM']['power_state'], Status> = {
  Running: STATUS.running,
  Halted: STATUS.halted,
  Suspended: STATUS.suspended,
  Paused: STATUS.paused,
};

export function vmStatus(vm: Records['VM']): Status {
  const busy = busyStatus(vm.current_operations);
  if (busy) return busy;
  if (vm.is_a_snapshot) return snapshotStatus(vm);
  if (vm.is_a_template) return isDefaultTemplate(vm) ? STATUS.shipped : STATUS.custom;
  return POWER[vm.power_state] ?? STATUS.halted;
}

/** A snapshot that keeps the memory is itself suspended; schedules leave a mark on theirs. */
function snapshotStatus(vm: Records['VM']): Status {
  const scheduled = vm.is_snapshot_from_vmpp || vm.is_vmss_snapshot;
  if (vm.power_state === 'Suspended') return scheduled ? STATUS.scheduledWithMemory : STATUS.withMemory;
  return scheduled ? STATUS.scheduled : STATUS.disksOnly;
}

/** XenCenter marks a server it put into maintenance with `MAINTENANCE_MODE`; other tools only disable it. */
export function hostStatus(inventory: Inventory, host: Records['host']): Status {
  if (!hostIsLive(inventory, host)) return STATUS.hostDown;
  const busy = busyStatus(host.current_operations);
  if (busy && busy.label !== texts.operations.provision) return busy;
  if (host.enabled) return STATUS.enabled;
  return host.other_config['MAINTENANCE_MODE'] === 'true' ? STATUS.maintenance : STATUS.disabled;
}

export function poolStatus(inventory: Inventory, pool: Records['pool']): Status {
  const busy = busyStatus(pool.current_operations);
  if (busy) return busy;
  const versions = new Set<string>();
  for (const host of rows(inventory, 'host').values()) versions.add(host.software_version['product_version'] ?? '');
  return versions.size > 1 ? STATUS.mixedVersions : STATUS.connected;
}

export function srStatus(inventory: Inventory, ref: Ref<'SR'>, sr: Records['SR']): Status {
  const busy = busyStatus(sr.current_operations);
  if (busy) return busy;
  let attached = 0;
  for (const pbd of sr.PBDs) if (row(inventory, 'PBD', pbd)?.currently_attached) attached++;
  if (attached === 0) return STATUS.detached;
  const wanted = sr.shared ? Math.max(sr.PBDs.length, rows(inventory, 'host').size) : sr.PBDs.length;
  if (attached < wanted) return STATUS.broken;
  return only(inventory, 'pool')?.[1].default_SR === ref ? STATUS.defaultStorage : STATUS.attached;
}

export function vdiStatus(vdi: Records['VDI']): Status {
  const busy = busyStatus(vdi.current_operations);
  if (busy) return busy;
  if (vdi.missing) return STATUS.missing;
  if (vdi.is_a_snapshot) return STATUS.snapshotOfDisk;
  return vdi.VBDs.length > 0 ? STATUS.inUse : STATUS.available;
}

/** External: some server reaches it through an interface. No link: every such interface has lost its carrier. */
export function networkStatus(inventory: Inventory, network: Records['network']): Status {
  if (network.PIFs.length === 0) return STATUS.internalNetwork;
  const known = network.PIFs.map((ref) => row(inventory, 'PIF', ref)?.metrics)
    .map((metrics) =>
      metrics === undefined || isNullRef(metrics) ? undefined : row(inventory, 'PIF_metrics', metrics),
    )
    .filter((metrics) => metrics !== undefined);
  return known.length > 0 && known.every((metrics) => !metrics.carrier) ? STATUS.linkDown : STATUS.network;
}

export function pgpuStatus(pgpu: Records['PGPU']): Status {
  return pgpu.resident_VGPUs.length > 0 ? STATUS.inUse : STATUS.ready;
}

/** The state of an object of any kind; undefined when it is not there. */
export function statusOf(inventory: Inventory, kind: ObjectKind, ref: string): Status | undefined {
  switch (kind) {
    case 'vm':
    case 'template':
    case 'snapshot':
      return withRow(row(inventory, 'VM', ref), vmStatus);
    case 'host':
      return withRow(row(inventory, 'host', ref), (host) => hostStatus(inventory, host));
    case 'pool':
      return withRow(row(inventory, 'pool', ref), (pool) => poolStatus(inventory, pool));
    case 'sr':
      return withRow(row(inventory, 'SR', ref), (sr) => srStatus(inventory, ref, sr));
    case 'vdi':
      return withRow(row(inventory, 'VDI', ref), vdiStatus);
    case 'network':
      return withRow(row(inventory, 'network', ref), (network) => networkStatus(inventory, network));
    case 'pgpu':
      return withRow(row(inventory, 'PGPU', ref), pgpuStatus);
    case 'gpuGroup':
      return withRow(row(inventory, 'GPU_group', ref), (group) =>
        group.VGPUs.length > 0 ? STATUS.inUse : STATUS.ready,
      );
    case 'appliance':
      return withRow(row(inventory, 'VM_appliance', ref), (appliance) => applianceStatus(inventory, appliance));
  }
}

function applianceStatus(inventory: Inventory, appliance: Records['VM_appliance']): Status {
  const busy = busyStatus(appliance.current_operations);
  if (busy) return busy;
  return appliance.VMs.some((ref) => row(inventory, 'VM', ref)?.power_state === 'Running')
    ? STATUS.running
    : STATUS.halted;
}

function withRow<R>(record: R | undefined, status: (record: R) => Status): Status | undefined {
  return record === undefined ? undefined : status(record);
}
