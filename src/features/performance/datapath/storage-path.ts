import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { formatReading } from '../../../ui/chart/time/units';
import { combined, MOST_LINES, single } from '../model/graph';
import type { Graph, GraphSeries, Owner, Pick } from '../model/graph';
import { reposOf } from '../model/host-graphs';
import { namedHosts, shortUuid, srHosts, vmOwner } from '../model/owners';
import { texts } from '../texts';
import { controlDomains } from './control-domains';
import type { Now, Path, Stage, Suspect, Verdict } from './path';

const words = texts.datapath.storage;
const MICRO = 1e-6;

/** A page of 4096 bytes holds so many requests (xen: public/io/blkif.h); a backend may agree on more pages. */
const RING_SLOTS = 32;
const RING_FULL = 0.9;
const CPU_FULL = 0.85;
/** Slower than usual by this, and with requests that wait, a device has more to do than it can. */
const SLOW = 2;
const WAITING = 1;
/** Requests a second. */
const HARDLY_ANY = 1;
/** Each takes four columns of every reading. */
const MOST_DISKS = 200;

interface DiskOf {
  readonly owner: Owner;
  readonly device: string;
  readonly name: string;
}

/** The way of the disks on a repository, over all servers. */
export function srPath(inventory: Inventory, ref: Ref<'SR'>): Path | null {
  const sr = row(inventory, 'SR', ref);
  if (sr === undefined) return null;
  const hosts = srHosts(inventory, ref);
  const vbds = sr.VDIs.flatMap((vdi) => row(inventory, 'VDI', vdi)?.VBDs ?? []);
  return pathOf(inventory, hosts, [{ short: shortUuid(sr.uuid), uuid: sr.uuid }], disksOfVbds(inventory, vbds));
}

/** The way of the disks of all machines of a server. */
export function hostStoragePath(inventory: Inventory, ref: Ref<'host'>): Path | null {
  const vms = row(inventory, 'host', ref)?.resident_VMs ?? [];
  const vbds = vms.flatMap((vm) => row(inventory, 'VM', vm)?.VBDs ?? []);
  const shorts = new Set(reposOf(inventory, ref).map(({ short }) => short));
  const srs = (row(inventory, 'host', ref)?.PBDs ?? []).flatMap((each) => {
    const uuid = row(inventory, 'SR', row(inventory, 'PBD', each)?.SR ?? '')?.uuid ?? '';
    return shorts.has(shortUuid(uuid)) ? [{ short: shortUuid(uuid), uuid }] : [];
  });
  return pathOf(inventory, [ref], srs, disksOfVbds(inventory, vbds));
}

function disksOfVbds(inventory: Inventory, vbds: readonly Ref<'VBD'>[]): readonly DiskOf[] {
  return vbds
    .flatMap((each): DiskOf[] => {
      const vbd = row(inventory, 'VBD', each);
      const vm = vbd && row(inventory, 'VM', vbd.VM);
      if (vbd === undefined || vm === undefined || !vbd.currently_attached || vbd.type === 'CD') return [];
      const owner = vm.power_state === 'Running' && !vm.is_control_domain ? vmOwner(inventory, vbd.VM) : null;
      if (owner === null) return [];
      return [{ owner, device: vbd.device, name: `${nameOf(inventory, 'VM', vbd.VM) ?? ''} ${vbd.device}` }];
    })
    .slice(0, MOST_DISKS);
}

interface Repo {
  readonly short: string;
  readonly uuid: string;
}

