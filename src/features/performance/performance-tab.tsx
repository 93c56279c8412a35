import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { ChartLine, FileSpreadsheet, Table2 } from 'lucide-react';
import { IconButton } from '../../ui/actions/button';
import { createTimeCursor } from '../../ui/chart/time/cursor';
import { timeCsv } from '../../ui/chart/time/time-csv';
import { TimeOverview } from '../../ui/chart/time/time-overview';
import type { TimeChartSpec, TimeMark, TimeWindow } from '../../ui/chart/time/time-spec';
import { Banner } from '../../ui/feedback/banner';
import { EmptyState } from '../../ui/feedback/empty-state';
import { announce } from '../../ui/feedback/live-region';
import { csvFile } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import type { ClassName } from '../../xapi/datamodel/ref';
import { spanOf } from '../../xapi/rrd/archives';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { useAlertRows } from '../notifications';
import { nameOf, useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { useServerNow } from '../values';
import { useReadings } from './data/use-readings';
import type { Readings } from './data/use-readings';
import { defaultGraphs, GRAPH_CLASSES } from './model/default-graphs';
import { courseOf } from './model/graph';
import type { Graph } from './model/graph';
import { marksOf } from './model/marks';
import styles from './performance.module.css';
import { texts } from './texts';
import { EventList } from './view/event-list';
import { specOf } from './view/specs';
import { archiveBefore, archiveOf, overviewArchive, viewOfWindow, windowOf } from './view/time-shown';
import { TimeBar } from './view/time-bar';
import { useView } from './view/use-view';
import { LEAST_S } from './view/view-words';
import type { PerformanceView } from './view/view-words';

// The library that draws comes beside the measurements: times and overview do not wait for it.
const cards = import('./view/graph-card');
const GraphCard = lazy(async () => ({ default: (await cards).GraphCard }));

export interface PerformanceTabProps {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
}

/** What an object does and did, as graphs over any time that its servers keep. */
export function PerformanceTab({ id, kind }: PerformanceTabProps) {
  const [view, change] = useView();
  const [cursor] = useState(createTimeCursor);
  const graphs = useGraphs(kind, id.ref);
  // Of times of their own, which archive knows them hangs on how long ago they were.
  const nowS = useServerNow(60_000) / 1000;
  const shown = useShown(view, graphs, nowS);
  const marks = useMarks(kind, id.ref, shown.window);
  const name = useDerived(
    NAME_CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, id.class, id.ref) ?? '', [id]),
  );

  const { readings, window, before } = shown;
  const { table, endS } = readings;
  const lastS = endS ?? nowS;
  const onWindow = useCallback(
    (next: TimeWindow) => change(viewOfWindow(next, lastS, table.stepS)),
    [change, lastS, table.stepS],
  );
  const specs = useMemo(
    () => graphs.map((graph) => specOf(graph, table, window, marks, before)),
    [graphs, table, window, marks, before],
  );
  const isSilent = readings.isAnswered && readings.told === 0 && endS === null;
  if (graphs.length === 0 || isSilent) {
    return (
      <EmptyState
        icon={<ChartLine size={24} />}
        title={texts.noData}
        action={kind === 'vm' ? <CommandButton command="vm.start" id={id} /> : null}
      >
        {kind === 'vm' ? texts.noDataText.vm : kind === 'host' ? texts.noDataText.server : texts.noDataText.other}
      </EmptyState>
    );
  }
  const note = texts.averages[table.stepS] ?? '';
  return (
    <div className={styles['tab']}>
      <TimeBar
        view={view}
        window={window}
        onLast={(next) => change({ lastS: next, fromS: 0, toS: 0 })}
        onWindow={onWindow}
      >
        <IconButton
          label={texts.asTable}
          icon={<Table2 />}
          pressed={view.isTable}
          onPress={() => change({ isTable: !view.isTable })}
        />
        <IconButton label={texts.saveAll} icon={<FileSpreadsheet />} onPress={() => saveAll(name, specs)} />
      </TimeBar>
      <Overview view={view} graphs={graphs} nowS={nowS} window={window} onWindow={onWindow} />
      <WhoTells readings={readings} />
      <div className={styles['graphs']}>
        {specs.map((spec) =>
          readings.isAnswered ? (
            <Suspense key={spec.id} fallback={<CardPending title={spec.title} />}>
              <GraphCard
                spec={spec}
                note={note}
                cursor={cursor}
                isTable={view.isTable}
                objectName={name}
                onWindow={onWindow}
                entries={NO_ENTRIES}
              />
            </Suspense>
          ) : (
            <CardPending key={spec.id} title={spec.title} />
          ),
        )}
      </div>
      <EventList marks={marks} cursor={cursor} />
    </div>
  );
}

