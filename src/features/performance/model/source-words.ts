import type { Unit } from '../../../ui/chart/time/units';
import type { Subject } from '../../../xapi/rrd/readings';
import { texts } from '../texts';

/** What a data source is to people. */
export interface SourceWords {
  readonly label: string;
  readonly unit: Unit;
  /** What a reading is multiplied by to be in the unit of charts: bytes, seconds, shares of one. */
  readonly factor: number;
  readonly group: SourceGroup;
}

export type SourceGroup = keyof typeof texts.sourceGroups;

/** Names of what data sources are about; null: nobody knows it. */
export interface DeviceNames {
  /** A virtual interface or a NIC, by its device. */
  readonly nic: (device: string) => string | null;
  readonly disk: (device: string) => string | null;
  /** By the first part of its uuid, or all of it. */
  readonly sr: (uuid: string) => string | null;
  /** By its address, with slashes. */
  readonly gpu: (address: string) => string | null;
}

type Make = (match: RegExpExecArray, names: DeviceNames) => string;
type Row = readonly [pattern: RegExp, unit: Unit, factor: number, group: SourceGroup, label: Make];

const KIB = 1024;
const MIB = 1024 * 1024;
const MICRO = 1e-6;
const MILLI = 1e-3;
const words = texts.sources;

const nic = (match: RegExpExecArray, names: DeviceNames): string =>
  words.device(match[1] ?? '', names.nic(match[1] ?? ''));
const disk = (match: RegExpExecArray, names: DeviceNames): string =>
  words.device(match[1] ?? '', names.disk(match[1] ?? ''));
const sr = (uuid: string | undefined, names: DeviceNames): string => names.sr(uuid ?? '') ?? words.someSr(uuid ?? '');
const gpu = (match: RegExpExecArray, names: DeviceNames): string =>
  names.gpu(match[1] ?? '') ?? words.someGpu((match[1] ?? '').replaceAll('/', ':'));

/** Figures of a disk or of a repository, which share their names (rrdp_iostat.ml). */
const IO: readonly (readonly [string, Unit, number, string])[] = [
  ['read_latency', 'seconds', MICRO, words.io.readLatency],
  ['write_latency', 'seconds', MICRO, words.io.writeLatency],
  ['io_throughput_read', 'bytesPerSecond', MIB, words.io.throughputRead],
  ['io_throughput_write', 'bytesPerSecond', MIB, words.io.throughputWrite],
  ['io_throughput_total', 'bytesPerSecond', MIB, words.io.throughputTotal],
  ['iops_read', 'perSecond', 1, words.io.iopsRead],
  ['iops_write', 'perSecond', 1, words.io.iopsWrite],
  ['iops_total', 'perSecond', 1, words.io.iopsTotal],
  ['iowait', 'share', 1, words.io.wait],
  ['inflight', 'count', 1, words.io.inFlight],
  ['avgqu_sz', 'count', 1, words.io.queue],
  ['latency', 'seconds', MICRO, words.io.latency],
  ['read', 'bytesPerSecond', 1, words.io.read],
  ['write', 'bytesPerSecond', 1, words.io.write],
];

const EXCHANGE: readonly Row[] = [
  [/^(?:vif|pif)_(aggr)_rx$/, 'bytesPerSecond', 1, 'network', () => words.allReceived],
  [/^(?:vif|pif)_(aggr)_tx$/, 'bytesPerSecond', 1, 'network', () => words.allSent],
  [/^(?:vif|pif)_(.+)_rx$/, 'bytesPerSecond', 1, 'network', (...of) => words.received(nic(...of))],
  [/^(?:vif|pif)_(.+)_tx$/, 'bytesPerSecond', 1, 'network', (...of) => words.sent(nic(...of))],
  [/^(?:vif|pif)_(.+)_rx_errors$/, 'perSecond', 1, 'network', (...of) => words.receiveErrors(nic(...of))],
  [/^(?:vif|pif)_(.+)_tx_errors$/, 'perSecond', 1, 'network', (...of) => words.sendErrors(nic(...of))],
];

