import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, only, pgpuName, row, rows } from '../../objects';
import type { Inventory, ObjectKind } from '../../objects';
import { compareNatural } from '../../values';
import { texts } from '../texts';
import { combined, condensed, single } from './graph';
import type { Combine, Graph, GraphSeries } from './graph';
import { reposOf } from './host-graphs';
import { hostOwner, namedHosts, shortUuid, srHosts, vmOwner } from './owners';
import type { NamedOwner } from './owners';

const KIB = 1024;
const MICRO = 1e-6;

const SUM = { name: texts.series.all, combine: 'sum' } as const;
const MEAN = { name: texts.series.average, combine: 'mean' } as const;

/** What servers do with a repository. */
export function srGraphs(inventory: Inventory, ref: Ref<'SR'>): readonly Graph[] {
  const sr = row(inventory, 'SR', ref);
  if (sr === undefined) return [];
  const hosts = namedHosts(inventory, srHosts(inventory, ref));
  const [teller] = hosts;
  if (teller === undefined) return [];
  const short = shortUuid(sr.uuid);
  const sum = (id: string, name: string, figure: string): GraphSeries =>
    combined(
      id,
      name,
      hosts.map(({ owner }) => ({ owner, name: `${figure}_${short}` })),
      1,
      'sum',
    );
  const each = (figure: string, factor: number, most?: string): readonly GraphSeries[] =>
    condensed(
      figure,
      hosts.map(({ owner, name }) => single({ owner, name: `${figure}_${short}` }, name, factor)),
      MEAN,
      most,
    );
  const space = { subject: 'sr', uuid: sr.uuid, server: teller.owner.server } as const;
  return [
    {
      id: 'throughput',
      title: texts.graphs.throughput,
      unit: 'bytesPerSecond',
      series: [sum('read', texts.series.read, 'read'), sum('write', texts.series.written, 'write')],
    },
    {
      id: 'requests',
      title: texts.graphs.requests,
      unit: 'perSecond',
      series: [sum('reads', texts.series.read, 'iops_read'), sum('writes', texts.series.written, 'iops_write')],
    },
    {
      id: 'latency',
      title: texts.graphs.latency,
      unit: 'seconds',
      series: each('latency', MICRO, texts.series.slowest),
    },
    { id: 'queue', title: texts.graphs.queue, unit: 'count', series: each('inflight', 1) },
    {
      id: 'byServer',
      title: texts.graphs.byServer,
      unit: 'bytesPerSecond',
      series: each('io_throughput_total', KIB * KIB),
    },
    {
      id: 'space',
      title: texts.graphs.space,
      unit: 'bytes',
      least: Math.max(0, sr.physical_size),
      series: [single({ owner: space, name: 'physical_utilisation' }, texts.sources.spaceUsed, 1)],
    },
  ];
}

/** What goes over a network: at the cards and bonds of servers, and at the interfaces of its machines. */
export function networkGraphs(inventory: Inventory, ref: Ref<'network'>): readonly Graph[] {
  const network = row(inventory, 'network', ref);
  if (network === undefined) return [];
  const ports = network.PIFs.flatMap((each) => {
    const pif = row(inventory, 'PIF', each);
    const owner = pif && hostOwner(inventory, pif.host);
    return pif && owner ? [{ owner, device: pif.device, name: nameOf(inventory, 'host', pif.host) ?? '' }] : [];
  });
  const direction = (figure: 'rx' | 'tx') =>
    condensed(
      figure,
      ports.map(({ owner, device, name }) => single({ owner, name: `pif_${device}_${figure}` }, name, 1)),
      SUM,
    );
  const interfaces = network.VIFs.flatMap((each) => {
    const vif = row(inventory, 'VIF', each);
    const owner = vif?.currently_attached === true ? vmOwner(inventory, vif.VM) : null;
    if (vif === undefined || owner === null || owner.isStopped === true) return [];
    const picks = [`vif_${vif.device}_rx`, `vif_${vif.device}_tx`].map((name) => ({ owner, name }));
    return [combined(each, nameOf(inventory, 'VM', vif.VM) ?? '', picks, 1, 'sum')];
  }).toSorted((a, b) => compareNatural(a.name, b.name));
  const all = (id: string, name: string, figure: 'rx' | 'tx'): GraphSeries =>
    combined(
      id,
      name,
      interfaces.flatMap(({ picks }) => picks.filter((pick) => pick.name.endsWith(figure))),
      1,
      'sum',
    );
  const graphs: readonly Graph[] = [
    { id: 'received', title: texts.graphs.received, unit: 'bytesPerSecond', series: direction('rx') },
    { id: 'sent', title: texts.graphs.sent, unit: 'bytesPerSecond', series: direction('tx') },
    {
      id: 'network',
      title: texts.graphs.network,
      unit: 'bytesPerSecond',
      series:
        interfaces.length === 0
          ? []
          : [all('all rx', texts.series.received, 'rx'), all('all tx', texts.series.sent, 'tx')],
    },
    { id: 'byVm', title: texts.graphs.byVm, unit: 'bytesPerSecond', series: condensed('byVm', interfaces, MEAN) },
  ];
  return graphs.filter(({ series }) => series.length > 0);
}