function saveAll(name: string, specs: readonly TimeChartSpec[]): void {
  const file = `${name}.csv`;
  saveFile(file, csvFile(timeCsv(specs)));
  announce(texts.saved(file));
}

function CardPending({ title }: { readonly title: string }) {
  return (
    <div className={styles['pending']} aria-busy="true">
      {title}
    </div>
  );
}

const NO_ENTRIES = [] as const;
const NAME_CLASSES: readonly ClassName[] = ['pool', 'host', 'VM', 'SR', 'network', 'PGPU', 'GPU_group', 'PCI'];

function useGraphs(kind: ObjectKind, ref: string): readonly Graph[] {
  const select = useCallback((inventory: Inventory) => defaultGraphs(inventory, kind, ref), [kind, ref]);
  return useDerived(GRAPH_CLASSES, select, sameGraphs);
}

const sameGraphs = (a: readonly Graph[], b: readonly Graph[]): boolean => JSON.stringify(a) === JSON.stringify(b);

function useShown(view: PerformanceView, graphs: readonly Graph[], nowS: number) {
  const archive = archiveOf(view, nowS);
  const isNew = view.lastS !== null || view.toS > nowS - 2 * archive.stepS;
  const readings = useReadings(graphs, { archive, withTail: isNew });
  const earlier = useReadings(graphs, { archive: view.isCompared ? archiveBefore(view, nowS) : null, withTail: false });
  const endS = readings.endS ?? nowS;
  const window = useMemo(() => windowOf(view, endS), [view, endS]);
  return { readings, window, before: view.isCompared ? earlier.table : null };
}

function useMarks(kind: ObjectKind, ref: string, window: TimeWindow): readonly TimeMark[] {
  const alerts = useAlertRows();
  const select = useCallback((inventory: Inventory) => marksOf(inventory, alerts, kind, ref), [alerts, kind, ref]);
  const all = useDerived(MARK_CLASSES, select, sameMarks);
  return useMemo(() => all.filter(({ timeS }) => timeS >= window.fromS && timeS <= window.toS), [all, window]);
}

const MARK_CLASSES: readonly ClassName[] = ['VM'];

const sameMarks = (a: readonly TimeMark[], b: readonly TimeMark[]): boolean =>
  a.length === b.length && a.every((mark, at) => mark.id === b[at]?.id && mark.label === b[at].label);

interface OverviewProps {
  readonly view: PerformanceView;
  readonly graphs: readonly Graph[];
  readonly nowS: number;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
}

/** A longer time, by the first series of the first graph. */
function Overview({ view, graphs, nowS, window, onWindow }: OverviewProps) {
  const archive = overviewArchive(view, nowS);
  const [first] = graphs;
  const series = first?.series[0];
  const asked = useMemo(() => (first && series ? [{ ...first, series: [series] }] : []), [first, series]);
  const { table } = useReadings(asked, { archive, withTail: false });
  const course = useMemo(() => (series === undefined ? null : courseOf(series, table)), [series, table]);
  const toS = Math.max(window.toS, table.times.at(-1) ?? 0);
  const span = useMemo(() => ({ fromS: toS - spanOf(archive), toS }), [toS, archive]);
  return (
    <TimeOverview
      course={course}
      span={span}
      window={window}
      leastS={LEAST_S}
      labels={OVERVIEW_LABELS}
      onWindow={onWindow}
    />
  );
}

const { from, to, window: whole } = texts.overview;
const OVERVIEW_LABELS = { from, to, window: whole };

function WhoTells({ readings }: { readonly readings: Readings }) {
  const { asked, told, isAnswered } = readings;
  if (!isAnswered || told === asked) return null;
  return <Banner tone="warning" title={told === 0 ? texts.noneTold : texts.told(told, asked)} />;
}
