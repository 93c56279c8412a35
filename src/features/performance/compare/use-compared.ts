import { useCallback } from 'react';
import { useDerived } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { GRAPH_CLASSES } from '../model/default-graphs';
import type { Graph } from '../model/graph';
import type { PerformanceView } from '../view/view-words';
import { COMPARED_KINDS, compareGraphs, topGraphs } from './compare-graphs';
import { useRanking } from './use-ranking';

/** The graphs of a comparison; null: nothing is compared, so the object's own are shown. */
export function useCompared(kind: ObjectKind, ref: string, { others, top }: PerformanceView): readonly Graph[] | null {
  const ranking = useRanking(kind, ref, top);
  const compared = COMPARED_KINDS.find((each) => each === kind);
  const select = useCallback(
    (inventory: Inventory): readonly Graph[] | null => {
      if (top > 0) return ranking === undefined ? null : topGraphs(inventory, ranking);
      if (others.length === 0 || compared === undefined) return null;
      return compareGraphs(inventory, compared, [ref, ...others.filter((each) => each !== ref)]);
    },
    [compared, ref, others, top, ranking],
  );
  return useDerived(GRAPH_CLASSES, select, isSame);
}

const isSame = (a: readonly Graph[] | null, b: readonly Graph[] | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
