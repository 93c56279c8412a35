import { useEffect, useState } from 'react';
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
  const [dragging, setDragging] = useState<TreeDragging>();
  useEffect(() => {
    load({ model, pools, idsOf, run }).then(setDragging, () => undefined);
  }, [model, pools, idsOf, run, load]);
  return dragging;
}
