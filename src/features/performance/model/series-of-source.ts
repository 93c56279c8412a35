import type { Unit } from '../../../ui/chart/time/units';
import { single } from './graph';
import type { GraphSeries, Owner } from './graph';
import { sourceWords } from './source-words';
import type { DeviceNames } from './source-words';

export interface SourceSeries {
  readonly series: GraphSeries;
  readonly unit: Unit;
}

/**
 * What a data source draws. Free memory is drawn as used memory, as XenCenter does (DataSet.cs): its graphs name it so.
 * @param units as the pool tells them; empty: not known
 */
export function seriesOfSource(owner: Owner, name: string, names: DeviceNames, units = ''): SourceSeries {
  const { label, unit, factor } = sourceWords(owner.subject, name, names, units);
  const series = single({ owner, name }, label, factor);
  const total = TOTALS[`${owner.subject} ${name}`];
  if (total === undefined) return { series, unit };
  const whole = { owner, name: total };
  const { factor: scale } = sourceWords(owner.subject, total, names);
  return {
    unit,
    series: { ...series, picks: [whole, ...series.picks], factors: [scale, factor], combine: 'rest' },
  };
}

/** What free memory is taken from. */
const TOTALS: Readonly<Record<string, string>> = {
  'host memory_free_kib': 'memory_total_kib',
  'vm memory_internal_free': 'memory',
};
