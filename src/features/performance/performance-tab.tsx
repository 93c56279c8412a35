import { Suspense, useCallback, useMemo, useState } from 'react';
import { ChartLine, FileSpreadsheet, Table2 } from 'lucide-react';
import { IconButton } from '../../ui/actions/button';
import { createTimeCursor } from '../../ui/chart/time/cursor';
import { timeCsv } from '../../ui/chart/time/time-csv';
import { TimeOverview } from '../../ui/chart/time/time-overview';
import type { TimeChartSpec, TimeMark, TimeWindow } from '../../ui/chart/time/time-spec';
import { EmptyState } from '../../ui/feedback/empty-state';
import { announce } from '../../ui/feedback/live-region';
import { Spinner } from '../../ui/feedback/spinner';
import { SegmentedControl } from '../../ui/forms/radio-group';
import { csvFile } from '../../ui/files/csv';
import { saveFile } from '../../ui/files/save-file';
import { part } from '../../ui/parts/part';
import type { ClassName } from '../../xapi/datamodel/ref';
import { archiveSince } from '../../xapi/rrd/archives';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { useAlertRows } from '../notifications';
import { nameOf, useDerived } from '../objects';
import type { Inventory, ObjectKind } from '../objects';
import { formatCount, useServerNow } from '../values';
import { useCompared } from './compare/use-compared';
import { useReadings } from './data/use-readings';
import { DatapathView, stageGraphs, usePaths } from './datapath/datapath-view';
import { hasDatapath } from './datapath/paths';
import { courseOf } from './model/graph';
import type { Graph } from './model/graph';
import { marksOf, marksOfSeveral } from './model/marks';
import { GraphDialog } from './own/graph-dialog';
import type { OwnGraph } from './own/layout';
import { useGraphActions } from './own/use-graph-actions';
import type { GraphActions } from './own/use-graph-actions';
import { useOwnGraphs } from './own/use-own-graphs';
import type { OwnGraphs } from './own/use-own-graphs';
import styles from './performance.module.css';
import { texts } from './texts';
import { EventList } from './view/event-list';
import { GraphTools, NEW } from './view/graph-tools';
import { specOf } from './view/specs';
import { archiveBefore, archiveOf, overviewSpan, viewOfWindow, windowOf } from './view/time-shown';
import { TimeBar } from './view/time-bar';
import { useAhead } from './view/use-ahead';
import { useView } from './view/use-view';
import { WhoTells } from './view/who-tells';
import { LEAST_S } from './view/view-words';
import type { PerformanceView } from './view/view-words';

// The library that draws comes beside the measurements: times and overview do not wait for it.
const loadCards = () => import('./view/graph-card');
loadCards().catch(() => undefined);
const GraphCard = part(async () => (await loadCards()).GraphCard);

export interface PerformanceTabProps {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  /** Others of its kind that are selected with it, by reference: what all of them do stands in the same graphs. */
  readonly beside?: readonly string[];
}

const NOBODY: readonly string[] = [];

