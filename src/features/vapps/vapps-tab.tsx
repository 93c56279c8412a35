import { useCallback } from 'react';
import { Layers } from 'lucide-react';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatCount } from '../values';
import './commands';
import { texts } from './texts';
import { vappRows } from './vapp-rows';
import type { VappRow } from './vapp-rows';

const CLASSES: readonly ClassName[] = ['VM_appliance', 'VM', 'pool', 'host'];

const COLUMNS: readonly TabColumn<VappRow>[] = [
  { id: 'name', header: texts.columns.name, width: 220, text: ({ name }) => name },
  {
    id: 'vms',
    header: texts.columns.vms,
    width: 70,
    align: 'end',
    text: ({ vms }) => formatCount(vms),
    sortValue: ({ vms }) => vms,
  },
  {
    id: 'running',
    header: texts.columns.running,
    width: 90,
    align: 'end',
    text: ({ running }) => formatCount(running),
    sortValue: ({ running }) => running,
  },
  { id: 'order', header: texts.columns.order, width: 420, text: ({ order }) => order },
  { id: 'description', header: texts.columns.description, width: 300, text: ({ description }) => description },
];

/** The vApps of a pool. */
export function VappsTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const rows = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => vappRows(inventory, connection.id), [connection]),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'pool', id.ref) ?? '', [id.ref]),
  );
  return (
    <ObjectGrid
      label={texts.tab(name)}
      rows={rows}
      columns={COLUMNS}
      csvName={texts.csv}
      tools={<CommandButton command="pool.newVapp" id={id} />}
      empty={
        <EmptyState
          icon={<Layers size={24} />}
          title={texts.none}
          action={<CommandButton command="pool.newVapp" id={id} />}
        >
          {texts.noneText}
        </EmptyState>
      }
    />
  );
}
