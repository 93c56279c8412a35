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
 * What the newest row says about each server and machine, by uuid. The processors of a machine are averaged, its memory
 * is what the guest uses, and traffic goes both ways (XenCenter's rules).
 */
export function liveFigures({ columns }: Readings): ReadonlyMap<string, LiveFigures> {
  const sums = new Map<string, Sums>();
  for (const column of columns) {
    const value = newest(column);
    if (column.subject === 'sr' || value === null) continue;
    let sum = sums.get(column.uuid);
    if (!sum) {
      sum = { cpu: 0, cpus: 0, memory: null, free: null, total: null, disk: null, network: null };
      sums.set(column.uuid, sum);
    }
    add(sum, column, value);
  }
  return new Map([...sums].map(([uuid, sum]) => [uuid, figuresOf(sum)]));
}

function newest({ values }: Column): number | null {
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    if (value !== undefined && Number.isFinite(value)) return value;
  }
  return null;
}

function add(sum: Sums, { subject, name }: Column, value: number): void {
  if (/^cpu\d+$/.test(name)) {
    sum.cpu += value;
    sum.cpus++;
  } else if (subject === 'vm') {
    if (name === 'memory') sum.total = value;
    else if (name === 'memory_internal_free') sum.free = value * KIB;
    else if (/^vbd_.+_(?:read|write)$/.test(name) && !/_io_throughput_|_iops_/.test(name))
      sum.disk = (sum.disk ?? 0) + value;
    else if (/^vif_\d+_[rt]x$/.test(name)) sum.network = (sum.network ?? 0) + value;
  } else if (name === 'memory_total_kib') sum.total = value * KIB;
  else if (name === 'memory_free_kib') sum.free = value * KIB;
  else if (/^pif_eth\d+_[rt]x$/.test(name)) sum.network = (sum.network ?? 0) + value;
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
