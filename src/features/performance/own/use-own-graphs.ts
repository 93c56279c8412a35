import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ClassName } from '../../../xapi/datamodel/ref';
import { onOwnWork, ownWork, runOfItem } from '../../commands';
import type { Input, RunItem } from '../../commands';
import { only, useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { defaultGraphs, GRAPH_CLASSES } from '../model/default-graphs';
import type { Graph } from '../model/graph';
import { layoutIn, saveGraphs, uuidOf } from './command';
import { placeOf, readLayout } from './layout';
import type { Layout } from './layout';
import { graphsOfLayout, ownOfDefaults } from './own-graphs';
import { useSources } from './use-sources';
import type { Sources } from './use-sources';

export interface OwnGraphs {
  /** What is drawn. */
  readonly graphs: readonly Graph[];
  /** The same as a layout: that of the pool, or what the object begins with. */
  readonly layout: Layout;
  /** Whether somebody has made graphs for this object. */
  readonly isOwn: boolean;
  readonly sources: Sources;
}

/** The graphs of an object: those that were made for it, or those that it begins with. */
export function useOwnGraphs(kind: ObjectKind, ref: string, isEdited: boolean): OwnGraphs {
  const defaults = useDerived(
    GRAPH_CLASSES,
    useCallback((inventory: Inventory) => defaultGraphs(inventory, kind, ref), [kind, ref]),
    isSame,
  );
  const inPool = useDerived(
    LAYOUT_CLASSES,
    useCallback((inventory: Inventory) => layoutOf(inventory, kind, ref), [kind, ref]),
    isSame,
  );
  const wanted = useSyncExternalStore(onOwnWork, () => inputOfSaving(ref));
  // Keys come one by one: what is half written is no layout.
  const kept = useMemo(() => (wanted === null ? inPool : layoutIn(wanted)), [wanted, inPool]);
  const isOwn = kept.graphs.length > 0;
  const named = useMemo(() => kept.graphs.flatMap((graph) => graph.sources), [kept]);
  const sources = useSources(kind, ref, defaults, named, isOwn || isEdited);
  const { find, bySeries } = sources;
  return useMemo(
    () => ({
      graphs: isOwn ? graphsOfLayout(kept, find) : defaults,
      layout: isOwn ? kept : { ...kept, graphs: ownOfDefaults(defaults, bySeries) },
      isOwn,
      sources,
    }),
    [isOwn, kept, find, bySeries, defaults, sources],
  );
}

/** What the newest saving of an object's graphs that is under way was told; null: none is. */
function inputOfSaving(ref: string): Input | null {
  const isSaving = ({ state, target, id }: RunItem): boolean =>
    (state === 'waiting' || state === 'running') && target.ref === ref && runOfItem(id)?.command === saveGraphs;
  const item = ownWork().find(isSaving);
  return (item && runOfItem(item.id)?.input) ?? null;
}

const LAYOUT_CLASSES: readonly ClassName[] = ['pool', 'host', 'VM', 'SR', 'network', 'PGPU', 'GPU_group'];

/** Both are small and plain, and come of rows that change all the time. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function layoutOf(inventory: Inventory, kind: ObjectKind, ref: string): Layout {
  const place = placeOf(kind, uuidOf(inventory, kind, ref));
  return place === null ? NONE : readLayout(only(inventory, 'pool')?.[1].gui_config ?? {}, place);
}

const NONE: Layout = { graphs: [], colours: {} };
