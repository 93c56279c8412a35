import { useCallback, useEffect, useMemo } from 'react';
import { EmptyState } from '../../../ui/feedback/empty-state';
import { announce } from '../../../ui/feedback/live-region';
import { useObjects } from '../../../xapi/cache/hooks';
import { ARCHIVES } from '../../../xapi/rrd/archives';
import type { ObjectId } from '../../navigation';
import { useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { useReadings } from '../data/use-readings';
import type { Graph } from '../model/graph';
import { texts } from '../texts';
import styles from './datapath.module.css';
import { graphsOfPath, nowOf } from './path';
import type { Path } from './path';
import { PathPicture } from './path-picture';
import { judge, PATH_CLASSES, pathsOf } from './paths';

const [FINE, HOURS] = ARCHIVES;

/** The datapaths of an object; again only when one of them changes. */
export function usePaths(id: ObjectId, kind: ObjectKind, isShown: boolean): readonly Path[] {
  const select = useCallback(
    (inventory: Inventory) => (isShown ? pathsOf(inventory, kind, id.ref) : NONE),
    [isShown, kind, id.ref],
  );
  return useDerived(PATH_CLASSES, select, samePaths);
}

const NONE: readonly Path[] = [];

const samePaths = (a: readonly Path[], b: readonly Path[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `storage.ring`, as the address says it. */
const wordOf = (path: Path, stage: string): string => `${path.id}.${stage}`;

/** The graphs of the stage that the address names, if there is one. */
export function stageGraphs(paths: readonly Path[], word: string): readonly Graph[] {
  for (const path of paths) {
    const stage = path.stages.find(({ id }) => wordOf(path, id) === word);
    if (stage !== undefined) return stage.graphs;
  }
  return [];
}

export interface DatapathViewProps {
  readonly paths: readonly Path[];
  readonly stage: string;
  readonly onStage: (stage: string) => void;
}

/** Pictures of what requests, packets and frames go through, with the stage that holds them up. */
export function DatapathView({ paths, stage, onStage }: DatapathViewProps) {
  // The speed of links: followed while somebody looks.
  useObjects('PIF_metrics');
  if (paths.length === 0) {
    return (
      <EmptyState title={texts.noData} action={null}>
        {texts.noDataText.other}
      </EmptyState>
    );
  }
  return (
    <>
      {paths.map((path) => (
        <OnePath key={path.id} path={path} stage={stage} onStage={onStage} />
      ))}
      <p className={styles['hint']}>
        {texts.datapath.now} {stage === '' ? texts.datapath.choose : null}
      </p>
    </>
  );
}

function OnePath({ path, stage, onStage }: { path: Path; stage: string; onStage: (stage: string) => void }) {
  const asked = useMemo(() => graphsOfPath(path), [path]);
  const base = useMemo(
    (): readonly Graph[] =>
      path.baseline === null ? [] : [{ id: 'usual', title: '', unit: 'count', series: [path.baseline] }],
    [path],
  );
  const readings = useReadings(asked, { archive: FINE, withTail: false });
  const past = useReadings(base, { archive: HOURS, withTail: false });
  const now = useMemo(
    () => (readings.isAnswered ? nowOf(path, readings.table, past.table) : null),
    [path, readings, past.table],
  );
  const verdict = useMemo(() => (now === null ? null : judge(path, now)), [path, now]);
  const limit = path.stages.find(({ id }) => id === verdict?.stage)?.title;
  // Figures change all the time; what is worth to be spoken is that a stage has come to its limit.
  useEffect(() => {
    if (limit !== undefined) announce(texts.datapath.spoken(path.title, limit));
  }, [path.title, limit]);
  const own = path.stages.find(({ id }) => wordOf(path, id) === stage);
  return (
    <PathPicture
      path={path}
      now={now}
      verdict={verdict}
      chosen={own?.id ?? null}
      onChoose={(next) => onStage(own?.id === next ? '' : wordOf(path, next))}
    />
  );
}
