import { HEAVEN_DX11, HEAVEN_OPENGL, type GpuWorkload } from '../../physics/gpu/workloads';
import type { MemoryWork } from '../../physics/lifecycle';
import {
  FASTEST,
  WORKLOADS,
  type DiskWork,
  type GpuWork,
  type NetworkWork,
  type Workload,
  type WorkloadName,
  type WorkPattern,
} from '../../physics/workloads';

/** The key of `VM.other_config` that says what a guest does. */
export const WORKLOAD_KEY = 'workload';

const PATTERNS: ReadonlySet<string> = new Set<WorkPattern>(['constant', 'steady', 'office', 'nightly']);
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const APIS: Readonly<Record<string, GpuWorkload>> = { opengl: HEAVEN_OPENGL, dx11: HEAVEN_DX11 };
const LONGEST = 500;

/**
 * What a text such as `storage-test block=64k depth=32 write=30 random` asks for: a name of a workload, then what is
 * different about it.
 *
 * - `block=` size of a request, `rate=` bytes a second of each disk, or of each interface of a guest that only uses
 *   the network (`max`: as fast as it can), both with k, m or g
 * - `streams=` over which an interface does what it does, `incoming` or `outgoing` what it does more of
 * - `depth=` requests in flight, `write=` per cent of them that are writes, `random` or `sequential`
 * - `new=` per cent of what it writes that goes where nothing was, which makes thin disks grow; a test without it writes
 *   all over its disks
 * - `cpu=` per cent of its virtual CPUs, `pattern=` constant, steady, office or nightly
 * - `dirty=` bytes of memory changed a second, `working-set=` bytes that it changes again and again: a migration sends
 *   these more than once
 * - of a benchmark of GPUs `resolution=` such as 1920x1080, `api=` opengl or dx11, `sessions=` how many at once
 *
 * Null when it is none; such a guest does what guests do that nobody has told anything.
 */
export function readWorkload(text: string): Workload | null {
  let workload = known.get(text);
  if (workload === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, (workload = parsed(text)));
  }
  return workload;
}

/** Many guests are told the same, each time that somebody asks what they do. */
const known = new Map<string, Workload | null>();
const MOST_KNOWN = 100;

function parsed(text: string): Workload | null {
  const [name = '', ...options] = text.slice(0, LONGEST).trim().toLowerCase().split(/\s+/);
  if (!Object.hasOwn(WORKLOADS, name)) return null;
  let workload: Workload | null = WORKLOADS[name as WorkloadName];
  for (const option of options) workload = workload === null ? null : withOption(workload, option);
  return workload;
}

function withOption(workload: Workload, option: string): Workload | null {
  const [key = '', value = ''] = option.split('=', 2);
  switch (key) {
    case 'random':
    case 'sequential':
      return withDisk(workload, { isRandom: key === 'random' });
    case 'incoming':
    case 'outgoing':
      return withNetwork(workload, workload.network === null ? {} : towards(workload.network, key));
    case 'block':
      return withNumber(bytesOf(value), 512, 4 * 1024 ** 2, (requestBytes) => withDisk(workload, { requestBytes }));
    case 'depth':
      return withNumber(Number(value), 1, 1024, (queueDepth) => withDisk(workload, { queueDepth }));
    case 'write':
      return withNumber(Number(value), 0, 100, (percent) => withDisk(workload, { writeShare: percent / 100 }));
    case 'new':
      return withNumber(Number(value), 0, 100, (percent) => withDisk(workload, { newShare: percent / 100 }));
    case 'rate':
      return withNumber(value === 'max' ? Infinity : bytesOf(value), 0, Infinity, (bytesPerS) =>
        workload.disk === null && workload.network !== null
          ? withNetwork(workload, atRate(workload.network, bytesPerS))
          : withDisk(workload, { bytesPerS }),
      );
    case 'streams':
      return withNumber(Number(value), 1, 1024, (streams) => withNetwork(workload, { streams: Math.floor(streams) }));
    case 'cpu':
      return withNumber(Number(value), 0, 100, (percent) => ({ ...workload, cpu: percent / 100 }));
    case 'resolution':
      return withScreen(workload, /^(\d{3,4})x(\d{3,4})$/.exec(value));
    case 'api':
      return Object.hasOwn(APIS, value) ? withGpu(workload, { program: APIS[value] ?? HEAVEN_OPENGL }) : null;
    case 'sessions':
      return withNumber(Number(value), 1, 32, (sessions) => withGpu(workload, { sessions: Math.floor(sessions) }));
    case 'dirty':
      return withNumber(bytesOf(value), 0, Infinity, (dirtyBytesPerS) => withMemory(workload, { dirtyBytesPerS }));
    case 'working-set':
      return withNumber(bytesOf(value), 0, Infinity, (workingSetBytes) => withMemory(workload, { workingSetBytes }));
    case 'pattern':
      return PATTERNS.has(value) ? { ...workload, pattern: value as WorkPattern } : null;
    default:
      return null;
  }
}

function withDisk(workload: Workload, change: Partial<DiskWork>): Workload {
  const base = workload.disk ?? WORKLOADS['storage-test'].disk;
  return base === null ? workload : { ...workload, disk: { ...base, ...change } };
}

function withNetwork(workload: Workload, change: Partial<NetworkWork>): Workload | null {
  return workload.network === null ? null : { ...workload, network: { ...workload.network, ...change } };
}

/** The same work, with more of it in a direction. */
function towards(
  { receivedBytesPerS: received, sentBytesPerS: sent }: NetworkWork,
  direction: 'incoming' | 'outgoing',
): Partial<NetworkWork> {
  const [less, more] = received < sent ? [received, sent] : [sent, received];
  return direction === 'incoming'
    ? { receivedBytesPerS: more, sentBytesPerS: less }
    : { receivedBytesPerS: less, sentBytesPerS: more };
}

/** The same work at a rate: what it does more of has that. */
function atRate({ receivedBytesPerS: received, sentBytesPerS: sent }: NetworkWork, rate: number): Partial<NetworkWork> {
  const factor = Math.min(rate, FASTEST) / Math.max(received, sent);
  return { receivedBytesPerS: received * factor, sentBytesPerS: sent * factor };
}

function withGpu(workload: Workload, change: Partial<GpuWork>): Workload | null {
  return workload.gpu === null ? null : { ...workload, gpu: { ...workload.gpu, ...change } };
}

function withMemory(workload: Workload, change: Partial<MemoryWork>): Workload {
  return { ...workload, memory: { ...workload.memory, ...change } };
}

function withScreen(workload: Workload, match: RegExpExecArray | null): Workload | null {
  return match === null ? null : withGpu(workload, { screen: { width: Number(match[1]), height: Number(match[2]) } });
}

function withNumber(
  value: number,
  least: number,
  most: number,
  change: (value: number) => Workload | null,
): Workload | null {
  return value >= least && value <= most ? change(value) : null;
}

function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)$/.exec(text);
  return match === null ? NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? NaN);
}
