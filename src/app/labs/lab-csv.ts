import type { LabFinding } from '../../control/labs/lab';
import { CHART_COLUMNS, chartRows } from '../../ui/chart/chart-csv';
import { csvText } from '../../ui/files/csv';
import type { LabRun } from './runs';
import { texts } from './texts';

/** Everything that runs gave as one table: all figures of all charts, then the findings in words. */
export function labCsv(runs: readonly { readonly run: LabRun; readonly name: string }[]): string {
  return csvText([
    CHART_COLUMNS,
    ...chartRows(runs.flatMap(({ run, name }) => run.result.charts.map((spec) => ({ spec, subtitle: name })))),
    ...runs.flatMap(({ run, name }) => run.result.findings.flatMap((finding) => findingRows(name, finding))),
  ]);
}

function findingRows(run: string, { what, measured, published, source }: LabFinding): readonly (readonly string[])[] {
  const row = (kind: string, value: string, from: string) => [
    ...[texts.findings.title, run, '', '', kind, what, '', value, '', from],
  ];
  return [
    row('measured', measured, ''),
    ...(published === undefined ? [] : [row('published', published, source ?? '')]),
  ];
}