/** What GPUs do, as their servers see it. */
export function gpuGraphs(inventory: Inventory, kind: ObjectKind, ref: string): readonly Graph[] {
  const cards = [...rows(inventory, 'PGPU')].flatMap(([gpu, pgpu]) => {
    if (kind === 'pgpu' ? gpu !== ref : pgpu.GPU_group !== ref) return [];
    const owner = hostOwner(inventory, pgpu.host);
    const bus = row(inventory, 'PCI', pgpu.PCI)?.pci_id;
    if (owner === null || bus === undefined) return [];
    const name = kind === 'pgpu' ? pgpuName(inventory, pgpu) : `${nameOf(inventory, 'host', pgpu.host) ?? ''} ${bus}`;
    return [{ owner, address: bus.replaceAll(':', '/'), name }];
  });
  const each = (figure: string, factor: number, name?: string, most?: string): readonly GraphSeries[] =>
    condensed(
      figure,
      cards
        .toSorted((a, b) => compareNatural(a.name, b.name))
        .map((card) => single({ owner: card.owner, name: `gpu_${figure}_${card.address}` }, name ?? card.name, factor)),
      MEAN,
      most,
    );
  if (cards.length === 0) return [];
  const alone = kind === 'pgpu';
  return [
    {
      id: 'gpuBusy',
      title: texts.graphs.gpuBusy,
      unit: 'share',
      least: 1,
      series: alone
        ? [
            ...each('utilisation_compute', 1, texts.gpu.compute),
            ...each('utilisation_memory_io', 1, texts.gpu.memoryIo),
          ]
        : each('utilisation_compute', 1),
    },
    {
      id: 'gpuMemory',
      title: texts.graphs.gpuMemory,
      unit: 'bytes',
      series: alone
        ? [...each('memory_used', 1, texts.series.used), ...each('memory_free', 1, texts.series.free)]
        : each('memory_used', 1, undefined, texts.series.fullest),
    },
    {
      id: 'gpuTemperature',
      title: texts.graphs.gpuTemperature,
      unit: 'celsius',
      series: each('temperature', 1, undefined, texts.series.hottest),
    },
    { id: 'gpuPower', title: texts.graphs.gpuPower, unit: 'watts', series: each('power_usage', 1e-3) },
  ];
}

/** A pool by its servers, and what its coordinator counts for all. */
export function poolGraphs(inventory: Inventory): readonly Graph[] {
  const hosts = namedHosts(inventory, [...rows(inventory, 'host').keys()]).toSorted((a, b) =>
    compareNatural(a.name, b.name),
  );
  if (hosts.length === 0) return [];
  const master = only(inventory, 'pool')?.[1].master;
  const coordinator = hosts.find(({ ref }) => ref === master);
  const each = (
    id: string,
    sources: (host: NamedOwner) => readonly string[],
    combine: Combine,
    factor: number,
    whole: typeof SUM | typeof MEAN,
    most?: string,
  ): readonly GraphSeries[] =>
    condensed(
      id,
      hosts.map((host): GraphSeries => {
        const { owner, name: server } = host;
        const picks = sources(host).map((name) => ({ owner, name }));
        return { id: `${id} ${owner.uuid}`, name: server, picks, factors: picks.map(() => factor), combine };
      }),
      whole,
      most,
    );
  const storage = ({ ref }: NamedOwner) =>
    reposOf(inventory, ref).flatMap(({ short }) => [`read_${short}`, `write_${short}`]);
  const graphs: readonly Graph[] = [
    {
      id: 'cpus',
      title: texts.graphs.cpus,
      unit: 'share',
      least: 1,
      series: each('cpu', () => ['cpu_avg'], 'sum', 1, MEAN),
    },
    {
      id: 'memories',
      title: texts.graphs.memories,
      unit: 'bytes',
      series: each('memory', () => ['memory_total_kib', 'memory_free_kib'], 'rest', KIB, MEAN, texts.series.fullest),
    },
    {
      id: 'networks',
      title: texts.graphs.networks,
      unit: 'bytesPerSecond',
      series: each('network', () => ['pif_aggr_rx', 'pif_aggr_tx'], 'sum', 1, SUM),
    },
    {
      id: 'storages',
      title: texts.graphs.storages,
      unit: 'bytesPerSecond',
      series: each('storage', storage, 'sum', 1, SUM),
    },
    {
      id: 'machines',
      title: texts.graphs.machines,
      unit: 'count',
      series: each('machines', () => ['running_domains'], 'sum', 1, SUM),
    },
    {
      id: 'pool',
      title: texts.graphs.pool,
      unit: 'count',
      series:
        coordinator === undefined
          ? []
          : [
              single({ owner: coordinator.owner, name: 'pool_task_count' }, texts.sources.tasks, 1),
              single({ owner: coordinator.owner, name: 'pool_session_count' }, texts.sources.sessions, 1),
            ],
    },
  ];
  return graphs.filter(({ series }) => series.length > 0);
}
