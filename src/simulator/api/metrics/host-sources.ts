import { CPUS, DEVICES } from './host-device-sources';
import type { Server } from './server';
import { map, scaled, sum, type Series } from './series';
import { single, type Family, type SourceKind } from './source';

const KIB = 1024;

/** Uses of a server's key for loads of its own. */
const AGENT = 30;
const SESSIONS = 31;
const TASKS = 32;
const LATENCY = 33;

function gauge(
  pattern: string,
  description: string,
  units: string,
  value: (server: Server) => Series,
): SourceKind<Server> {
  return { pattern, description, units, type: 'GAUGE', value };
}

/** Source: xcp_rrdd.ml dss_pcpus, dss_hostload, dss_mem_host; rrdp_squeezed.ml; rrdp_dcmi.ml; xapi_stats.ml. */
const WHOLE = single<Server>([
  {
    pattern: 'cpu_avg',
    description: 'Average physical cpu usage',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: (server) => server.usage(),
  },
  {
    pattern: 'loadavg',
    description: 'Domain0 loadavg',
    units: '(fraction)',
    type: 'GAUGE',
    min: null,
    value: (server) => map(server.usage(), (usage) => 0.05 + 2 * usage),
  },
  gauge(
    'hostload',
    'Host load per physical cpu, where load refers to the number of vCPU(s) in running or runnable status.',
    '(fraction)',
    (server) => scaled(server.runningVcpus(), 1 / server.cpus),
  ),
  gauge('running_vcpus', 'The total number of running vCPUs per host', 'count', (server) => server.runningVcpus()),
  gauge('running_domains', 'The total number of running domains per host', 'count', (server) => server.runningGuests()),
  gauge('memory_total_kib', 'Total amount of memory in the host', 'KiB', (server) => server.totalMemoryBytes / KIB),
  gauge('memory_free_kib', 'Total amount of free memory', 'KiB', (server) =>
    map(server.usedMemoryBytes(), (bytes) => Math.max(0, server.totalMemoryBytes - bytes) / KIB),
  ),
  gauge('memory_reclaimed', 'Host memory reclaimed by squeezing', 'B', (server) => server.reclaimedBytes()),
  gauge('memory_reclaimed_max', 'Host memory that could be reclaimed by squeezing', 'B', (server) =>
    sum(server.reclaimedBytes(), server.reclaimableBytes()),
  ),
  {
    pattern: 'pif_aggr_rx',
    description: 'Bytes per second received on all physical interfaces',
    units: 'B/s',
    type: 'DERIVE',
    value: (server) => server.network().received,
  },
  {
    pattern: 'pif_aggr_tx',
    description: 'Bytes per second sent on all physical interfaces',
    units: 'B/s',
    type: 'DERIVE',
    value: (server) => server.network().sent,
  },
  {
    pattern: 'DCMI-power-reading',
    description: 'Host power usage reported by IPMI DCMI',
    units: 'W',
    type: 'GAUGE',
    min: null,
    max: 65534,
    value: (server) => map(server.usage(), (usage) => 90 + server.cpus * (1.5 + 5 * usage)),
  },
  {
    pattern: 'Tapdisks_in_low_memory_mode',
    description: 'Tapdisks in low memory mode',
    units: 'count',
    type: 'ABSOLUTE',
    value: (server) => server.dom0Memory().tapdisksInLowMemoryMode,
  },
  gauge('xapi_memory_usage_kib', 'Total memory allocated used by xapi daemon', 'KiB', (server) =>
    map(server.load(AGENT), (load) => 180_000 + 40_000 * load),
  ),
  gauge('xapi_free_memory_kib', 'Free memory available to the xapi daemon', 'KiB', (server) =>
    map(server.load(AGENT), (load) => 30_000 - 12_000 * load),
  ),
  gauge('xapi_live_memory_kib', 'Live memory used by xapi daemon', 'KiB', (server) =>
    map(server.load(AGENT), (load) => 60_000 + 25_000 * load),
  ),
  {
    pattern: 'xapi_allocation_kib',
    description: 'Memory allocation done by the xapi daemon',
    units: 'KiB',
    type: 'DERIVE',
    value: (server) => map(server.load(AGENT), (load) => 900 + 4_000 * load),
  },
  gauge('xapi_open_fds', 'Number of open file descriptors held by xapi', 'file descriptors', (server) =>
    map(server.load(AGENT), (load) => 70 + 30 * load),
  ),
]);

/** Only the coordinator counts for the pool. */
const POOL = single<Server>(
  [
    gauge('pool_session_count', 'Number of sessions', 'sessions', (server) =>
      map(server.load(SESSIONS), (load) => 6 + 10 * load),
    ),
    gauge('pool_task_count', 'Number of tasks', 'tasks', (server) => map(server.load(TASKS), (load) => 4 * load)),
    {
      pattern: 'pool_session_creation_rate',
      description: 'Sessions created per second',
      units: 'sessions/s',
      type: 'DERIVE',
      value: (server) => scaled(server.load(SESSIONS), 0.3),
    },
    {
      pattern: 'pool_vgpu_migration_rate',
      description: 'Number of vGPU migrations per second',
      units: 'migrations/s',
      type: 'ABSOLUTE',
      value: () => 0,
    },
  ],
  ({ isCoordinator }) => isCoordinator,
);

/** Seconds between heartbeats, while HA is on (rrdd_ha_stats.ml). */
const HA = single<Server>(
  [
    heartbeat('network/latency', 'Interval in seconds between the last two heartbeats', 0.8),
    heartbeat(
      'xapi_healthcheck/latency',
      'Turn-around time in seconds of the latest xapi status monitoring call',
      0.02,
    ),
  ],
  ({ isHaOn }) => isHaOn,
);

function heartbeat(pattern: string, description: string, seconds: number): SourceKind<Server> {
  const value = (server: Server): Series => map(server.load(LATENCY), (load) => seconds * (1 + 0.3 * load));
  return { pattern, description, units: 's', type: 'GAUGE', standard: false, min: null, value };
}

/** Every data source that a server can have. */
export const HOST_FAMILIES: readonly Family<Server>[] = [CPUS, WHOLE, ...DEVICES, POOL, HA];
