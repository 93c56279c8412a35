import type { GpuReadings } from './gpu-loads';
import type { Gpu, Server, ServerSr } from './server';
import type { Port } from './server-ports';
import { linear, map, scaled, sum, type Series } from './series';
import { family, numbers, type Family, type SourceKind, type SourceType } from './source';

const MIB = 1024 * 1024;

/** Uses of a server's key for loads of its own. */
const STATEFILE = 40;

/** How deep processors sleep, and how fast they run: shares of time that add up to one (xenpm). */
const C_STATES = 3;
const P_STATES = 2;

function stateShare(usage: Float64Array, state: number, kind: 'C' | 'P'): Float64Array {
  if (kind === 'P') return state === 0 ? linear(usage, 0.2, 0.8) : linear(usage, 0.8, -0.8);
  return state === 0 ? usage : scaled(linear(usage, 1, -1), state === 1 ? 0.3 : 0.7);
}

/** Source: xcp_rrdd.ml dss_pcpus; rrdp_xenpm.ml. */
export const CPUS = family<Server, number>((server) => numbers(server.cpus), String, [
  {
    pattern: 'cpu<i>',
    description: 'Physical cpu usage for cpu <i>',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: (number, server) => server.cpu(number),
  },
  {
    pattern: 'CPU<i>-avg-freq',
    description: 'Average frequency of CPU <i>',
    units: 'MHz',
    type: 'GAUGE',
    value: (number, server) => scaled(linear(server.cpu(number), 0.6, 0.4), server.speedMhz),
  },
]);

const SLEEPS = (['C', 'P'] as const).map((kind) =>
  family<Server, { readonly cpu: number; readonly state: number }>(
    (server) =>
      numbers(server.cpus).flatMap((cpu) =>
        numbers(kind === 'C' ? C_STATES : P_STATES).map((state) => ({ cpu, state })),
      ),
    ({ cpu, state }) => `${cpu}-${kind}${state}`,
    [
      {
        pattern: `cpu<i>-${kind}<n>`,
        description: `Proportion of time that a CPU spent in ${kind}-state: <i>`,
        units: '(fraction)',
        type: 'DERIVE',
        max: 1,
        value: ({ cpu, state }, server) => stateShare(server.cpu(cpu), state, kind),
      },
    ],
  ),
);

function ofPort(suffix: string, description: string, value: (port: Port) => Series): SourceKind<Server, Port> {
  const isError = suffix.endsWith('errors');
  return {
    pattern: `pif_<dev>_${suffix}`,
    description,
    units: isError ? 'err/s' : 'B/s',
    type: 'DERIVE',
    ...(isError && { standard: false }),
    value,
  };
}

const PORTS = family<Server, Port>(
  (server) => server.ports(),
  ({ device }) => device,
  [
    ofPort('rx', 'Bytes per second received on physical interface <dev>', (port) => port.received),
    ofPort('tx', 'Bytes per second sent on physical interface <dev>', (port) => port.sent),
    ofPort('rx_errors', 'Receive errors per second on physical interface <dev>', () => 0),
    ofPort('tx_errors', 'Transmit errors per second on physical interface <dev>', () => 0),
  ],
);

function ofSr(
  name: string,
  description: string,
  units: string,
  type: SourceType,
  value: (sr: ServerSr) => Series,
): SourceKind<Server, ServerSr> {
  return { pattern: `${name}_<sr8>`, description, units, type, value };
}

/** Mean latency of requests, microseconds. */
function latencyUs(time: Float64Array, requests: Float64Array): Float64Array {
  return map(time, (value, at) => ((requests[at] ?? 0) > 0 ? value / (requests[at] ?? 1) : 0));
}

