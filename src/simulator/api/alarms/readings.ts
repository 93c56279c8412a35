import type { Ref } from '../../../xapi/datamodel/ref';
import { STEP_S, type Axis } from '../metrics/archives';
import { valuesOf } from '../metrics/column';
import type { Rrd, Statistics } from '../metrics/statistics';
import { isHostLive } from '../vm/boot-check';
import { usedBytes } from '../vdi/growth';
import type { World } from '../world';
import type { Measure, Variable } from './config';

/** An object with alarms, by the class that messages name. */
export type Watched =
  | { readonly cls: 'VM'; readonly ref: Ref<'VM'> }
  | { readonly cls: 'Host'; readonly ref: Ref<'host'> }
  | { readonly cls: 'SR'; readonly ref: Ref<'SR'> };

/** The readings that perfmon looks at: means of a minute. */
export const ROW_S = 60;

/**
 * What is in use of the control domain, as a share: its root file system (4 of 18 GB, as the disk-space plug-in has
 * it), its log partition and its memory (assumptions). They do not change.
 */
const DOM0_USAGE: Readonly<Record<Exclude<Measure, 'get_percent_sr_usage'>, number>> = {
  get_percent_fs_usage: 0.23,
  get_percent_log_fs_usage: 0.04,
  get_percent_mem_usage: 0.41,
};

/** The value of a variable that is always the same; undefined for all others. */
export function fixedValue({ consolidation }: Variable): number | undefined {
  return (DOM0_USAGE as Readonly<Record<string, number>>)[consolidation];
}

/** Row and uuid of an object; undefined when it has gone. */
export function rowOf(
  { db }: World,
  { cls, ref }: Watched,
): { readonly uuid: string; readonly other_config: Readonly<Record<string, string>> } | undefined {
  if (cls === 'VM') return db.get('VM', ref);
  return cls === 'Host' ? db.get('host', ref) : db.get('SR', ref);
}

/** The values of a variable along an axis, oldest first; null while nobody measures the object. */
export function readings(
  world: World,
  statistics: Statistics,
  on: Watched,
  variable: Variable,
  axis: Axis,
): readonly number[] | null {
  if (!isMeasured(world, on)) return null;
  const fixed = on.cls === 'SR' ? usageOf(world, on.ref, variable) : fixedValue(variable);
  if (fixed !== undefined) return Array.from({ length: axis.rows }, () => fixed);
  return consolidated(statistics, rrdOf(statistics, on), variable, axis);
}

/** Servers that are up measure themselves, what runs on them, and what they have attached. */
function isMeasured(world: World, { cls, ref }: Watched): boolean {
  const { db } = world;
  if (cls === 'SR') return db.row('SR', ref).PBDs.some((pbd) => db.row('PBD', pbd).currently_attached);
  if (cls === 'VM' && db.row('VM', ref).power_state !== 'Running') return false;
  const host = db.get('host', cls === 'Host' ? ref : db.row('VM', ref).resident_on);
  return host !== undefined && isHostLive(world, host);
}

function usageOf(world: World, ref: Ref<'SR'>, { consolidation }: Variable): number | undefined {
  if (consolidation !== 'get_percent_sr_usage') return undefined;
  const row = world.db.row('SR', ref);
  return row.physical_size > 0 ? usedBytes(world, ref, row) / row.physical_size : 0;
}

function rrdOf(statistics: Statistics, { cls, ref }: Watched): Rrd {
  if (cls === 'VM') return statistics.vm(ref);
  return cls === 'Host' ? statistics.host(ref) : statistics.sr(ref);
}

function consolidated(statistics: Statistics, rrd: Rrd, variable: Variable, axis: Axis): readonly number[] {
  const archive = { cf: 'AVERAGE', rows: axis.rows, pdps: ROW_S / STEP_S, xff: axis.xff } as const;
  const columns = statistics
    .columns(rrd, archive, axis, ({ name }) => variable.pattern.test(name))
    .map((column) => valuesOf(column, axis.rows));
  return Array.from({ length: axis.rows }, (_, at) => {
    const values = columns.map((column) => column[axis.rows - 1 - at] ?? NaN);
    if (variable.consolidation === 'max') return Math.max(...values);
    const sum = values.reduce((total, value) => total + value, 0);
    return variable.consolidation === 'average' ? sum / values.length : sum;
  });
}
