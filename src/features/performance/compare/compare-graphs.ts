import type { Unit } from '../../../ui/chart/time/units';
import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, row, rows } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { compareNatural } from '../../values';
import type { Combine, Graph, GraphSeries, Owner, Pick } from '../model/graph';
import { reposOf } from '../model/host-graphs';
import { hostOwner, namedHosts, shortUuid, srHosts, vmOwner } from '../model/owners';
import { disksOf } from '../model/vm-graphs';
import { texts } from '../texts';

const KIB = 1024;
const MICRO = 1e-6;

/** What objects of a kind can be told apart by: one value of each at a time. */
interface Measure<Object> {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly least?: number;
  readonly picks: (object: Object) => readonly Pick[];
  readonly factors: readonly number[];
  readonly combine: Combine;
}

interface VmParts {
  readonly owner: Owner;
  readonly nics: readonly string[];
  readonly disks: readonly string[];
}

const ofOwner = (owner: Owner, names: readonly string[]): readonly Pick[] => names.map((name) => ({ owner, name }));
const each = (devices: readonly string[], prefix: string, figures: readonly string[]): readonly string[] =>
  devices.flatMap((device) => figures.map((figure) => `${prefix}_${device}_${figure}`));

const VM_MEASURES = [
  {
    id: 'cpu',
    title: texts.graphs.cpu,
    unit: 'share',
    least: 1,
    picks: ({ owner }) => ofOwner(owner, ['cpu_usage']),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'memory',
    title: texts.compare.memory,
    unit: 'bytes',
    picks: ({ owner }) => ofOwner(owner, ['memory', 'memory_internal_free']),
    factors: [1, KIB],
    combine: 'rest',
  },
  {
    id: 'network',
    title: texts.graphs.network,
    unit: 'bytesPerSecond',
    picks: ({ owner, nics }) => ofOwner(owner, each(nics, 'vif', ['rx', 'tx'])),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'disk',
    title: texts.graphs.disk,
    unit: 'bytesPerSecond',
    picks: ({ owner, disks }) => ofOwner(owner, each(disks, 'vbd', ['read', 'write'])),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'diskLatency',
    title: texts.graphs.diskLatency,
    unit: 'seconds',
    picks: ({ owner, disks }) => ofOwner(owner, each(disks, 'vbd', ['latency', 'iops_total'])),
    factors: [MICRO, 1],
    combine: 'weighted',
  },
  {
    id: 'diskRequests',
    title: texts.graphs.diskRequests,
    unit: 'perSecond',
    picks: ({ owner, disks }) => ofOwner(owner, each(disks, 'vbd', ['iops_total'])),
    factors: [1],
    combine: 'sum',
  },
] as const satisfies readonly Measure<VmParts>[];

interface HostParts {
  readonly owner: Owner;
  readonly srs: readonly string[];
}

const HOST_MEASURES = [
  {
    id: 'cpu',
    title: texts.graphs.cpu,
    unit: 'share',
    least: 1,
    picks: ({ owner }) => ofOwner(owner, ['cpu_avg']),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'memory',
    title: texts.graphs.memory,
    unit: 'bytes',
    picks: ({ owner }) => ofOwner(owner, ['memory_total_kib', 'memory_free_kib']),
    factors: [KIB],
    combine: 'rest',
  },
  {
    id: 'network',
    title: texts.graphs.network,
    unit: 'bytesPerSecond',
    picks: ({ owner }) => ofOwner(owner, ['pif_aggr_rx', 'pif_aggr_tx']),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'storage',
    title: texts.graphs.storage,
    unit: 'bytesPerSecond',
    picks: ({ owner, srs }) =>
      ofOwner(
        owner,
        srs.flatMap((short) => [`read_${short}`, `write_${short}`]),
      ),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'storageLatency',
    title: texts.graphs.storageLatency,
    unit: 'seconds',
    picks: ({ owner, srs }) =>
      ofOwner(
        owner,
        srs.flatMap((short) => [`latency_${short}`, `iops_total_${short}`]),
      ),
    factors: [MICRO, 1],
    combine: 'weighted',
  },
  {
    id: 'load',
    title: texts.sources.hostLoad,
    unit: 'count',
    picks: ({ owner }) => ofOwner(owner, ['hostload']),
    factors: [1],
    combine: 'sum',
  },
] as const satisfies readonly Measure<HostParts>[];

