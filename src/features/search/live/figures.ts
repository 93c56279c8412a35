import type { Column, Readings } from '../../../xapi/rrd/readings';
import type { LiveFigures } from '../query/read-live';

interface Sums {
  cpu: number;
  cpus: number;
  memory: number | null;
  free: number | null;
  total: number | null;
  disk: number | null;
  network: number | null;
}

const KIB = 1024;

/**
 * What a row, the newest unless told, says about each server and machine, by uuid. The processors of a machine are averaged, its memory
 * is what the guest uses, and traffic goes both ways (XenCenter's rules).
 */
export function liveFigures({ columns }: Readings, at?: number): ReadonlyMap<string, LiveFigures> {
  const sums = new Map<string, Sums>();
  for (const column of columns) {
    if (column.subject === 'sr') continue;
    const value = at === undefined ? newest(column) : column.values[at];
    if (value === undefined || !Number.isFinite(value)) continue;
    let sum = sums.get(column.uuid);
    if (!sum) {
      sum = { cpu: 0, cpus: 0, memory: null, free: null, total: null, disk: null, network: null };
      sums.set(column.uuid, sum);
    }
    add(sum, partOf(column.subject, column.name), value);
  }
  return new Map([...sums].map(([uuid, sum]) => [uuid, figuresOf(sum)]));
}

function newest({ values }: Column): number | undefined {
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return undefined;
}

type Part = 'cpu' | 'total' | 'totalKib' | 'freeKib' | 'disk' | 'network' | null;

/** What a data source is a part of, by its name: thousands of machines have the same ones. */
const parts = { host: new Map<string, Part>(), vm: new Map<string, Part>() };

function partOf(subject: keyof typeof parts, name: string): Part {
  const known = parts[subject].get(name);
  if (known !== undefined) return known;
  const part = subject === 'vm' ? partOfMachine(name) : partOfServer(name);
  parts[subject].set(name, part);
  return part;
}

function partOfMachine(name: string): Part {
  if (/^cpu\d+$/.test(name)) return 'cpu';
  if (name === 'memory') return 'total';
  if (name === 'memory_internal_free') return 'freeKib';
  if (/^vbd_.+_(?:read|write)$/.test(name) && !/_io_throughput_|_iops_/.test(name)) return 'disk';
  return /^vif_\d+_[rt]x$/.test(name) ? 'network' : null;
}

function partOfServer(name: string): Part {
  if (/^cpu\d+$/.test(name)) return 'cpu';
  if (name === 'memory_total_kib') return 'totalKib';
  if (name === 'memory_free_kib') return 'freeKib';
  return /^pif_eth\d+_[rt]x$/.test(name) ? 'network' : null;
}

function add(sum: Sums, part: Part, value: number): void {
  if (part === 'cpu') {
    sum.cpu += value;
    sum.cpus++;
  } else if (part === 'total') sum.total = value;
  else if (part === 'totalKib') sum.total = value * KIB;
  else if (part === 'freeKib') sum.free = value * KIB;
  else if (part !== null) sum[part] = (sum[part] ?? 0) + value;
}

function figuresOf({ cpu, cpus, free, total, disk, network }: Sums): LiveFigures {
  const memory = total !== null && free !== null ? Math.max(0, total - free) : null;
  return {
    ...(cpus > 0 ? { cpu: (cpu / cpus) * 100 } : {}),
    ...(memory === null ? {} : { memory }),
    ...(memory === null || total === null || total === 0 ? {} : { memoryShare: (memory / total) * 100 }),
    ...(disk === null ? {} : { disk }),
    ...(network === null ? {} : { network }),
  };
}
