import type { Guest } from './guest';
import type { Disk } from './guest-disk';
import type { Nic } from './guest-nic';
import { map, product, scaled, sum, type Series } from './series';
import { family, numbers, single, type Family, type SourceKind } from './source';

const MIB = 1024 * 1024;
const KIB = 1024;

/** A VM, and what it gets of the processors it asks for. */
export interface VmOwner {
  readonly guest: Guest;
  readonly usage: () => Float64Array;
  /** How much of what it asks for it does not get, as a share. */
  readonly shortage: () => Float64Array;
  /** What a control domain uses of its memory, MiB; null for guests. */
  readonly dom0UsedMib: (() => Float64Array) | null;
  /** Its memory on each node of its server, bytes. */
  readonly numaNodes: () => readonly number[];
}

function fraction(
  pattern: string,
  description: string,
  value: (owner: VmOwner, usage: Float64Array) => Series,
): SourceKind<VmOwner> {
  const read = (owner: VmOwner): Series => value(owner, owner.usage());
  return { pattern, description, units: '(fraction)', type: 'DERIVE', standard: false, max: 1, value: read };
}

function allVcpus({ guest }: VmOwner, usage: Float64Array): Float64Array {
  return map(usage, (value) => value ** guest.vcpus);
}

function noVcpu({ guest }: VmOwner, usage: Float64Array): Float64Array {
  return map(usage, (value) => (1 - value) ** guest.vcpus);
}

/** Of the whole VM. Source: xcp_rrdd.ml dss_vcpus, dss_mem_vms; defaults and bounds from the model. */
const WHOLE = single<VmOwner>([
  {
    pattern: 'cpu_usage',
    description: 'Domain CPU usage',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: ({ usage }) => usage(),
  },
  {
    pattern: 'memory',
    description: 'Memory currently allocated to VM',
    units: 'B',
    type: 'GAUGE',
    value: ({ guest }) => guest.memoryBytes,
  },
  {
    pattern: 'memory_target',
    description: 'Target of VM balloon driver',
    units: 'B',
    type: 'GAUGE',
    value: ({ guest }) => guest.memoryBytes,
  },
  {
    pattern: 'numa_nodes',
    description: 'Number of NUMA nodes that hold memory of the VM',
    units: 'count',
    type: 'GAUGE',
    standard: false,
    value: ({ numaNodes }) => numaNodes().filter((bytes) => bytes > 0).length,
  },
  fraction('runnable_vcpus', 'Share of time that vCPUs are runnable and wait for a CPU', ({ shortage }) => shortage()),
  fraction('runnable_any', 'Share of time that any vCPU is runnable and waits for a CPU', ({ shortage }) => shortage()),
  fraction('numa_node_nonaffine_vcpus', 'Share of time that vCPUs run away from their NUMA node', () => 0),
  // The six states of all vCPUs together divide the time between them (Xen's domain_runstate).
  fraction('runstate_fullrun', 'Fraction of time that all VCPUs are running', allVcpus),
  fraction('runstate_full_contention', 'Fraction of time that all VCPUs are runnable (i.e., waiting for CPU)', () => 0),
  fraction(
    'runstate_concurrency_hazard',
    'Fraction of time that some VCPUs are running and some are runnable',
    () => 0,
  ),
  fraction('runstate_blocked', 'Fraction of time that all VCPUs are blocked or offline', noVcpu),
  fraction(
    'runstate_partial_run',
    'Fraction of time that some VCPUs are running, and some are blocked',
    (owner, usage) => {
      const full = allVcpus(owner, usage);
      const none = noVcpu(owner, usage);
      const waits = owner.shortage();
      return map(full, (value, at) => (1 - value - (none[at] ?? 0)) * (1 - (waits[at] ?? 0)));
    },
  ),
  fraction(
    'runstate_partial_contention',
    'Fraction of time that some VCPUs are runnable and some are blocked',
    (owner, usage) => {
      const full = allVcpus(owner, usage);
      const none = noVcpu(owner, usage);
      const waits = owner.shortage();
      return map(full, (value, at) => (1 - value - (none[at] ?? 0)) * (waits[at] ?? 0));
    },
  ),
]);

const VCPUS = family<VmOwner, number>(({ guest }) => numbers(guest.vcpus), String, [
  {
    pattern: 'cpu<i>',
    description: 'CPU<i> usage',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: ({ guest, usage }, number) => guest.vcpu(number, usage()),
  },
]);

/** Only guests whose tools report say how much they have left. */
const REPORTED = single<VmOwner>(
  [
    {
      pattern: 'memory_internal_free',
      description: 'Memory used as reported by the guest agent',
      units: 'KiB',
      type: 'GAUGE',
      value: ({ guest, dom0UsedMib }) => {
        const allKib = guest.memoryBytes / KIB;
        if (dom0UsedMib === null) return scaled(guest.freeShare(), allKib);
        return map(dom0UsedMib(), (usedMib) => Math.max(0, allKib - usedMib * KIB));
      },
    },
  ],
  ({ guest }) => guest.reports,
);

const NODES = family<VmOwner, number>(({ numaNodes }) => numbers(numaNodes().length), String, [
  {
    pattern: 'memory_numa_node_<n>',
    description: 'Memory of the VM on NUMA node <n>',
    units: 'B',
    type: 'GAUGE',
    standard: false,
    value: ({ numaNodes }, node) => numaNodes()[node] ?? 0,
  },
]);