/** What an object does and did, as graphs over any time that its servers keep. */
export function PerformanceTab({ id, kind, beside = NOBODY }: PerformanceTabProps) {
  const [asked, change] = useView();
  const isOne = beside.length === 0;
  const view = useMemo<PerformanceView>(
    () => (isOne ? asked : { ...asked, others: beside, top: 0, part: 'graphs', graph: '' }),
    [isOne, asked, beside],
  );
  const [cursor] = useState(createTimeCursor);
  const own = useOwnGraphs(kind, id.ref, view.graph !== '');
  const compared = useCompared(kind, id.ref, view);
  const isPath = view.part === 'datapath' && hasDatapath(kind);
  const paths = usePaths(id, kind, isPath);
  const staged = useMemo(() => stageGraphs(paths, view.stage), [paths, view.stage]);
  const graphs = isPath ? staged : (compared ?? own.graphs);
  // Of times of their own, which archive knows them hangs on how long ago they were.
  const nowS = useServerNow(60_000) / 1000;
  const shown = useShown(view, graphs, nowS);
  const marks = useMarks(kind, id.ref, beside, shown.window, view.lastS !== null);
  const name = useDerived(
    NAME_CLASSES,
    useCallback(
      (inventory: Inventory) => {
        const own = nameOf(inventory, id.class, id.ref) ?? '';
        return isOne ? own : texts.compare.several(own, formatCount(beside.length));
      },
      [id, isOne, beside],
    ),
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
  const actions = useGraphActions(
    id,
    kind,
    own,
    useCallback((number: number) => change({ graph: String(number) }), [change]),
  );
  const entries = useMemo(
    () => (compared === null && !isPath ? own.graphs.map((graph, at) => actions.entriesFor(graph, at)) : []),
    [compared, isPath, own.graphs, actions],
  );
  const isSilent = readings.isAnswered && readings.told === 0 && endS === null;
  if (!isPath && (graphs.length === 0 || isSilent)) {
    // Of one whose server does not tell, nobody knows that.
    const neverRan = kind === 'vm' && isOne && readings.silent.length === 0;
    return (
      <>
        <WhoTells readings={readings} />
        <EmptyState
          icon={<ChartLine size={24} />}
          title={texts.noData}
          action={neverRan ? <CommandButton command="vm.start" id={id} /> : null}
        >
          {neverRan ? texts.noDataText.vm : kind === 'host' ? texts.noDataText.server : texts.noDataText.other}
        </EmptyState>
      </>
    );
  }
  const step = texts.averages[table.stepS] ?? '';
  const earlier = texts.averages[before?.stepS ?? 0] ?? '';
  const note = before === null || earlier === step ? step : `${step}, ${texts.compare.periodIn(earlier)}`;
  return (
    <div className={styles['tab']}>
      <TimeBar
        view={view}
        window={window}
        onLast={(next) => change({ lastS: next, fromS: 0, toS: 0 })}
        onWindow={onWindow}
        onZone={(zone) => change({ zone })}
      >
        {isOne && hasDatapath(kind) ? (
          <SegmentedControl
            label={texts.datapath.part}
            hideLabel
            options={PARTS}
            value={view.part}
            onChange={(part) => change({ part, stage: '' })}
          />
        ) : null}
        {isPath || !isOne ? null : (
          <GraphTools id={id} kind={kind} name={name} view={view} change={change} own={own} actions={actions} />
        )}
        <IconButton
          label={texts.asTable}
          icon={<Table2 />}
          pressed={view.isTable}
          onPress={() => change({ isTable: !view.isTable })}
        />
        <IconButton label={texts.saveAll} icon={<FileSpreadsheet />} onPress={() => saveAll(name, specs)} />
      </TimeBar>
      {isPath ? <DatapathView paths={paths} stage={view.stage} onStage={(stage) => change({ stage })} /> : null}
      {graphs.length === 0 ? null : (
        <Overview
          view={view}
          graphs={graphs}
          nowS={nowS}
          window={window}
          isAnswered={readings.isAnswered}
          onWindow={onWindow}
        />
      )}
      <WhoTells readings={readings} />
      <div className={styles['graphs']}>
        {specs.map((spec, at) =>
          readings.isAnswered || readings.asked === 0 ? (
            <Suspense key={spec.id} fallback={<CardPending title={spec.title} />}>
              <GraphCard
                spec={spec}
                note={spec.series.length === 0 ? texts.own.empty : note}
                cursor={cursor}
                isTable={view.isTable}
                objectName={name}
                onWindow={onWindow}
                entries={entries[at] ?? NO_ENTRIES}
              />
            </Suspense>
          ) : (
            <CardPending key={spec.id} title={spec.title} asked={readings.asked} />
          ),
        )}
      </div>
      <EventList marks={marks} cursor={cursor} aheadS={window.aheadS} />
      <EditedGraph
        key={view.graph}
        edited={view.graph}
        name={name}
        own={own}
        actions={actions}
        onClose={() => change({ graph: '' })}
      />
    </div>
  );
}

const PARTS = [
  { value: 'graphs', label: texts.datapath.parts.graphs },
  { value: 'datapath', label: texts.datapath.parts.datapath },
] as const;

const NO_ENTRIES: ReturnType<GraphActions['entriesFor']> = [];
const EMPTY: OwnGraph = { name: '', sources: [] };

interface EditedGraphProps {
  /** The number of a graph, or `new`; empty: none. */
  readonly edited: string;
  readonly name: string;
  readonly own: OwnGraphs;
  readonly actions: GraphActions;
  readonly onClose: () => void;
}

/** The dialog that the address names. */
function EditedGraph({ edited, name, own, actions, onClose }: EditedGraphProps) {
  const { layout, sources } = own;
  const number = edited === NEW ? null : Number(edited);
  const graph = number === null ? EMPTY : layout.graphs[number];
  if (edited === '' || graph === undefined) return null;
  return (
    <GraphDialog
      title={number === null ? texts.own.createTitle(name) : texts.own.editTitle(graph.name)}
      graph={graph}
      colours={layout.colours}
      sources={sources}
      savingReason={actions.reason}
      recordingReason={actions.recordingReason}
      onClose={onClose}
      onSave={(next, colours, record) => {
        actions.save(number, next, colours, record);
        onClose();
      }}
    />
  );
}

function saveAll(name: string, specs: readonly TimeChartSpec[]): void {
  const file = `${name}.csv`;
  saveFile(file, csvFile(timeCsv(specs)));
  announce(texts.saved(file));
}

/** @param asked how many servers have yet to tell what the card shows; 0: the card itself is on its way */
function CardPending({ title, asked = 0 }: { readonly title: string; readonly asked?: number }) {
  return (
    <div className={styles['pending']} aria-busy="true">
      {title}
      {asked === 0 ? null : (
        <p className={styles['waiting']}>
          <Spinner /> {texts.waiting(asked)}
        </p>
      )}
    </div>
  );
}

const NAME_CLASSES: readonly ClassName[] = ['pool', 'host', 'VM', 'SR', 'network', 'PGPU', 'GPU_group', 'PCI'];

function useShown(view: PerformanceView, graphs: readonly Graph[], nowS: number) {
  const archive = archiveOf(view, nowS);
  const isNew = view.lastS !== null || view.toS > nowS - 2 * archive.stepS;
  const readings = useReadings(graphs, { archive, withTail: isNew });
  const earlier = useReadings(graphs, { archive: view.isCompared ? archiveBefore(view, nowS) : null, withTail: false });
  const endS = readings.endS ?? nowS;
  const aheadS = useAhead(view.zone);
  const window = useMemo(() => ({ ...windowOf(view, endS), aheadS }), [view, endS, aheadS]);
  return { readings, window, before: view.isCompared ? earlier.table : null };
}

function useMarks(
  kind: ObjectKind,
  ref: string,
  beside: readonly string[],
  window: TimeWindow,
  isLive: boolean,
): readonly TimeMark[] {
  const alerts = useAlertRows();
  const select = useCallback(
    (inventory: Inventory) =>
      beside.length === 0
        ? marksOf(inventory, alerts, kind, ref)
        : marksOfSeveral(inventory, alerts, kind, [ref, ...beside]),
    [alerts, kind, ref, beside],
  );
  const all = useDerived(MARK_CLASSES, select, sameMarks);
  // What has just happened is told before the next reading comes.
  const toS = isLive ? Infinity : window.toS;
  const { fromS } = window;
  return useMemo(() => all.filter(({ timeS }) => timeS >= fromS && timeS <= toS), [all, fromS, toS]);
}

const MARK_CLASSES: readonly ClassName[] = ['VM'];

const sameMarks = (a: readonly TimeMark[], b: readonly TimeMark[]): boolean =>
  a.length === b.length && a.every((mark, at) => mark.id === b[at]?.id && mark.label === b[at].label);

interface OverviewProps {
  readonly view: PerformanceView;
  readonly graphs: readonly Graph[];
  readonly nowS: number;
  readonly window: TimeWindow;
  /** The graphs have what they asked for. */
  readonly isAnswered: boolean;
  readonly onWindow: (window: TimeWindow) => void;
}

/** A longer time, by the first series of the first graph. It asks the same servers, after the graphs. */
function Overview({ view, graphs, nowS, window, isAnswered, onWindow }: OverviewProps) {
  const [isDue, setDue] = useState(isAnswered);
  if (isAnswered && !isDue) setDue(true);
  const spanS = overviewSpan(view, nowS);
  const [first] = graphs;
  const series = first?.series[0];
  const asked = useMemo(() => (first && series ? [{ ...first, series: [series] }] : []), [first, series]);
  const { table } = useReadings(asked, { archive: isDue ? archiveSince(0, spanS) : null, withTail: true });
  const course = useMemo(() => (series === undefined ? null : courseOf(series, table)), [series, table]);
  const toS = Math.max(window.toS, table.times.at(-1) ?? 0);
  const span = useMemo(() => ({ fromS: toS - spanS, toS }), [toS, spanS]);
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
