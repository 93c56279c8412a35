import { useCallback, useMemo } from 'react';
import { HardDrive } from 'lucide-react';
import { Badge } from '../../ui/display/badge';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import { NameCell, ObjectGrid } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { isDefaultTemplate, nameOf, row, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { formatBytes } from '../values';
import './commands';
import { CommandButton } from '../commands';
import { IO_COLUMNS } from './io-columns';
import type { WithIo } from './io-columns';
import { diskOfVm, useIoNow } from './use-io-now';
import { diskRows, sameDiskRows } from './vm-disk-rows';
import type { DiskRow } from './vm-disk-rows';
import { texts } from './texts';

const CLASSES: readonly ClassName[] = ['VM', 'VBD', 'VDI', 'SR', 'PBD', 'host'];

/** A drive with what goes through it now. */
type Shown = DiskRow & WithIo;

const COLUMNS: readonly TabColumn<Shown>[] = [
  {
    id: 'name',
    header: texts.columns.name,
    width: 240,
    text: (each) => each.name,
    render: (each) => <NameCell glyph={each.glyph}>{each.name}</NameCell>,
  },
  {
    id: 'device',
    header: texts.columns.device,
    title: texts.hints.device,
    width: 80,
    text: (each) => each.vbd.device,
  },
  {
    id: 'state',
    header: texts.columns.state,
    width: 120,
    text: (each) => each.state.label,
    render: (each) => <Badge tone={each.state.tone}>{each.state.label}</Badge>,
  },
  {
    id: 'size',
    header: texts.columns.size,
    width: 96,
    align: 'end',
    text: (each) => (each.vdi ? formatBytes(each.vdi.virtual_size) : ''),
    sortValue: (each) => each.vdi?.virtual_size ?? null,
  },
  { id: 'storage', header: texts.columns.storage, width: 200, text: (each) => each.storage },
  ...IO_COLUMNS,
  { id: 'kind', header: texts.columns.kind, width: 96, text: (each) => texts.kinds[each.vbd.type] },
  {
    id: 'access',
    header: texts.columns.access,
    width: 120,
    text: (each) => (each.vbd.mode === 'RO' ? texts.readOnly : texts.readWrite),
  },
  {
    id: 'bootable',
    header: texts.columns.bootable,
    width: 88,
    text: (each) => (each.vbd.bootable ? texts.yes : texts.no),
  },
  {
    id: 'position',
    header: texts.columns.position,
    title: texts.hints.position,
    width: 80,
    align: 'end',
    text: (each) => each.vbd.userdevice,
  },
  {
    id: 'description',
    header: texts.columns.description,
    width: 280,
    text: (each) => each.vdi?.name_description ?? '',
  },
];

/** The disks and CD drives of a VM or template, with the commands that add, take away and change them. */
export function VmStorageTab({ id }: { readonly id: ObjectId }) {
  const connection = useConnection();
  const { ref } = id;
  const select = useCallback((inventory: Inventory) => diskRows(inventory, connection.id, ref), [connection, ref]);
  const rows = useDerived(CLASSES, select, sameDiskRows);
  const isRunning = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => row(inventory, 'VM', ref)?.power_state === 'Running', [ref]),
  );
  const asked = useMemo(
    () =>
      isRunning
        ? rows
            .filter(({ vbd }) => vbd.currently_attached && !vbd.empty && vbd.device !== '')
            .map(({ vbd }) => diskOfVm(ref, vbd.device))
        : [],
    [rows, isRunning, ref],
  );
  const io = useIoNow(asked);
  const shown = useMemo(() => rows.map((each): Shown => ({ ...each, io: io[each.vbd.device] })), [rows, io]);
  const name = useDerived(
    CLASSES,
    useCallback((inventory: Inventory) => nameOf(inventory, 'VM', ref) ?? '', [ref]),
  );
  return (
    <ObjectGrid
      label={texts.disksOf(name)}
      rows={shown}
      columns={COLUMNS}
      csvName={texts.csvDisks}
      opens={(each) => (each.vdi ? { connection: connection.id, class: 'VDI', ref: each.vbd.VDI } : null)}
      tools={
        <>
          <CommandButton command="vm.addDisk" id={id} />
          <CommandButton command="vm.attachDisk" id={id} />
          <CommandButton command="vm.addCdDrive" id={id} />
        </>
      }
      empty={<NoDisks id={id} />}
    />
  );
}

function NoDisks({ id }: { readonly id: ObjectId }) {
  const { ref } = id;
  const isShipped = useDerived(
    CLASSES,
    useCallback(
      (inventory: Inventory) => {
        const vm = row(inventory, 'VM', ref);
        return vm !== undefined && isDefaultTemplate(vm);
      },
      [ref],
    ),
  );
  const icon = <HardDrive size={24} />;
  return isShipped ? (
    <EmptyState
      icon={icon}
      title={texts.noTemplateDisks}
      action={<CommandButton command="vm.create" id={id} variant="primary" />}
    >
      {texts.noTemplateDisksText}
    </EmptyState>
  ) : (
    <EmptyState
      icon={icon}
      title={texts.noDisks}
      action={
        <>
          <CommandButton command="vm.addDisk" id={id} variant="primary" />
          <CommandButton command="vm.attachDisk" id={id} />
        </>
      }
    >
      {texts.noDisksText}
    </EmptyState>
  );
}