/** Source: xcp_rrdd.ml dss_netdev; received and transmitted are the guest's. */
const NICS = family<VmOwner, Nic>(
  ({ guest }) => guest.nics,
  ({ device }) => device,
  [
    {
      pattern: 'vif_<n>_rx',
      description: "Bytes per second received on virtual interface number '<n>'",
      units: 'B/s',
      type: 'DERIVE',
      value: (_owner, nic) => nic.received(),
    },
    {
      pattern: 'vif_<n>_tx',
      description: "Bytes per second transmitted on virtual interface number '<n>'",
      units: 'B/s',
      type: 'DERIVE',
      value: (_owner, nic) => nic.sent(),
    },
    {
      pattern: 'vif_<n>_rx_errors',
      description: "Receive errors per second on virtual interface number '<n>'",
      units: 'err/s',
      type: 'DERIVE',
      standard: false,
      value: () => 0,
    },
    {
      pattern: 'vif_<n>_tx_errors',
      description: "Transmit errors per second on virtual interface number '<n>'",
      units: 'err/s',
      type: 'DERIVE',
      standard: false,
      value: () => 0,
    },
  ],
);

function ofDisk(
  suffix: string,
  description: string,
  units: string,
  type: 'GAUGE' | 'DERIVE' | 'ABSOLUTE',
  value: (disk: Disk) => Series,
): SourceKind<VmOwner, Disk> {
  return { pattern: `vbd_<dev>_${suffix}`, description, units, type, value: (_owner, disk) => value(disk) };
}

/** Source: rrdp_iostat.ml. */
const DISKS = family<VmOwner, Disk>(
  ({ guest }) => guest.disks,
  ({ device }) => device,
  [
    ofDisk('read', "Reads from device '<dev>' in B/s", 'B/s', 'DERIVE', (disk) => disk.read()),
    ofDisk('write', "Writes to device '<dev>' in B/s", 'B/s', 'DERIVE', (disk) => disk.write()),
    ofDisk('read_latency', "Reads from device '<dev>' in microseconds", 'μs', 'GAUGE', (disk) => disk.readLatencyUs()),
    ofDisk('write_latency', "Writes to device '<dev>' in microseconds", 'μs', 'GAUGE', (disk) => disk.writeLatencyUs()),
    ofDisk('io_throughput_read', "Data read from the VDI of '<dev>', in MiB/s", 'MiB/s', 'ABSOLUTE', (disk) =>
      scaled(disk.read(), 1 / MIB),
    ),
    ofDisk('io_throughput_write', "Data written to the VDI of '<dev>', in MiB/s", 'MiB/s', 'ABSOLUTE', (disk) =>
      scaled(disk.write(), 1 / MIB),
    ),
    ofDisk('io_throughput_total', "All I/O on the VDI of '<dev>', in MiB/s", 'MiB/s', 'ABSOLUTE', (disk) =>
      scaled(sum(disk.read(), disk.write()), 1 / MIB),
    ),
    ofDisk('iops_read', "Read requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) => disk.reads()),
    ofDisk('iops_write', "Write requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) => disk.writes()),
    ofDisk('iops_total', "I/O requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) =>
      sum(disk.reads(), disk.writes()),
    ),
    ofDisk('iowait', "Total I/O wait time per second on '<dev>'", 's/s', 'ABSOLUTE', (disk) => disk.inFlight()),
    ofDisk('inflight', "Number of I/O requests currently in flight on '<dev>'", 'requests', 'GAUGE', (disk) =>
      disk.inFlight(),
    ),
    ofDisk('latency', "Average I/O latency of '<dev>', in microseconds", 'μs', 'GAUGE', (disk) => meanLatencyUs(disk)),
    ofDisk('avgqu_sz', "Average I/O queue size of '<dev>'", 'requests', 'GAUGE', (disk) => disk.inFlight()),
  ],
);

function meanLatencyUs(disk: Disk): Float64Array {
  const time = sum(product(disk.reads(), disk.readLatencyUs()), product(disk.writes(), disk.writeLatencyUs()));
  const requests = sum(disk.reads(), disk.writes());
  return map(time, (value, at) => ((requests[at] ?? 0) > 0 ? value / (requests[at] ?? 1) : 0));
}

function inGuest(
  name: string,
  description: string,
  units: string,
  value: (gpu: SeenGpu) => Series,
): SourceKind<VmOwner, number> {
  const read = ({ guest }: VmOwner, number: number): Series => {
    const gpu = guest.gpus()[number];
    return gpu === undefined ? 0 : value(gpu);
  };
  const max = units === '(fraction)' ? { max: 1 } : {};
  return { pattern: `gpu<i>_${name}`, description, units, type: 'GAUGE', standard: false, ...max, value: read };
}

type SeenGpu = ReturnType<Guest['gpus']>[number];

/**
 * What only the driver inside of a guest knows, above all of a GPU that is passed through. A guest may offer data sources
 * of its own through a plug-in between domains (xcp-rrdd, rrd_interface.ml interdomain_uid); those of benchmarks do,
 * and nobody records them unless a client asks for it.
 */
const GPUS_IN_GUEST = family<VmOwner, number>(({ guest }) => numbers(guest.gpus().length), String, [
  inGuest('fps', 'Frames per second of all programs on GPU <i>', 'frames/s', ({ fps }) => fps),
  inGuest('utilisation', 'Share of time in which GPU <i> was busy', '(fraction)', ({ usage }) => usage),
  inGuest('temperature', 'Temperature of GPU <i>', '°C', ({ celsius }) => celsius),
  inGuest('memory_clock', 'Clock of the memory of GPU <i>', 'MHz', ({ memoryMhz }) => memoryMhz),
]);

/** Every data source that a VM can have. */
export const VM_FAMILIES: readonly Family<VmOwner>[] = [VCPUS, WHOLE, REPORTED, NODES, NICS, DISKS, GPUS_IN_GUEST];