const ROWS: Record<Subject, readonly Row[]> = {
  host: [
    [/^(?:cpu_avg|avg_cpu)$/, 'share', 1, 'cpu', () => words.allCpus],
    [/^cpu(\d+)$/, 'share', 1, 'cpu', ([, at]) => words.cpu(at ?? '')],
    [/^cpu(\d+)-([CP])(\d+)$/, 'share', 1, 'cpuStates', ([, at, kind, state]) => words.cpuState(at, `${kind}${state}`)],
    [/^CPU(\d+)-avg-freq$/, 'megahertz', 1, 'cpuStates', ([, at]) => words.frequency(at ?? '')],
    [/^loadavg$/, 'count', 1, 'load', () => words.loadAverage],
    [/^hostload$/, 'count', 1, 'load', () => words.hostLoad],
    [/^running_vcpus$/, 'count', 1, 'load', () => words.runningVcpus],
    [/^running_domains$/, 'count', 1, 'load', () => words.runningDomains],
    [/^memory_total_kib$/, 'bytes', KIB, 'memory', () => words.memoryTotal],
    [/^memory_free_kib$/, 'bytes', KIB, 'memory', () => words.memoryUsed],
    [/^memory_reclaimed$/, 'bytes', 1, 'memory', () => words.memoryReclaimed],
    [/^memory_reclaimed_max$/, 'bytes', 1, 'memory', () => words.memoryReclaimable],
    [/^DCMI-power-reading$/, 'watts', 1, 'other', () => words.power],
    [/^Tapdisks_in_low_memory_mode$/, 'count', 1, 'storage', () => words.tapdisksShort],
    [/^xapi_memory_usage_kib$/, 'bytes', KIB, 'toolstack', () => words.xapiMemory],
    [/^xapi_free_memory_kib$/, 'bytes', KIB, 'toolstack', () => words.xapiFree],
    [/^xapi_live_memory_kib$/, 'bytes', KIB, 'toolstack', () => words.xapiLive],
    [/^xapi_allocation_kib$/, 'bytesPerSecond', KIB, 'toolstack', () => words.xapiAllocation],
    [/^xapi_open_fds$/, 'count', 1, 'toolstack', () => words.xapiFiles],
    [/^pool_session_count$/, 'count', 1, 'toolstack', () => words.sessions],
    [/^pool_task_count$/, 'count', 1, 'toolstack', () => words.tasks],
    [/^pool_session_creation_rate$/, 'perSecond', 1, 'toolstack', () => words.sessionRate],
    [/^pool_vgpu_migration_rate$/, 'perSecond', 1, 'toolstack', () => words.vgpuRate],
    [/^network\/latency$/, 'seconds', 1, 'latency', () => words.heartbeat],
    [/^xapi_healthcheck\/latency$/, 'seconds', 1, 'latency', () => words.healthCheck],
    [/^statefile\/(.+)\/latency$/, 'seconds', 1, 'latency', ([, uuid], names) => words.stateFile(sr(uuid, names))],
    [/^sr_(.+)_cache_size$/, 'bytes', 1, 'storage', ([, uuid], names) => words.cacheSize(sr(uuid, names))],
    [/^sr_(.+)_cache_hits$/, 'perSecond', 1, 'storage', ([, uuid], names) => words.cacheHits(sr(uuid, names))],
    [/^sr_(.+)_cache_misses$/, 'perSecond', 1, 'storage', ([, uuid], names) => words.cacheMisses(sr(uuid, names))],
    [/^gpu_memory_free_(.+)$/, 'bytes', 1, 'gpu', (...of) => words.gpuFree(gpu(...of))],
    [/^gpu_memory_used_(.+)$/, 'bytes', 1, 'gpu', (...of) => words.gpuUsed(gpu(...of))],
    [/^gpu_power_usage_(.+)$/, 'watts', MILLI, 'gpu', (...of) => words.gpuPower(gpu(...of))],
    [/^gpu_temperature_(.+)$/, 'celsius', 1, 'gpu', (...of) => words.gpuTemperature(gpu(...of))],
    [/^gpu_utilisation_compute_(.+)$/, 'share', 1, 'gpu', (...of) => words.gpuCompute(gpu(...of))],
    [/^gpu_utilisation_memory_io_(.+)$/, 'share', 1, 'gpu', (...of) => words.gpuMemoryIo(gpu(...of))],
    ...EXCHANGE,
    ...IO.map(([name, unit, factor, label]): Row => [
      new RegExp(`^${name}_([0-9a-f]{8})$`),
      unit,
      factor,
      unit === 'seconds' ? 'latency' : 'storage',
      ([, short], names) => words.of(label, sr(short, names)),
    ]),
  ],
  vm: [
    [/^cpu_usage$/, 'share', 1, 'cpu', () => words.allCpus],
    [/^cpu(\d+)$/, 'share', 1, 'cpu', ([, at]) => words.cpu(at ?? '')],
    [/^memory$/, 'bytes', 1, 'memory', () => words.memoryAllocated],
    [/^memory_target$/, 'bytes', 1, 'memory', () => words.memoryTarget],
    [/^memory_internal_free$/, 'bytes', KIB, 'memory', () => words.memoryUsedInside],
    [/^numa_nodes$/, 'count', 1, 'memory', () => words.numaNodes],
    [/^memory_numa_node_(\d+)$/, 'bytes', 1, 'memory', ([, node]) => words.memoryOnNode(node ?? '')],
    [/^runnable_vcpus$/, 'share', 1, 'cpuStates', () => words.waitingVcpus],
    [/^runnable_any$/, 'share', 1, 'cpuStates', () => words.waitingAny],
    [/^numa_node_nonaffine_vcpus$/, 'share', 1, 'cpuStates', () => words.awayFromNode],
    [/^runstate_(.+)$/, 'share', 1, 'cpuStates', ([, state]) => words.runStates[state ?? ''] ?? state ?? ''],
    ...EXCHANGE,
    ...IO.map(([name, unit, factor, label]): Row => [
      new RegExp(`^vbd_(.+?)_${name}$`),
      unit,
      factor,
      unit === 'seconds' ? 'latency' : 'disk',
      (...of) => words.of(label, disk(...of)),
    ]),
    [/^gpu(\d+)_fps$/, 'perSecond', 1, 'gpu', ([, at]) => words.guestFps(at ?? '')],
    [/^gpu(\d+)_utilisation$/, 'share', 1, 'gpu', ([, at]) => words.guestGpu(at ?? '')],
    [/^gpu(\d+)_temperature$/, 'celsius', 1, 'gpu', ([, at]) => words.guestTemperature(at ?? '')],
    [/^gpu(\d+)_memory_clock$/, 'megahertz', 1, 'gpu', ([, at]) => words.guestClock(at ?? '')],
  ],
  sr: [[/^physical_utilisation$/, 'bytes', 1, 'storage', () => words.spaceUsed]],
};

