import { useEffect } from 'react';
import { useConnection } from '../../xapi/cache/connection-context';
import type { Ref } from '../../xapi/datamodel/ref';

/** Follows what some VMs have now. A pool has thousands of them; only those that are looked at are asked for. */
export function useVmMetrics(refs: readonly Ref<'VM_metrics'>[]): void {
  const connection = useConnection();
  const key = refs.join(' ');
  useEffect(() => {
    const offs = key
      .split(' ')
      .filter((ref) => ref !== '')
      .map((ref) => connection.watch('VM_metrics', ref));
    return () => {
      for (const off of offs) off();
    };
  }, [connection, key]);
}
