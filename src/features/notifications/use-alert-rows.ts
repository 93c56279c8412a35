import { useCallback, useState, useSyncExternalStore } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { ALERT_CLASSES, AlertReader } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { foundIn, onFound } from './own/found';

/**
 * All messages of the pool, and what the console found out itself, as rows, newest first; again only when one of them, or
 * the name of an object, changed.
 */
export function useAlertRows(): readonly AlertRow[] {
  const connection = useConnection();
  const found = useSyncExternalStore(onFound, () => foundIn(connection));
  const [reader] = useState(() => new AlertReader(connection.id));
  const read = useCallback((inventory: Inventory) => reader.read(inventory, found), [reader, found]);
  return useDerived(ALERT_CLASSES, read);
}
