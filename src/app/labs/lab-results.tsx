import { FileSpreadsheet } from 'lucide-react';
import { memo, Suspense, useMemo } from 'react';
import type { Lab, LabChart } from '../../control/labs/lab';
import { Button } from '../../ui/actions/button';
import { frameOf } from '../../ui/chart/chart-spec';
import { announce } from '../../ui/feedback/live-region';
import { Skeleton } from '../../ui/feedback/skeleton';
import { csvFile } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { part } from '../../ui/parts/part';
import { FindingsTable } from './findings-table';
import { labCsv } from './lab-csv';
import styles from './labs.module.css';
import { runName } from './run-picker';
import type { LabRun } from './runs';
import { texts } from './texts';
import { WorldFiles } from './world-files';

const Chart = part(async () => (await import('../../ui/chart/chart')).Chart);

interface LabResultsProps {
  readonly lab: Lab;
  /** Those to be shown; several side by side. */
  readonly runs: readonly LabRun[];
}

/** What came out: charts, findings, worlds. It rests while another run goes on. */
export const LabResults = memo(function LabResults({ lab, runs }: LabResultsProps) {
  const named = useMemo(() => runs.map((run) => ({ run, name: runName(lab, run) })), [lab, runs]);
  const isComparing = named.length > 1;
  const chartIds = [...new Set(runs.flatMap(({ result }) => result.charts.map(({ id }) => id)))];
  const saveAll = (): void => {
    saveFile(`${lab.id}.csv`, csvFile(labCsv(named)));
    announce(texts.result.saved(`${lab.id}.csv`));
  };
  return (
    <>
      <section aria-labelledby="lab-charts">
        <div className={styles['sectionHead']}>
          <h2 id="lab-charts" className={styles['sectionTitle']}>
            {texts.result.charts}
          </h2>
          <Button size="small" variant="quiet" icon={<FileSpreadsheet />} onPress={saveAll}>
            {texts.result.exportAll}
          </Button>
        </div>
        <div className={isComparing ? styles['charts'] : styles['grid']}>
          {chartIds.map((id) => (
            <SideBySide
              key={id}
              lab={lab}
              charts={named.map(({ run, name }) => ({
                id: run.id,
                name: isComparing ? name : undefined,
                chart: run.result.charts.find((chart) => chart.id === id),
              }))}
            />
          ))}
        </div>
      </section>
      <FindingsTable runs={named.map(({ run, name }) => ({ id: run.id, name, findings: run.result.findings }))} />
      {named.map(({ run, name }) =>
        isComparing ? null : <WorldFiles key={`${run.id} ${name}`} worlds={run.result.worlds} />,
      )}
    </>
  );
});

interface SideBySideProps {
  readonly lab: Lab;
  readonly charts: readonly {
    readonly id: string;
    readonly name: string | undefined;
    readonly chart: LabChart | undefined;
  }[];
}

/** The same chart of several runs, over the same axes. */
function SideBySide({ lab, charts }: SideBySideProps) {
  const specs = charts.flatMap(({ chart }) => (chart === undefined ? [] : [chart]));
  const frame = useMemo(() => frameOf(specs), [specs]);
  const drawn = charts.map(({ id, name, chart }) =>
    chart === undefined ? (
      <p key={id} className={styles['missing']}>
        {name}: {texts.result.missing}
      </p>
    ) : (
      <Suspense key={id} fallback={<ChartPending />}>
        <Chart
          spec={chart}
          frame={frame}
          subtitle={name}
          fileName={[lab.id, chart.id, ...(id === '' ? [] : [id.replaceAll(/[^\w.-]+/g, '-')])].join('-')}
        />
      </Suspense>
    ),
  );
  return drawn.length > 1 ? <div className={styles['grid']}>{drawn}</div> : drawn;
}

function ChartPending() {
  return (
    <div className={styles['pending']}>
      <Skeleton lines={4} />
    </div>
  );
}
