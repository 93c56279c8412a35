import { useEffect } from 'react';
import { useNavigation } from '../../features/navigation';
import type { ObjectClass } from '../../features/navigation';
import { rememberObject } from '../palette/recent-objects';

const GROUPS: ReadonlySet<ObjectClass> = new Set<ObjectClass>(['group', 'tag', 'folder', 'field', 'connection']);

/** Notes each object that is opened, for the palette to offer again. Groups and tags are no objects. */
export function useRecentObjects(): void {
  const { selection } = useNavigation().state;
  useEffect(() => {
    const [first] = selection;
    if (first === undefined || selection.length > 1) return;
    if (!GROUPS.has(first.class)) rememberObject(first);
  }, [selection]);
}
