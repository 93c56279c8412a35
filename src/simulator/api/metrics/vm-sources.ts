import { anyWaits, RUNSTATES, type VcpuTime } from '../../physics/cpu/runstates';
import type { Guest } from './guest';
import type { Disk } from './guest-disk';
import type { Nic } from './guest-nic';
import type { VmOwner } from './vm-owner';
import { map, product, scaled, valueAt, type Series } from './series';
import { family, numbers, single, type Family, type SourceKind } from './source';

const MIB = 1024 * 1024;
const KIB = 1024;

function fraction(pattern: string, description: string, value: (owner: VmOwner) => Series): SourceKind<VmOwner> {
  return { pattern, description, units: '(fraction)', type: 'DERIVE', standard: false, max: 1, value };
}

/** What is so of the virtual CPUs of a VM together, row by row. */
function ofVcpus(pattern: string, description: string, share: (time: VcpuTime) => number): SourceKind<VmOwner> {
  return fraction(pattern, description, (owner) => {
    const { vcpus } = owner.guest;
    const waits = owner.shortage();
    return map(owner.usage(), (running, at) => share({ vcpus, running, waiting: waits[at] ?? 0 }));
  });
}

/** Of the whole VM. Source: xcp_rrdd.ml dss_vcpus, dss_mem_vms; defaults and bounds from the model. */
const WHOLE = single<VmOwner>([
  {
    pattern: 'cpu_usage',
    description: 'Domain CPU usage',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: (owner) => owner.usage(),
  },
  {
    pattern: 'memory',
    description: 'Memory currently allocated to VM',
    units: 'B',
    type: 'GAUGE',
    value: ({ guest }) => guest.memory().bytes,
  },
  {
    pattern: 'memory_target',
    description: 'Target of VM balloon driver',
    units: 'B',
    type: 'GAUGE',
    value: ({ guest }) => guest.memory().bytes,
  },
  {
    pattern: 'numa_nodes',
    description: 'Number of NUMA nodes that hold memory of the VM',
    units: 'count',
    type: 'GAUGE',
    standard: false,
    value: (owner) => owner.usedNodes(),
  },
  fraction('runnable_vcpus', 'Share of time that vCPUs are runnable and wait for a CPU', (owner) => owner.shortage()),
  ofVcpus('runnable_any', 'Share of time that any vCPU is runnable and waits for a CPU', anyWaits),
  fraction('numa_node_nonaffine_vcpus', 'Share of time that vCPUs run away from their NUMA node', (owner) =>
    owner.awayFromNodes(),
  ),
  ofVcpus('runstate_fullrun', 'Fraction of time that all VCPUs are running', RUNSTATES.fullrun),
  ofVcpus(
    'runstate_full_contention',
    'Fraction of time that all VCPUs are runnable (i.e., waiting for CPU)',
    RUNSTATES.full_contention,
  ),
  ofVcpus(
    'runstate_concurrency_hazard',
    'Fraction of time that some VCPUs are running and some are runnable',
    RUNSTATES.concurrency_hazard,
  ),
  ofVcpus('runstate_blocked', 'Fraction of time that all VCPUs are blocked or offline', RUNSTATES.blocked),
  ofVcpus(
    'runstate_partial_run',
    'Fraction of time that some VCPUs are running, and some are blocked',
    RUNSTATES.partial_run,
  ),
  ofVcpus(
    'runstate_partial_contention',
    'Fraction of time that some VCPUs are runnable and some are blocked',
    RUNSTATES.partial_contention,
  ),
]);

