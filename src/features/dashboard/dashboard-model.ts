import type { ClassName } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { ObjectId } from '../navigation';
import { hostIsLive, labelOr, nameOf, only, poolStatus, row, rows, srVisibility, vmKind } from '../objects';
import type { Inventory, ObjectRowClass } from '../objects';
import { compareNatural, formatBytes, formatPercent, formatUsage, parseTime } from '../values';
import { outlookText } from './outlook-text';
import { spaceOutlook } from './space';
import type { Sized, SpaceNotes } from './space';
import { texts } from './texts';
import type { Outlook } from './trend';

export const DASHBOARD_CLASSES: readonly ClassName[] = [
  ...(['pool', 'host', 'host_metrics', 'VM', 'SR', 'PBD', 'PGPU', 'VGPU', 'Certificate'] as const),
];

/** An object that a line is about. */
export interface Named {
  readonly id: ObjectId;
  readonly name: string;
}

/** Something that wants to be looked at. */
export interface Finding extends Named {
  readonly tone: 'danger' | 'warning';
  /** What it is or does: a sentence that begins with the name. */
  readonly text: string;
}

export interface Measure {
  readonly id: keyof typeof texts.measures;
  /** Of `max`, in one unit. */
  readonly value: number;
  readonly max: number;
  readonly text: string;
  readonly tone: 'accent' | 'warning' | 'danger';
}

export interface Share extends Named {
  /** Of the largest in its list, or of what there is: 0 to 1. */
  readonly share: number;
  readonly text: string;
}

export interface Dashboard {
  readonly servers: number;
  readonly running: number;
  readonly vms: number;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly measures: readonly Measure[];
  readonly top: Readonly<Record<keyof typeof texts.groups, readonly Share[]>>;
}

/** From so much on storage and memory count as nearly full, and as full. */
const HIGH = 0.85;
const FULL = 0.95;
const TOP = 5;
const STEADY: Outlook = { kind: 'steady' };
const DAY_MS = 86_400_000;
/** Certificates are told of so many days before they expire (xapi: certificate_check.ml). */
const CERTIFICATE_DAYS = 30;

const toneOf = (share: number): Measure['tone'] => (share >= FULL ? 'danger' : share >= HIGH ? 'warning' : 'accent');

/**
 * How a pool is: what wants to be looked at, what there is and how much of it is used, and by whom.
 * @param space how full storage was on days before
 */
export function dashboardOf(
  inventory: Inventory,
  connection: string,
  nowMs: number,
  space: SpaceNotes = {},
): Dashboard {
  const named = (cls: ObjectRowClass, ref: string): Named => ({
    id: { connection, class: cls, ref },
    name: nameOf(inventory, cls, ref) ?? '',
  });
  const vms = [...rows(inventory, 'VM')].filter(([, vm]) => vmKind(vm) === 'vm' && !vm.is_control_domain);
  return {
    servers: rows(inventory, 'host').size,
    running: vms.filter(([, vm]) => vm.power_state === 'Running').length,
    vms: vms.length,
    findings: findingsOf(inventory, named, nowMs),
    measures: measuresOf(
      inventory,
      vms.map(([, vm]) => vm),
    ),
    top: {
      vms: largestVms(vms, named),
      servers: fullest(memories(inventory).map(({ ref, used, total }) => ({ ...named('host', ref), used, total }))),
      storage: fullest(
        repositories(inventory).map(([ref, { used, total, uuid }]) => ({
          ...named('SR', ref),
          used,
          total,
          outlook: spaceOutlook(space, uuid),
        })),
      ),
    },
  };
}

type NamedOf = (cls: ObjectRowClass, ref: string) => Named;

function findingsOf(inventory: Inventory, named: NamedOf, nowMs: number): readonly Finding[] {
  const found: Finding[] = [];
  const add = (tone: Finding['tone'], cls: ObjectRowClass, ref: string, text: string): void => {
    found.push({ ...named(cls, ref), tone, text });
  };
  for (const [ref, host] of rows(inventory, 'host')) {
    if (!hostIsLive(inventory, host)) add('danger', 'host', ref, texts.findings.down);
    else if (!host.enabled) add('warning', 'host', ref, texts.findings.maintenance);
    if (host.pending_guidances.length > 0) add('warning', 'host', ref, texts.findings.guidance);
  }
  for (const { ref, used, total } of memories(inventory)) {
    if (used / total >= FULL) add('warning', 'host', ref, texts.findings.memory(formatPercent(used / total)));
  }
  for (const [ref, sr] of rows(inventory, 'SR')) {
    const lost = sr.PBDs.filter((pbd) => isLost(inventory, pbd)).length;
    if (lost > 0) add('danger', 'SR', ref, texts.findings.disconnected(lost));
  }
  for (const [ref, { used, total }] of repositories(inventory)) {
    const share = used / total;
    if (share >= HIGH) add(share >= FULL ? 'danger' : 'warning', 'SR', ref, texts.findings.full(formatPercent(share)));
  }
  const [pool, record] = only(inventory, 'pool') ?? [];
  if (pool !== undefined && record) {
    if (poolStatus(inventory, record).state === 'mixedVersions') add('warning', 'pool', pool, texts.findings.mixed);
    if (record.ha_enabled && record.ha_overcommitted) add('danger', 'pool', pool, texts.findings.haUncertain);
  }
  for (const certificate of rows(inventory, 'Certificate').values()) {
    const endsMs = parseTime(certificate.not_after);
    const days = endsMs === null ? Infinity : Math.floor((endsMs - nowMs) / DAY_MS);
    const host = row(inventory, 'host', certificate.host) ? certificate.host : undefined;
    if (days > CERTIFICATE_DAYS || host === undefined) continue;
    add(days < 0 ? 'danger' : 'warning', 'host', host, texts.findings.certificate(days));
  }
  return found.sort(
    (a, b) => Number(a.tone === 'warning') - Number(b.tone === 'warning') || compareNatural(a.name, b.name),
  );
}

