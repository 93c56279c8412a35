import type { TimeChartSpec, TimeMark, TimeSeries, TimeWindow } from '../../../ui/chart/time/time-spec';
import { courseOf } from '../model/graph';
import type { Graph, Table } from '../model/graph';
import { texts } from '../texts';

/** What charts draw of graphs: their series as far as anything is known, and those of the time before. */
export function specOf(
  graph: Graph,
  table: Table,
  window: TimeWindow,
  marks: readonly TimeMark[],
  before: Table | null,
): TimeChartSpec {
  const spanS = window.toS - window.fromS;
  const times = before?.times.map((timeS) => timeS + spanS);
  const series = graph.series.flatMap((each): TimeSeries[] => {
    const course = courseOf(each, table);
    const { id, name, colour } = each;
    const present: TimeSeries[] = [{ id, name, colour, ...(course ?? { ...NOTHING, stepS: table.stepS }) }];
    const earlier = before === null ? null : courseOf(each, before);
    if (earlier !== null && times !== undefined) {
      present.push({ ...earlier, id: `${id} before`, name: texts.compare.before(name), earlierOf: id, times });
    }
    return present;
  });
  return { id: graph.id, title: graph.title, unit: graph.unit, least: graph.least, series, window, marks };
}

const NOTHING = { times: new Float64Array(0), values: new Float64Array(0) };