/** Units as toolstacks write them, for data sources that have no row of their own. */
const UNITS: Readonly<Record<string, readonly [Unit, number]>> = {
  '(fraction)': ['share', 1],
  '%': ['share', 0.01],
  B: ['bytes', 1],
  KiB: ['bytes', KIB],
  MiB: ['bytes', MIB],
  'B/s': ['bytesPerSecond', 1],
  'KiB/s': ['bytesPerSecond', KIB],
  'MiB/s': ['bytesPerSecond', MIB],
  s: ['seconds', 1],
  ms: ['seconds', MILLI],
  μs: ['seconds', MICRO],
  us: ['seconds', MICRO],
  ns: ['seconds', 1e-9],
  's/s': ['share', 1],
  W: ['watts', 1],
  mW: ['watts', MILLI],
  '°C': ['celsius', 1],
  MHz: ['megahertz', 1],
};

/** A data source in words, with the unit and scale of its readings. `units`: as the pool tells them, where it did. */
export function sourceWords(subject: Subject, name: string, names: DeviceNames, units = ''): SourceWords {
  const told = UNITS[units] ?? (units.endsWith('/s') ? (['perSecond', 1] as const) : undefined);
  for (const [pattern, unit, factor, group, label] of ROWS[subject]) {
    const match = pattern.exec(name);
    if (match === null) continue;
    // What is a latency here was told in milliseconds by some toolstacks and in microseconds by others.
    const scale = told?.[0] === unit ? told[1] : factor;
    return { label: label(match, names), unit, factor: scale, group };
  }
  const [unit, factor] = told ?? (['count', 1] as const);
  return { label: name.replaceAll('_', ' '), unit, factor, group: 'other' };
}
