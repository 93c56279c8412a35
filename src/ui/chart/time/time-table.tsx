import chartStyles from '../chart.module.css';
import { readingAt, stopsOf } from './plot-rows';
import type { TimeChartSpec } from './time-spec';
import { momentText, zoneText } from './time-ticks';
import { formatReading } from './units';
import { chartTexts } from '../texts';

/** The readings of a chart as a table, the newest first. */
export function TimeTable({ spec, name }: { readonly spec: TimeChartSpec; readonly name: string }) {
  const { series, unit, window } = spec;
  const stepS = Math.min(Infinity, ...series.map((each) => each.stepS));
  const moments = stopsOf(series, window.fromS, window.toS).toReversed();
  return (
    // Scrolls, so the keyboard must reach it.
    <div className={chartStyles['tableFrame']} tabIndex={0} role="region" aria-label={chartTexts.tableOf(name)}>
      <table className={chartStyles['table']}>
        <thead>
          <tr>
            <th scope="col">{chartTexts.timeIn(zoneText(window.toS, window.aheadS))}</th>
            {series.map((each) => (
              <th key={each.id} scope="col" className={chartStyles['figure']}>
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {moments.map((timeS) => (
            <tr key={timeS}>
              <th scope="row" data-numeric="">
                {momentText(timeS, stepS, window.aheadS)}
              </th>
              {series.map((each) => (
                <td key={each.id} className={chartStyles['figure']} data-numeric="">
                  {formatReading(unit, readingAt(each, timeS))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