interface SrParts {
  readonly owners: readonly Owner[];
  readonly short: string;
}

const ofServers = ({ owners, short }: SrParts, figures: readonly string[]): readonly Pick[] =>
  owners.flatMap((owner) => figures.map((figure) => ({ owner, name: `${figure}_${short}` })));

const SR_MEASURES = [
  {
    id: 'throughput',
    title: texts.graphs.throughput,
    unit: 'bytesPerSecond',
    picks: (sr) => ofServers(sr, ['read', 'write']),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'requests',
    title: texts.graphs.requests,
    unit: 'perSecond',
    picks: (sr) => ofServers(sr, ['iops_total']),
    factors: [1],
    combine: 'sum',
  },
  {
    id: 'latency',
    title: texts.compare.latency,
    unit: 'seconds',
    picks: (sr) => ofServers(sr, ['latency', 'iops_total']),
    factors: [MICRO, 1],
    combine: 'weighted',
  },
  {
    id: 'queue',
    title: texts.compare.queue,
    unit: 'count',
    picks: (sr) => ofServers(sr, ['inflight']),
    factors: [1],
    combine: 'sum',
  },
] as const satisfies readonly Measure<SrParts>[];

function seriesOf<Object>(measure: Measure<Object>, ref: string, name: string, object: Object): readonly GraphSeries[] {
  const picks = measure.picks(object);
  if (picks.length === 0) return [];
  const factors = picks.map((_pick, at) => measure.factors[at % measure.factors.length] ?? 1);
  return [{ id: `${measure.id} ${ref}`, name, picks, factors, combine: measure.combine }];
}

function vmParts(inventory: Inventory, ref: Ref<'VM'>): VmParts | null {
  const vm = row(inventory, 'VM', ref);
  const owner = vmOwner(inventory, ref);
  if (vm === undefined || owner === null) return null;
  const nics = vm.VIFs.flatMap((vif) => row(inventory, 'VIF', vif)?.device ?? []);
  return { owner, nics, disks: disksOf(inventory, ref) };
}

function hostParts(inventory: Inventory, ref: Ref<'host'>): HostParts | null {
  const owner = hostOwner(inventory, ref);
  return owner && { owner, srs: reposOf(inventory, ref).map(({ short }) => short) };
}

function srParts(inventory: Inventory, ref: Ref<'SR'>): SrParts | null {
  const sr = row(inventory, 'SR', ref);
  const owners = namedHosts(inventory, srHosts(inventory, ref)).map(({ owner }) => owner);
  return sr === undefined || owners.length === 0 ? null : { owners, short: shortUuid(sr.uuid) };
}

function linesOf<Object>(
  measures: readonly Measure<Object>[],
  objects: readonly { readonly ref: string; readonly name: string; readonly parts: Object | null }[],
): readonly Graph[] {
  return measures
    .map((measure): Graph => {
      const { id, title, unit, least } = measure;
      const series = objects.flatMap(({ ref, name, parts }) =>
        parts === null ? [] : seriesOf(measure, ref, name, parts),
      );
      return { id, title, unit, least, series };
    })
    .filter(({ series }) => series.length > 0);
}

/** Kinds whose objects can be put beside each other. */
export const COMPARED_KINDS = ['vm', 'host', 'sr'] as const;
export type ComparedKind = (typeof COMPARED_KINDS)[number];

const CLASS_OF = { vm: 'VM', host: 'host', sr: 'SR' } as const;

