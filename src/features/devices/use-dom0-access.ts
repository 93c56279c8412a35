import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../xapi/cache/connection-context';
import type { Enums } from '../../xapi/datamodel/types.gen';
import type { ClassName } from '../../xapi/datamodel/ref';
import { rows, useDerived } from '../objects';
import type { Inventory } from '../objects';
import type { PciRow } from './pci-rows';

export type Access = Enums['pci_dom0_access'];

const CLASSES: readonly ClassName[] = ['task'];

/** The tasks that have changed such access, whoever asked for it. */
const changesOf = (inventory: Inventory): string =>
  [...rows(inventory, 'task')]
    .filter(([, { name_label: name, status }]) => /^Async\.P(?:CI|GPU)\./.test(name) && status === 'success')
    .map(([ref]) => ref)
    .join(' ');

const NOTHING: Readonly<Record<string, Access>> = {};

/**
 * Whether the control domain uses each device, by reference. Devices have no field for it, so it is asked for again
 * whenever somebody has changed it. Older pools do not answer.
 */
export function useDom0Access(devices: readonly PciRow[]): Readonly<Record<string, Access>> {
  const connection = useConnection();
  const changes = useDerived(CLASSES, changesOf);
  const { data } = useQuery({
    queryKey: ['dom0 access', connection.id, changes, ...devices.map(({ id }) => id.ref)],
    queryFn: async () => {
      const answers = await Promise.allSettled(
        devices.map(async ({ id }) => [id.ref, await connection.call('PCI.get_dom0_access_status', id.ref)] as const),
      );
      return Object.fromEntries(answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
    },
    enabled: devices.length > 0,
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return data ?? NOTHING;
}
