import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { onOwnWork, ownWork } from '../commands';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { ownIn } from './counts';
import { EVENT_CLASSES, EventReader } from './event-rows';
import type { EventRow } from './event-rows';
import { taskObjectsOf } from './task-objects';

/** Work of this console and tasks of other clients; again only when one of them, or the name of an object, changed. */
export function useEventRows(): readonly EventRow[] {
  const connection = useConnection();
  const all = useSyncExternalStore(onOwnWork, ownWork);
  const own = useMemo(() => ownIn(all, connection.id), [all, connection]);
  const [reader] = useState(() => {
    const objects = taskObjectsOf(connection);
    return new EventReader(connection.id, (task) => objects.get(task));
  });
  const read = useCallback((inventory: Inventory) => reader.read(inventory, own), [reader, own]);
  return useDerived(EVENT_CLASSES, read);
}
