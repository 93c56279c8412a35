import { useCallback, useMemo } from 'react';
import { Gpu } from 'lucide-react';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { CommandButton } from '../commands';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { glyphFor, nameOf, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes } from '../values';
import './commands';
import { gpusOfVm } from './gpu-model';
import type { VmGpu } from './gpu-model';
import { texts } from './texts';

const CLASSES: readonly ClassName[] = ['VM', 'VGPU', 'VGPU_type', 'GPU_group', 'PGPU', 'PCI', 'host'];

interface GpuRow {
  readonly id: ObjectId;
  readonly gpu: VmGpu;
}

const GLYPH = glyphFor('gpuGroup', null);

const COLUMNS: readonly TabColumn<GpuRow>[] = [
  {
    id: 'type',
    header: texts.columns.type,
    width: 260,
    text: ({ gpu }) => gpu.type,
    render: ({ gpu }) => <NameCell glyph={GLYPH}>{gpu.type}</NameCell>,
  },
  {
    id: 'memory',
    header: texts.columns.frameBuffer,
    width: 100,
    align: 'end',
    text: ({ gpu }) => (gpu.memoryBytes > 0 ? formatBytes(gpu.memoryBytes) : texts.unknown),
    sortValue: ({ gpu }) => gpu.memoryBytes,
  },
  { id: 'group', header: texts.group, width: 260, text: ({ gpu }) => gpu.groupName },
  { id: 'on', header: texts.columns.carriedBy, width: 240, text: ({ gpu }) => gpu.gpu?.name ?? texts.notRunning },
];

/** The GPUs of a VM or template, with the commands that assign and remove them. */
export function VmGpuTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const gpus = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => gpusOfVm(inventory, ref), [ref]),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'VM', ref) ?? '', [ref]),
  );
  const rows = useMemo(
    () => gpus.map((gpu): GpuRow => ({ id: { connection: connection.id, class: 'VGPU', ref: gpu.ref }, gpu })),
    [gpus, connection],
  );
  return (
    <ObjectGrid
      label={texts.ofVm(name)}
      rows={rows}
      columns={COLUMNS}
      csvName="gpus"
      opens={({ gpu }) =>
        gpu.gpu
          ? { connection: connection.id, class: 'PGPU', ref: gpu.gpu.ref }
          : { connection: connection.id, class: 'GPU_group', ref: gpu.group }
      }
      tools={
        <>
          <CommandButton command="vm.assignGpu" id={id} />
          <CommandButton command="vm.removeGpus" id={id} />
        </>
      }
      empty={
        <EmptyState
          icon={<Gpu size={24} />}
          title={texts.noneOfVm}
          action={<CommandButton command="vm.assignGpu" id={id} variant="primary" />}
        >
          {texts.noneOfVmText}
        </EmptyState>
      }
    />
  );
}