/** Source: rrdp_iostat.ml; a server counts what its own guests do. */
const REPOSITORIES = family<Server, ServerSr>(
  (server) => server.repositories(),
  ({ uuid }) => uuid.slice(0, 8),
  [
    ofSr('read', 'Reads from SR <sr8>', 'B/s', 'DERIVE', (sr) => sr.read),
    ofSr('write', 'Writes to SR <sr8>', 'B/s', 'DERIVE', (sr) => sr.write),
    ofSr('read_latency', 'Average read latency of SR <sr8>, in microseconds', 'μs', 'GAUGE', (sr) =>
      latencyUs(sr.readTime, sr.reads),
    ),
    ofSr('write_latency', 'Average write latency of SR <sr8>, in microseconds', 'μs', 'GAUGE', (sr) =>
      latencyUs(sr.writeTime, sr.writes),
    ),
    ofSr('io_throughput_read', 'Data read from SR <sr8>, in MiB/s', 'MiB/s', 'ABSOLUTE', (sr) =>
      scaled(sr.read, 1 / MIB),
    ),
    ofSr('io_throughput_write', 'Data written to SR <sr8>, in MiB/s', 'MiB/s', 'ABSOLUTE', (sr) =>
      scaled(sr.write, 1 / MIB),
    ),
    ofSr('io_throughput_total', 'All I/O on SR <sr8>, in MiB/s', 'MiB/s', 'ABSOLUTE', (sr) =>
      scaled(sum(sr.read, sr.write), 1 / MIB),
    ),
    ofSr('iops_read', 'Read requests per second on SR <sr8>', 'requests/s', 'ABSOLUTE', (sr) => sr.reads),
    ofSr('iops_write', 'Write requests per second on SR <sr8>', 'requests/s', 'ABSOLUTE', (sr) => sr.writes),
    ofSr('iops_total', 'I/O requests per second on SR <sr8>', 'requests/s', 'ABSOLUTE', (sr) =>
      sum(sr.reads, sr.writes),
    ),
    ofSr('iowait', 'Total I/O wait time per second on SR <sr8>', 's/s', 'ABSOLUTE', (sr) => sr.inFlight),
    ofSr(
      'inflight',
      'Number of I/O requests currently in flight on SR <sr8>',
      'requests',
      'GAUGE',
      (sr) => sr.inFlight,
    ),
    ofSr('latency', 'Average I/O latency of SR <sr8>, in microseconds', 'μs', 'GAUGE', (sr) =>
      latencyUs(sum(sr.readTime, sr.writeTime), sum(sr.reads, sr.writes)),
    ),
    ofSr('avgqu_sz', 'Average I/O queue size of SR <sr8>', 'requests', 'GAUGE', (sr) => sr.inFlight),
  ],
);

/** Where a server caches reads on local storage. */
const CACHE = family<Server, string>(
  ({ localCacheUuid }) => (localCacheUuid === undefined ? [] : [localCacheUuid]),
  (uuid) => uuid,
  [
    cache('size', 'Size in bytes of the cache SR', 'B', (server) => server.localCacheBytes()),
    cache('hits', 'Hits per second of the cache', 'hits/s', (server) => server.localCache()?.hits ?? 0),
    cache('misses', 'Misses per second of the cache', 'misses/s', (server) => server.localCache()?.misses ?? 0),
  ],
);

/** Nothing is cached until a disk allows it. */
function cache(
  name: string,
  description: string,
  units: string,
  value: (server: Server) => Series,
): SourceKind<Server, string> {
  return {
    pattern: `sr_<sruuid>_cache_${name}`,
    description,
    units,
    type: 'GAUGE',
    value: (_uuid, server) => value(server),
  };
}

const STATEFILES = family<Server, string>(
  (server) => server.statefileSrs(),
  (uuid) => uuid,
  [
    {
      pattern: 'statefile/<sruuid>/latency',
      description: 'Turn-around time in seconds of the latest State-File access from the local host',
      units: 's',
      type: 'GAUGE',
      standard: false,
      min: null,
      value: (_uuid, server) => map(server.load(STATEFILE), (load) => 0.005 * (1 + 0.5 * load)),
    },
  ],
);

function ofGpu(
  name: string,
  description: string,
  units: string,
  value: (readings: GpuReadings) => Series,
): SourceKind<Server, Gpu> {
  return {
    pattern: `gpu_${name}_<pci>`,
    description,
    units,
    type: 'GAUGE',
    ...(units === '(fraction)' && { max: 1 }),
    value: ({ readings }) => value(readings),
  };
}

/** Source: xcp-rrdd-gpumon, gpumon_config.ml. */
const GPUS = family<Server, Gpu>(
  (server) => server.gpus(),
  ({ address }) => address,
  [
    ofGpu('memory_free', 'Unallocated framebuffer memory', 'B', ({ memoryBytes, usedBytes }) =>
      map(usedBytes, (used) => memoryBytes - used),
    ),
    ofGpu('memory_used', 'Allocated framebuffer memory', 'B', ({ usedBytes }) => usedBytes),
    ofGpu('power_usage', 'Power usage of this GPU', 'mW', ({ milliwatts }) => milliwatts),
    ofGpu('temperature', 'Temperature of this GPU', '°C', ({ celsius }) => celsius),
    ofGpu(
      'utilisation_compute',
      'Proportion of time over the past sample period during which a kernel was executing on this GPU',
      '(fraction)',
      ({ usage }) => usage,
    ),
    ofGpu(
      'utilisation_memory_io',
      'Proportion of time over the past sample period during which global memory was being read or written on this GPU',
      '(fraction)',
      ({ memoryUsage }) => memoryUsage,
    ),
  ],
);

/** What a server has once for each of its devices, beside its processors. */
export const DEVICES: readonly Family<Server>[] = [PORTS, REPOSITORIES, ...SLEEPS, CACHE, STATEFILES, GPUS];
