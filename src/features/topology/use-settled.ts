import { useEffect, useState } from 'react';
import { onInventory, readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { Inventory } from '../objects';

/** What follows from what is worked out anew at most so often while a pool changes. */
const PAUSE_MS = 1000;

/** What answers are made of. */
export const TOPOLOGY_CLASSES: readonly ClassName[] = [
  ...([
    'pool',
    'host',
    'host_metrics',
    'VM',
    'VBD',
    'VDI',
    'VIF',
    'SR',
    'PBD',
    'network',
    'PIF',
    'Bond',
    'VLAN',
  ] as const),
  ...(['tunnel', 'network_sriov', 'PGPU', 'GPU_group', 'VGPU', 'VM_appliance', 'VM_group'] as const),
  ...(['VUSB', 'USB_group', 'PUSB', 'PIF_metrics'] as const),
];

/** Not held from the start. */
const ON_DEMAND: readonly ClassName[] = ['VUSB', 'USB_group', 'PUSB', 'PIF_metrics'];

/** Something worked out from the pool: at once, and again with a pause between while it changes. */
export function useSettled<T>(work: (inventory: Inventory, connection: string) => T): T {
  const connection = useConnection();
  const [state, setState] = useState(() => ({
    work,
    connection,
    value: work(readInventory(connection), connection.id),
  }));
  let now = state;
  if (state.work !== work || state.connection !== connection) {
    now = { work, connection, value: work(readInventory(connection), connection.id) };
    setState(now);
  }
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      timer = undefined;
      setState({ work, connection, value: work(readInventory(connection), connection.id) });
    };
    const offChanges = onInventory(connection, (_inventory, touched) => {
      if (timer === undefined && TOPOLOGY_CLASSES.some((cls) => touched.has(cls))) timer = setTimeout(again, PAUSE_MS);
    });
    const offs = ON_DEMAND.map((cls) => connection.watch(cls));
    return () => {
      clearTimeout(timer);
      offChanges();
      for (const off of offs) off();
    };
  }, [connection, work]);
  return now.value;
}
