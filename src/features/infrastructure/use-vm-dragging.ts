import { useEffect, useState } from 'react';
import type { TreeDragging } from '../../ui/tree/tree';
import type { DraggingTree } from './vm-dragging';

/** Dragging of VMs onto servers and pools, as soon as its part of the console is there; menus offer the same. */
export function useVmDragging({ model, pools, idsOf, run }: DraggingTree): TreeDragging | undefined {
  const [dragging, setDragging] = useState<TreeDragging>();
  useEffect(() => {
    import('./vm-dragging').then(
      ({ vmDragging }) => setDragging(vmDragging({ model, pools, idsOf, run })),
      () => undefined,
    );
  }, [model, pools, idsOf, run]);
  return dragging;
}
