import type { Ref } from '../../../xapi/datamodel/ref';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { condensed, MOST_LINES } from './graph';
import type { Graph, GraphSeries } from './graph';
import { cpuSeries } from './host-graphs';
import { vmDevices, vmOwner } from './owners';
import { seriesOfSource } from './series-of-source';

/** The graphs that a VM begins with: XenCenter's four, and how its disks answer. */
export function vmGraphs(inventory: Inventory, ref: Ref<'VM'>): readonly Graph[] {
  const owner = vmOwner(inventory, ref);
  const vm = row(inventory, 'VM', ref);
  if (owner === null || vm === undefined) return [];
  const names = vmDevices(inventory, ref);
  const of = (name: string): GraphSeries => seriesOfSource(owner, name, names).series;
  const nics = vm.VIFs.flatMap((each) => row(inventory, 'VIF', each)?.device ?? []).toSorted(compareNatural);
  const disks = disksOf(inventory, ref);
  const ofDisks = (read: string, write: string, kind?: 'time'): readonly GraphSeries[] =>
    linesOf(
      disks,
      [
        { name: texts.series.read, of: (device) => of(`vbd_${device}_${read}`) },
        { name: texts.series.written, of: (device) => of(`vbd_${device}_${write}`) },
      ],
      kind,
    );
  const all: readonly Graph[] = [
    {
      id: 'cpu',
      title: texts.graphs.cpu,
      unit: 'share',
      least: 1,
      series: cpuSeries(owner, 'cpu_usage', Number(vm.VCPUs_at_startup)),
    },
    {
      id: 'memory',
      title: texts.graphs.memory,
      unit: 'bytes',
      least: vm.memory_dynamic_max,
      series: [of('memory'), of('memory_internal_free')],
    },
    {
      id: 'network',
      title: texts.graphs.network,
      unit: 'bytesPerSecond',
      series: linesOf(nics, [
        { name: texts.series.received, of: (device) => of(`vif_${device}_rx`) },
        { name: texts.series.sent, of: (device) => of(`vif_${device}_tx`) },
      ]),
    },
    { id: 'disk', title: texts.graphs.disk, unit: 'bytesPerSecond', series: ofDisks('read', 'write') },
    {
      id: 'diskLatency',
      title: texts.graphs.diskLatency,
      unit: 'seconds',
      series: ofDisks('read_latency', 'write_latency', 'time'),
    },
    {
      id: 'diskRequests',
      title: texts.graphs.diskRequests,
      unit: 'perSecond',
      series: ofDisks('iops_read', 'iops_write'),
    },
  ];
  return all.filter(({ series }) => series.length > 0);
}

interface Figure {
  readonly name: string;
  readonly of: (device: string) => GraphSeries;
}

/** Lines of devices, one for each figure; of many devices what each figure comes to, and the most. */
function linesOf(
  devices: readonly string[],
  figures: readonly Figure[],
  kind: 'amount' | 'time' = 'amount',
): readonly GraphSeries[] {
  if (devices.length * figures.length <= MOST_LINES) {
    return devices.flatMap((device) => figures.map((figure) => figure.of(device)));
  }
  const { allOf, averageOf, busiestOf, slowestOf } = texts.series;
  return figures.flatMap(({ name, of }) => {
    const lines = devices.map(of);
    return kind === 'time'
      ? condensed(name, lines, { name: averageOf(name), combine: 'mean' }, slowestOf(name), 1)
      : condensed(name, lines, { name: allOf(name), combine: 'sum' }, busiestOf(name), 1);
  });
}

/** Drives for discs are left out: they are hardly ever read. */
export function disksOf(inventory: Inventory, ref: Ref<'VM'>): readonly string[] {
  const vbds = (row(inventory, 'VM', ref)?.VBDs ?? []).flatMap((each) => row(inventory, 'VBD', each) ?? []);
  return vbds
    .filter(({ type, device }) => type !== 'CD' && device !== '')
    .map(({ device }) => device)
    .toSorted(compareNatural);
}
