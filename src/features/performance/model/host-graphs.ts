import type { Ref } from '../../../xapi/datamodel/ref';
import { labelOr, row } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { combined, condensed, MOST_LINES, single } from './graph';
import type { Graph, GraphSeries, Owner } from './graph';
import { hostDevices, hostOwner, shortUuid } from './owners';
import { seriesOfSource } from './series-of-source';

/** Each has two lines. */
const MOST_NICS = 4;

/** The graphs that a server begins with: XenCenter's three, and what it stands on. */
export function hostGraphs(inventory: Inventory, ref: Ref<'host'>): readonly Graph[] {
  const owner = hostOwner(inventory, ref);
  const host = row(inventory, 'host', ref);
  if (owner === null || host === undefined) return [];
  const names = hostDevices(inventory, ref);
  const of = (name: string): GraphSeries => seriesOfSource(owner, name, names).series;
  const total = row(inventory, 'host_metrics', host.metrics)?.memory_total;
  const srs = reposOf(inventory, ref);
  return [
    {
      id: 'cpu',
      title: texts.graphs.cpu,
      unit: 'share',
      least: 1,
      series: cpuSeries(owner, 'cpu_avg', Number(host.cpu_info['cpu_count'] ?? 0)),
    },
    { id: 'memory', title: texts.graphs.memory, unit: 'bytes', least: total, series: [of('memory_free_kib')] },
    { id: 'network', title: texts.graphs.network, unit: 'bytesPerSecond', series: networkSeries(inventory, ref, of) },
    {
      id: 'storage',
      title: texts.graphs.storage,
      unit: 'bytesPerSecond',
      series: condensed(
        'storage',
        srs.map(({ short, name }) => combined(`storage ${short}`, name, both(owner, 'read', 'write', short), 1, 'sum')),
        { name: texts.series.all, combine: 'sum' },
      ),
    },
    {
      id: 'storageLatency',
      title: texts.graphs.storageLatency,
      unit: 'seconds',
      series: condensed(
        'latency',
        srs.map(({ short, name }) => ({ ...of(`latency_${short}`), name })),
        { name: texts.series.average, combine: 'mean' },
        texts.series.slowest,
      ),
    },
    { id: 'load', title: texts.graphs.load, unit: 'count', series: [of('hostload'), of('loadavg')] },
  ];
}

const both = (owner: Owner, a: string, b: string, short: string) =>
  [a, b].map((name) => ({ owner, name: `${name}_${short}` }));

/** Each processor and all of them; of many their average and both ends. */
export function cpuSeries(owner: Owner, whole: string, count: number): readonly GraphSeries[] {
  const each = Array.from({ length: count }, (_each, at) => ({ owner, name: `cpu${at}` }));
  const average = single({ owner, name: whole }, texts.series.average, 1);
  if (count <= 1) return [{ ...average, name: texts.sources.allCpus }];
  if (count < MOST_LINES) return [average, ...each.map((pick, at) => single(pick, texts.sources.cpu(String(at)), 1))];
  return [
    average,
    combined('busiest', texts.series.busiest, each, 1, 'most'),
    combined('idlest', texts.series.idlest, each, 1, 'least'),
  ];
}

function networkSeries(
  inventory: Inventory,
  ref: Ref<'host'>,
  of: (name: string) => GraphSeries,
): readonly GraphSeries[] {
  const devices = portsOf(inventory, ref);
  const names = devices.length > MOST_NICS ? ['aggr'] : devices;
  return names.flatMap((device) => [of(`pif_${device}_rx`), of(`pif_${device}_tx`)]);
}

/** Cards and bonds that are in use; the members of a bond are seen through it. */
function portsOf(inventory: Inventory, ref: Ref<'host'>): readonly string[] {
  const pifs = (row(inventory, 'host', ref)?.PIFs ?? []).flatMap((each) => row(inventory, 'PIF', each) ?? []);
  const isBond = (pif: (typeof pifs)[number]): boolean => pif.bond_master_of.length > 0;
  const used = pifs.filter(
    (pif) =>
      (pif.physical || isBond(pif)) &&
      pif.currently_attached &&
      row(inventory, 'Bond', pif.bond_slave_of) === undefined,
  );
  return used.map(({ device }) => device).toSorted(compareNatural);
}

export interface Repo {
  readonly short: string;
  readonly name: string;
}

/** Repositories of a server that hold disks. */
export function reposOf(inventory: Inventory, ref: Ref<'host'>): readonly Repo[] {
  const found = (row(inventory, 'host', ref)?.PBDs ?? []).flatMap((each): Repo[] => {
    const pbd = row(inventory, 'PBD', each);
    const sr = pbd?.currently_attached === true ? row(inventory, 'SR', pbd.SR) : undefined;
    if (sr === undefined || sr.content_type === 'iso' || sr.type === 'udev') return [];
    return [{ short: shortUuid(sr.uuid), name: labelOr(sr.name_label) }];
  });
  return found.toSorted((a, b) => compareNatural(a.name, b.name));
}