const VCPUS = family<VmOwner, number>(({ guest }) => numbers(guest.vcpus), String, [
  {
    pattern: 'cpu<i>',
    description: 'CPU<i> usage',
    units: '(fraction)',
    type: 'DERIVE',
    max: 1,
    value: (number, owner) => owner.guest.vcpu(number, owner.usage()),
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
      value: (owner) => {
        const { guest } = owner;
        const { bytes } = guest.memory();
        const usedMib = owner.dom0UsedMib();
        if (usedMib !== null) return map(usedMib, (mib, at) => Math.max(0, valueAt(bytes, at) / KIB - mib * KIB));
        const free = guest.freeShare();
        return typeof bytes === 'number' ? scaled(free, bytes / KIB) : scaled(product(free, bytes), 1 / KIB);
      },
    },
  ],
  ({ guest }) => guest.reports,
);

const NODES = family<VmOwner, number>((owner) => numbers(owner.numaNodes().length), String, [
  {
    pattern: 'memory_numa_node_<n>',
    description: 'Memory of the VM on NUMA node <n>',
    units: 'B',
    type: 'GAUGE',
    standard: false,
    value: (node, owner) => owner.numaNodes()[node] ?? 0,
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
      value: (nic) => nic.received(),
    },
    {
      pattern: 'vif_<n>_tx',
      description: "Bytes per second transmitted on virtual interface number '<n>'",
      units: 'B/s',
      type: 'DERIVE',
      value: (nic) => nic.sent(),
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
  const kind = { pattern: `vbd_<dev>_${suffix}`, description, units, type, value };
  return units === 'MiB/s' ? { ...kind, factor: 1 / MIB } : kind;
}

/** Source: rrdp_iostat.ml. */
const DISKS = family<VmOwner, Disk>(
  ({ guest }) => guest.disks,
  ({ device }) => device,
  [
    ofDisk('read', "Reads from device '<dev>' in B/s", 'B/s', 'DERIVE', (disk) => disk.does.read),
    ofDisk('write', "Writes to device '<dev>' in B/s", 'B/s', 'DERIVE', (disk) => disk.does.write),
    ofDisk(
      'read_latency',
      "Reads from device '<dev>' in microseconds",
      'μs',
      'GAUGE',
      (disk) => disk.does.readLatencyUs,
    ),
    ofDisk(
      'write_latency',
      "Writes to device '<dev>' in microseconds",
      'μs',
      'GAUGE',
      (disk) => disk.does.writeLatencyUs,
    ),
    ofDisk(
      'io_throughput_read',
      "Data read from the VDI of '<dev>', in MiB/s",
      'MiB/s',
      'ABSOLUTE',
      (disk) => disk.does.read,
    ),
    ofDisk(
      'io_throughput_write',
      "Data written to the VDI of '<dev>', in MiB/s",
      'MiB/s',
      'ABSOLUTE',
      (disk) => disk.does.write,
    ),
    ofDisk(
      'io_throughput_total',
      "All I/O on the VDI of '<dev>', in MiB/s",
      'MiB/s',
      'ABSOLUTE',
      (disk) => disk.does.moved,
    ),
    ofDisk('iops_read', "Read requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) => disk.does.reads),
    ofDisk('iops_write', "Write requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) => disk.does.writes),
    ofDisk('iops_total', "I/O requests per second on '<dev>'", 'requests/s', 'ABSOLUTE', (disk) => disk.does.requests),
    ofDisk('iowait', "Total I/O wait time per second on '<dev>'", 's/s', 'ABSOLUTE', (disk) => disk.does.inFlight),
    ofDisk(
      'inflight',
      "Number of I/O requests currently in flight on '<dev>'",
      'requests',
      'GAUGE',
      (disk) => disk.does.inFlight,
    ),
    ofDisk('latency', "Average I/O latency of '<dev>', in microseconds", 'μs', 'GAUGE', (disk) => disk.does.latencyUs),
    ofDisk('avgqu_sz', "Average I/O queue size of '<dev>'", 'requests', 'GAUGE', (disk) => disk.does.inFlight),
  ],
);

function inGuest(
  name: string,
  description: string,
  units: string,
  value: (gpu: SeenGpu) => Series,
): SourceKind<VmOwner, number> {
  const read = (number: number, { guest }: VmOwner): Series => {
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