/** A connection that a server which responds should have and does not. */
function isLost(inventory: Inventory, ref: string): boolean {
  const pbd = row(inventory, 'PBD', ref);
  const host = pbd && row(inventory, 'host', pbd.host);
  return pbd?.currently_attached === false && host !== undefined && hostIsLive(inventory, host);
}

interface Amount {
  readonly used: number;
  readonly total: number;
}

/** Memory of the servers that respond, bytes. */
function memories(inventory: Inventory): readonly (Amount & { readonly ref: string })[] {
  return [...rows(inventory, 'host')].flatMap(([ref, host]) => {
    const metrics = row(inventory, 'host_metrics', host.metrics);
    if (!metrics?.live || metrics.memory_total <= 0) return [];
    return [{ ref, used: metrics.memory_total - metrics.memory_free, total: metrics.memory_total }];
  });
}

/** Space of the storage that takes disks, bytes. */
function repositories(inventory: Inventory): readonly (readonly [ref: string, amount: Amount & { uuid: string }])[] {
  return [...rows(inventory, 'SR')].flatMap(([ref, sr]) => {
    const holdsDisks = sr.content_type !== 'iso' && sr.type !== 'udev' && !sr.is_tools_sr;
    if (!holdsDisks || sr.physical_size <= 0 || srVisibility(sr) !== 'shown') return [];
    const used = Math.max(0, sr.physical_utilisation);
    return [[ref, { used, total: sr.physical_size, uuid: sr.uuid }] as const];
  });
}

/** How full the storage is that takes disks. */
export function fullnessOf(inventory: Inventory): readonly Sized[] {
  return repositories(inventory).map(([, { used, total, uuid }]) => ({ uuid, share: used / total, total }));
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0);

function measuresOf(inventory: Inventory, vms: readonly Records['VM'][]): readonly Measure[] {
  const memory = memories(inventory);
  const storage = repositories(inventory).map(([, amount]) => amount);
  const measures = [bytesMeasure('memory', memory), bytesMeasure('storage', storage)];
  const cpus = sum([...rows(inventory, 'host').values()], (host) => Number(host.cpu_info['cpu_count'] ?? 0));
  const vcpus = sum(vms, (vm) => (vm.power_state === 'Running' ? vm.VCPUs_at_startup : 0));
  const processors: Measure = {
    id: 'processors',
    value: vcpus,
    max: cpus,
    text: texts.processors(vcpus, cpus),
    // More vCPUs than processors are usual, and no fault.
    tone: 'accent',
  };
  const gpus = [...rows(inventory, 'PGPU').values()];
  const taken = gpus.filter((pgpu) => pgpu.resident_VGPUs.length > 0).length;
  const vgpus = sum(gpus, (pgpu) => pgpu.resident_VGPUs.length);
  const gpu: Measure = {
    id: 'gpus',
    value: taken,
    max: gpus.length,
    text: texts.gpus(taken, gpus.length, vgpus),
    tone: 'accent',
  };
  return [...measures.slice(0, 1), processors, ...measures.slice(1), gpu].filter(({ max }) => max > 0);
}

function bytesMeasure(id: 'memory' | 'storage', amounts: readonly Amount[]): Measure {
  const [value, max] = [sum(amounts, ({ used }) => used), sum(amounts, ({ total }) => total)];
  return { id, value, max, text: formatUsage(value, max), tone: toneOf(value / max) };
}

function largestVms(vms: readonly (readonly [string, Records['VM']])[], named: NamedOf): readonly Share[] {
  const running = vms.filter(([, vm]) => vm.power_state === 'Running');
  const sorted = running.toSorted(([, a], [, b]) => b.memory_dynamic_max - a.memory_dynamic_max).slice(0, TOP);
  const most = sorted[0]?.[1].memory_dynamic_max || 1;
  return sorted.map(([ref, vm]) => ({
    ...named('VM', ref),
    name: labelOr(vm.name_label),
    share: vm.memory_dynamic_max / most,
    text: formatBytes(vm.memory_dynamic_max),
  }));
}

function fullest(amounts: readonly (Named & Amount & { readonly outlook?: Outlook })[]): readonly Share[] {
  return amounts
    .toSorted((a, b) => b.used / b.total - a.used / a.total)
    .slice(0, TOP)
    .map(({ id, name, used, total, outlook = STEADY }) => {
      const amount = texts.usedOf(formatUsage(used, total), formatPercent(used / total));
      const text = outlook.kind === 'steady' ? amount : texts.now(amount, outlookText(outlook));
      return { id, name, share: used / total, text };
    });
}
