import { useEffect, useMemo, useRef, useState } from 'react';
import type { TreeDragging } from '../../ui/tree/tree';
import type { DraggingTree } from './vm-dragging';

/** What of a tree may be dragged where; it comes when the tree stands. */
export type LoadDragging = (tree: DraggingTree) => Promise<TreeDragging>;

export const dragsVms: LoadDragging = async (tree) => (await import('./vm-dragging')).vmDragging(tree);

/** Dragging of rows, as soon as its part of the console is there: VMs onto servers and pools, if nothing else. Menus offer the same. */
export function useDragging(
  { model, pools, idsOf, run }: DraggingTree,
  load: LoadDragging = dragsVms,
): TreeDragging | undefined {
  const [latest, setLatest] = useState<TreeDragging>();
  /** The one that knows what is dragged: a pool that changes meanwhile makes another. */
  const atStart = useRef<TreeDragging>(undefined);
  useEffect(() => {
    load({ model, pools, idsOf, run }).then(setLatest, () => undefined);
  }, [model, pools, idsOf, run, load]);
  return useMemo(() => {
    if (!latest) return undefined;
    const current = (): TreeDragging => atStart.current ?? latest;
    return {
      start: (keys) => {
        atStart.current = latest;
        return latest.start(keys);
      },
      accepts: (key, types) => current().accepts(key, types),
      refusal: (key) => current().refusal?.(key) ?? null,
      drop: (key, data) => current().drop(key, data),
    };
  }, [latest]);
}