/** Objects of one kind beside each other: a line each. */
export function compareGraphs(inventory: Inventory, kind: ComparedKind, refs: readonly string[]): readonly Graph[] {
  const named = refs.flatMap((ref) => {
    const name = nameOf(inventory, CLASS_OF[kind], ref);
    return name === undefined ? [] : [{ ref, name }];
  });
  switch (kind) {
    case 'vm':
      return linesOf(
        VM_MEASURES,
        named.map((each) => ({ ...each, parts: vmParts(inventory, each.ref) })),
      );
    case 'host':
      return linesOf(
        HOST_MEASURES,
        named.map((each) => ({ ...each, parts: hostParts(inventory, each.ref) })),
      );
    case 'sr':
      return linesOf(
        SR_MEASURES,
        named.map((each) => ({ ...each, parts: srParts(inventory, each.ref) })),
      );
  }
}

/** What VMs are ranked by, one graph for each. */
export type RankedBy = (typeof VM_MEASURES)[number]['id'];
export const RANKED_BY: readonly RankedBy[] = ['cpu', 'memory', 'network', 'disk', 'diskLatency', 'diskRequests'];

/** A graph for each thing that VMs are ranked by, with those that have most of it. */
export function topGraphs(
  inventory: Inventory,
  ranking: Readonly<Partial<Record<RankedBy, readonly string[]>>>,
): readonly Graph[] {
  return VM_MEASURES.flatMap((measure) => {
    const graph = compareGraphs(inventory, 'vm', ranking[measure.id] ?? []).find(({ id }) => id === measure.id);
    return graph === undefined ? [] : [{ ...graph, title: texts.compare.topOf(graph.title, graph.series.length) }];
  });
}

/** The VMs that run in the scope of an object, for a ranking. */
export function vmsOf(inventory: Inventory, kind: ObjectKind, ref: string): readonly Ref<'VM'>[] {
  const all = [...rows(inventory, 'VM')].filter(
    ([, vm]) => vm.power_state === 'Running' && !vm.is_a_template && !vm.is_a_snapshot && !vm.is_control_domain,
  );
  const isIn = scopeOf(inventory, kind, ref);
  return all.flatMap(([vm]) => (isIn(vm) ? [vm] : []));
}

function scopeOf(inventory: Inventory, kind: ObjectKind, ref: string): (vm: Ref<'VM'>) => boolean {
  switch (kind) {
    case 'pool':
      return () => true;
    case 'host':
      return (vm) => row(inventory, 'VM', vm)?.resident_on === ref;
    case 'network': {
      const vms = new Set((row(inventory, 'network', ref)?.VIFs ?? []).map((vif) => row(inventory, 'VIF', vif)?.VM));
      return (vm) => vms.has(vm);
    }
    case 'sr': {
      const disks = row(inventory, 'SR', ref)?.VDIs ?? [];
      const vbds = disks.flatMap((vdi) => row(inventory, 'VDI', vdi)?.VBDs ?? []);
      const vms = new Set(vbds.map((vbd) => row(inventory, 'VBD', vbd)?.VM));
      return (vm) => vms.has(vm);
    }
    default:
      return () => false;
  }
}

export interface Comparable {
  readonly ref: string;
  readonly name: string;
}

/** What an object can be put beside: those of its kind that are measured, by name. */
export function comparables(inventory: Inventory, kind: ComparedKind, ref: string): readonly Comparable[] {
  const found: Comparable[] = [];
  if (kind === 'vm') {
    for (const [other, vm] of rows(inventory, 'VM')) {
      if (vm.is_a_template || vm.is_a_snapshot || vm.is_control_domain || vm.power_state !== 'Running') continue;
      found.push({ ref: other, name: nameOf(inventory, 'VM', other) ?? '' });
    }
  } else if (kind === 'host') {
    for (const { ref: other, name } of namedHosts(inventory, [...rows(inventory, 'host').keys()])) {
      found.push({ ref: other, name });
    }
  } else {
    for (const [other, sr] of rows(inventory, 'SR')) {
      const isMeasured = sr.content_type !== 'iso' && sr.type !== 'udev' && srHosts(inventory, other).length > 0;
      if (isMeasured) found.push({ ref: other, name: nameOf(inventory, 'SR', other) ?? '' });
    }
  }
  return found.filter((each) => each.ref !== ref).toSorted((a, b) => compareNatural(a.name, b.name));
}
