import { useCallback, useState } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { ALERT_CLASSES, AlertReader } from './alert-rows';
import type { AlertRow } from './alert-rows';

/** All messages of the pool as rows, newest first; again only when one of them, or the name of an object, changed. */
export function useAlertRows(): readonly AlertRow[] {
  const connection = useConnection();
  const [reader] = useState(() => new AlertReader(connection.id));
  const read = useCallback((inventory: Inventory) => reader.read(inventory), [reader]);
  return useDerived(ALERT_CLASSES, read);
}