function pathOf(
  inventory: Inventory,
  refs: readonly Ref<'host'>[],
  srs: readonly Repo[],
  disks: readonly DiskOf[],
): Path | null {
  const hosts = namedHosts(inventory, refs);
  if (hosts.length === 0 || srs.length === 0) return null;
  const onServers = (...figures: readonly string[]): readonly Pick[] =>
    hosts.flatMap(({ owner }) =>
      srs.flatMap(({ short }) => figures.map((figure) => ({ owner, name: `${figure}_${short}` }))),
    );
  const onDisks = (...figures: readonly string[]): readonly Pick[] =>
    disks.flatMap(({ owner, device }) => figures.map((figure) => ({ owner, name: `vbd_${device}_${figure}` })));
  const total = (id: string, name: string, picks: readonly Pick[]): GraphSeries => combined(id, name, picks, 1, 'sum');
  const latency = (id: string, name: string, picks: readonly Pick[]): GraphSeries => ({
    id,
    name,
    picks,
    factors: picks.map((_pick, at) => (at % 2 === 0 ? MICRO : 1)),
    combine: 'weighted',
  });
  const rings = disks.map(({ owner, device, name }): Suspect => ({
    name,
    series: single({ owner, name: `vbd_${device}_inflight` }, name, 1 / RING_SLOTS),
  }));
  const domains = controlDomains(inventory, refs);
  const deviceLatency = latency('device latency', words.latency, onServers('latency', 'iops_total'));
  const caches = hosts.flatMap(({ owner, ref }) => {
    const uuid = row(inventory, 'SR', row(inventory, 'host', ref)?.local_cache_sr ?? '')?.uuid;
    return uuid === undefined ? [] : [{ owner, uuid }];
  });
  const onCaches = (figure: string): readonly Pick[] =>
    caches.map(({ owner, uuid }) => ({ owner, name: `sr_${uuid}_cache_${figure}` }));
  const graph = (
    id: string,
    title: string,
    unit: Graph['unit'],
    series: readonly GraphSeries[],
    least?: number,
  ): Graph => ({
    id,
    title,
    unit,
    least,
    series,
  });
  const lines = (suspects: readonly Suspect[]): readonly GraphSeries[] =>
    suspects.slice(0, MOST_LINES).map(({ series }) => series);
  const reads = total('guest read', texts.series.read, onDisks('read'));
  const writes = total('guest write', texts.series.written, onDisks('write'));
  const seen = latency('guest latency', words.latency, onDisks('latency', 'iops_total'));
  const inFlight = total('ring in flight', words.inFlight, onDisks('inflight'));
  const busiest = combined(
    'backend cpu',
    words.cpu,
    domains.flatMap(({ series }) => series.picks),
    1,
    'most',
  );
  const deviceReads = total('device read', texts.series.read, onServers('read'));
  const deviceWrites = total('device write', texts.series.written, onServers('write'));
  const requests = total('device requests', words.requests, onServers('iops_total'));
  const waiting = total('device in flight', words.inFlight, onServers('inflight'));
  const hits = total('cache hits', words.hits, onCaches('hits'));
  const misses = total('cache misses', words.misses, onCaches('misses'));
  const stages: readonly Stage[] = [
    {
      id: 'guest',
      title: words.guest,
      what: words.guestWhat(new Set(disks.map(({ owner }) => owner.uuid)).size, disks.length),
      facts: [
        {
          id: 'guest moved',
          label: words.throughput,
          unit: 'bytesPerSecond',
          series: total('guest moved', words.throughput, onDisks('read', 'write')),
        },
        { id: 'guest latency', label: words.latency, unit: 'seconds', series: seen },
      ],
      graphs: [
        graph('guest moved', words.throughput, 'bytesPerSecond', [reads, writes]),
        graph('guest latency', words.latency, 'seconds', [seen]),
      ],
    },
    {
      id: 'ring',
      title: words.ring,
      what: words.ringWhat(RING_SLOTS),
      facts: [
        { id: 'ring in flight', label: words.inFlight, unit: 'count', series: inFlight },
        {
          id: 'ring load',
          label: words.fullestRing,
          unit: 'share',
          series: combined(
            'ring load',
            words.fullestRing,
            rings.flatMap(({ series }) => series.picks),
            1 / RING_SLOTS,
            'most',
          ),
        },
      ],
      load: 'ring load',
      graphs: [graph('ring in flight', words.inFlight, 'count', [inFlight])],
    },
    {
      id: 'backend',
      title: words.backend,
      what: words.backendWhat,
      facts: [
        { id: 'backend cpu', label: words.cpu, unit: 'share', series: busiest },
        {
          id: 'backend short',
          label: words.shortOfMemory,
          unit: 'count',
          series: total(
            'backend short',
            words.shortOfMemory,
            hosts.map(({ owner }) => ({ owner, name: 'Tapdisks_in_low_memory_mode' })),
          ),
        },
      ],
      load: 'backend cpu',
      graphs: [graph('backend cpu', words.cpu, 'share', lines(domains), 1)],
    },
    {
      id: 'cache',
      title: words.cache,
      what: caches.length === 0 ? words.noCache : words.cacheWhat,
      facts:
        caches.length === 0
          ? []
          : [
              { id: 'cache hits', label: words.hits, unit: 'perSecond', series: hits },
              { id: 'cache misses', label: words.misses, unit: 'perSecond', series: misses },
            ],
      graphs: caches.length === 0 ? [] : [graph('cache', words.cache, 'perSecond', [hits, misses])],
    },
    {
      id: 'device',
      title: words.device,
      what: words.deviceWhat,
      facts: [
        {
          id: 'device moved',
          label: words.throughput,
          unit: 'bytesPerSecond',
          series: total('device moved', words.throughput, onServers('read', 'write')),
        },
        { id: 'device requests', label: words.requests, unit: 'perSecond', series: requests },
        { id: 'device latency', label: words.latency, unit: 'seconds', series: deviceLatency },
        { id: 'device in flight', label: words.inFlight, unit: 'count', series: waiting },
      ],
      graphs: [
        graph('device moved', words.throughput, 'bytesPerSecond', [deviceReads, deviceWrites]),
        graph('device latency', words.latency, 'seconds', [deviceLatency]),
        graph('device requests', words.requests, 'perSecond', [requests]),
        graph('device in flight', words.inFlight, 'count', [waiting]),
      ],
    },
  ];
  return {
    id: 'storage',
    title: words.title,
    stages,
    suspects: { rings, domains },
    baseline: deviceLatency,
  };
}

/** Which stage holds requests up now, in a sentence. */
export function judgeStorage({ facts, most, usual }: Now): Verdict {
  const { rings, domains } = most;
  const latency = facts['device latency'] ?? NaN;
  const waiting = facts['device in flight'] ?? NaN;
  if (Number.isNaN(facts['device requests'] ?? NaN)) return { stage: null, sentence: texts.datapath.unknown };
  if ((facts['device requests'] ?? 0) < HARDLY_ANY) return { stage: null, sentence: words.idle };
  if ((facts['backend short'] ?? 0) > 0) return { stage: 'backend', sentence: words.short };
  if (domains !== undefined && domains.value >= CPU_FULL)
    return { stage: 'backend', sentence: words.cpuFull(domains.name, formatReading('share', domains.value)) };
  if (rings !== undefined && rings.value >= RING_FULL)
    return { stage: 'ring', sentence: words.ringFull(rings.name, Math.round(rings.value * RING_SLOTS), RING_SLOTS) };
  if (latency >= usual * SLOW && waiting >= WAITING) {
    const times = Math.round((latency / usual) * 10) / 10;
    return {
      stage: 'device',
      sentence: words.slow(formatReading('seconds', latency), times, formatReading('count', waiting)),
    };
  }
  return { stage: null, sentence: words.none(formatReading('seconds', latency)) };
}
