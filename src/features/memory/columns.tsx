import { Meter } from '../../ui/display/meter';
import type { ObjectId } from '../navigation';
import { NameCell } from '../object-grid';
import type { TabColumn } from '../object-grid';
import { formatBytes, formatPercent } from '../values';
import type { ServerMemory, VmMemory } from './memory-model';
import { texts } from './texts';

export interface VmRow {
  readonly id: ObjectId;
  readonly vm: VmMemory;
}

export interface ServerRow {
  readonly id: ObjectId;
  readonly server: ServerMemory;
}

const known = (bytes: number | null): string => (bytes === null ? texts.unknown : formatBytes(bytes));

export function rangeText({ actual, dynamicMin, dynamicMax }: VmMemory): string {
  const now = known(actual);
  return dynamicMin === dynamicMax
    ? texts.fixedText(now)
    : texts.rangeText(now, formatBytes(dynamicMin), formatBytes(dynamicMax));
}

/** Filled to what the VM has; the tick is what it may have at most. */
export function RangeBar({ vm }: { readonly vm: VmMemory }) {
  return (
    <Meter
      label={texts.memoryOf(vm.name)}
      max={vm.staticMax}
      value={vm.actual ?? 0}
      marker={vm.dynamicMax < vm.staticMax ? vm.dynamicMax : undefined}
      text={rangeText(vm)}
    />
  );
}

export const VM_COLUMNS: readonly TabColumn<VmRow>[] = [
  {
    id: 'name',
    header: texts.columns.name,
    width: 220,
    text: ({ vm }) => vm.name,
    render: ({ vm }) => <NameCell glyph={vm.glyph}>{vm.name}</NameCell>,
  },
  { id: 'state', header: texts.columns.state, width: 110, text: ({ vm }) => vm.state },
  {
    id: 'current',
    header: texts.columns.current,
    width: 100,
    align: 'end',
    text: ({ vm }) => known(vm.actual),
    sortValue: ({ vm }) => vm.actual,
  },
  {
    id: 'range',
    header: texts.columns.range,
    width: 220,
    text: ({ vm }) => rangeText(vm),
    sortValue: ({ vm }) => (vm.staticMax > 0 ? (vm.actual ?? 0) / vm.staticMax : 0),
    render: ({ vm }) => <RangeBar vm={vm} />,
  },
  {
    id: 'dynamicMin',
    header: texts.columns.dynamicMin,
    title: texts.hints.dynamicMin,
    width: 100,
    align: 'end',
    text: ({ vm }) => formatBytes(vm.dynamicMin),
    sortValue: ({ vm }) => vm.dynamicMin,
  },
  {
    id: 'dynamicMax',
    header: texts.columns.dynamicMax,
    title: texts.hints.dynamicMax,
    width: 100,
    align: 'end',
    text: ({ vm }) => formatBytes(vm.dynamicMax),
    sortValue: ({ vm }) => vm.dynamicMax,
  },
  {
    id: 'staticMax',
    header: texts.columns.staticMax,
    title: texts.hints.staticMax,
    width: 100,
    align: 'end',
    text: ({ vm }) => formatBytes(vm.staticMax),
    sortValue: ({ vm }) => vm.staticMax,
  },
];

const usedOf = ({ total, free }: ServerMemory): number => total - free;
const shareOf = (server: ServerMemory): number => (server.total > 0 ? usedOf(server) / server.total : 0);

export const SERVER_COLUMNS: readonly TabColumn<ServerRow>[] = [
  {
    id: 'name',
    header: texts.columns.name,
    width: 220,
    text: ({ server }) => server.name,
    render: ({ server }) => <NameCell glyph={server.glyph}>{server.name}</NameCell>,
  },
  {
    id: 'use',
    header: texts.columns.use,
    width: 220,
    text: ({ server }) => formatPercent(shareOf(server)),
    sortValue: ({ server }) => shareOf(server),
    render: ({ server }) => (
      <Meter
        label={texts.memoryOf(server.name)}
        max={server.total}
        value={usedOf(server)}
        text={formatPercent(shareOf(server))}
        showText
      />
    ),
  },
  {
    id: 'free',
    header: texts.columns.free,
    width: 110,
    align: 'end',
    text: ({ server }) => formatBytes(server.free),
    sortValue: ({ server }) => server.free,
  },
  {
    id: 'total',
    header: texts.columns.total,
    width: 110,
    align: 'end',
    text: ({ server }) => formatBytes(server.total),
    sortValue: ({ server }) => server.total,
  },
  {
    id: 'most',
    header: texts.columns.most,
    title: texts.mostHint,
    width: 160,
    align: 'end',
    text: ({ server }) => mostText(server),
    sortValue: ({ server }) => server.most,
  },
];

/** What VMs may have together, and its part of what the server has for them. */
export function mostText({ most, total, xen, controlDomain }: ServerMemory): string {
  const room = total - xen - controlDomain;
  return texts.mostText(formatBytes(most), formatPercent(room > 0 ? most / room : 0));
}
