import { formatReading } from '../../../ui/chart/time/units';
import type { Ref } from '../../../xapi/datamodel/ref';
import { nameOf, row } from '../../objects';
import type { Inventory } from '../../objects';
import { combined, MOST_LINES, single } from '../model/graph';
import type { GraphSeries, Owner, Pick } from '../model/graph';
import { hostOwner, vmOwner } from '../model/owners';
import { texts } from '../texts';
import { controlDomains } from './control-domains';
import type { Now, Path, Suspect, Verdict } from './path';

const words = texts.datapath.network;
const LINK_FULL = 0.9;
const CPU_FULL = 0.85;
const HARDLY_ANY = 10 * 1024;
const MOST_INTERFACES = 200;
/** Mbit/s, as the pool tells link speeds, in bytes a second. */
const MBIT = 125_000;

interface Port {
  readonly owner: Owner;
  readonly host: Ref<'host'>;
  readonly device: string;
  readonly name: string;
  /** 0: the pool does not know it. */
  readonly bytesPerSecond: number;
}

/** The way of packets between the machines of a network and the wire. */
export function networkPath(inventory: Inventory, ref: Ref<'network'>): Path | null {
  const network = row(inventory, 'network', ref);
  if (network === undefined) return null;
  return pathOf(inventory, portsOf(inventory, network.PIFs), network.VIFs);
}

/** The same for all networks of a server. */
export function hostNetworkPath(inventory: Inventory, ref: Ref<'host'>): Path | null {
  const host = row(inventory, 'host', ref);
  if (host === undefined) return null;
  const vifs = host.resident_VMs.flatMap((vm) => row(inventory, 'VM', vm)?.VIFs ?? []);
  const pifs = host.PIFs.filter((pif) => {
    const one = row(inventory, 'PIF', pif);
    // Cards alone: bonds and VLANs go through them.
    return one?.physical === true && one.currently_attached;
  });
  return pathOf(inventory, portsOf(inventory, pifs), vifs);
}

function portsOf(inventory: Inventory, pifs: readonly Ref<'PIF'>[]): readonly Port[] {
  return pifs.flatMap((each): Port[] => {
    const pif = row(inventory, 'PIF', each);
    const owner = pif === undefined ? null : hostOwner(inventory, pif.host);
    if (pif === undefined || owner === null) return [];
    const speed = row(inventory, 'PIF_metrics', pif.metrics)?.speed ?? 0;
    const name = `${nameOf(inventory, 'host', pif.host) ?? ''} ${pif.device}`;
    return [{ owner, host: pif.host, device: pif.device, name, bytesPerSecond: speed * MBIT }];
  });
}

function pathOf(inventory: Inventory, ports: readonly Port[], vifs: readonly Ref<'VIF'>[]): Path | null {
  const interfaces = vifs
    .flatMap((each) => {
      const vif = row(inventory, 'VIF', each);
      const owner = vif?.currently_attached === true ? vmOwner(inventory, vif.VM) : null;
      if (vif === undefined || owner === null || owner.isStopped === true) return [];
      return [{ owner, device: vif.device, host: row(inventory, 'VM', vif.VM)?.resident_on ?? '' }];
    })
    .slice(0, MOST_INTERFACES);
  if (ports.length === 0 && interfaces.length === 0) return null;
  const hosts = [...new Set([...ports.map(({ host }) => host), ...interfaces.map(({ host }) => host)])];
  const onVifs = (figure: string): readonly Pick[] =>
    interfaces.map(({ owner, device }) => ({ owner, name: `vif_${device}_${figure}` }));
  const onPorts = (figure: string): readonly Pick[] =>
    ports.map(({ owner, device }) => ({ owner, name: `pif_${device}_${figure}` }));
  const total = (id: string, name: string, picks: readonly Pick[]): GraphSeries => combined(id, name, picks, 1, 'sum');
  const domains = controlDomains(inventory, hosts);
  const links = ports
    .filter(({ bytesPerSecond }) => bytesPerSecond > 0)
    .flatMap(({ owner, device, name, bytesPerSecond }): Suspect[] =>
      (['rx', 'tx'] as const).map((figure) => ({
        name,
        series: {
          ...single({ owner, name: `pif_${device}_${figure}` }, name, 1 / bytesPerSecond),
          id: `link ${name} ${figure}`,
          name: figure === 'rx' ? texts.sources.received(name) : texts.sources.sent(name),
        },
      })),
    );
  const load: GraphSeries = {
    id: 'link load',
    name: words.linkLoad,
    picks: links.flatMap(({ series }) => series.picks),
    factors: links.flatMap(({ series }) => series.factors),
    combine: 'most',
  };
  const received = total('guest rx', texts.series.received, onVifs('rx'));
  const sent = total('guest tx', texts.series.sent, onVifs('tx'));
  const portReceived = total('port rx', texts.series.received, onPorts('rx'));
  const portSent = total('port tx', texts.series.sent, onPorts('tx'));
  const cpu = combined(
    'backend cpu',
    words.cpu,
    domains.flatMap(({ series }) => series.picks),
    1,
    'most',
  );
  return {
    id: 'network',
    title: words.title,
    suspects: { domains, links },
    baseline: null,
    stages: [
      {
        id: 'guest',
        title: words.guest,
        what: words.guestWhat(interfaces.length),
        facts: [
          { id: 'guest rx', label: texts.series.received, unit: 'bytesPerSecond', series: received },
          { id: 'guest tx', label: texts.series.sent, unit: 'bytesPerSecond', series: sent },
        ],
        graphs: [{ id: 'guest', title: words.guest, unit: 'bytesPerSecond', series: [received, sent] }],
      },
      {
        id: 'backend',
        title: words.backend,
        what: words.backendWhat,
        facts: [{ id: 'backend cpu', label: words.cpu, unit: 'share', series: cpu }],
        load: 'backend cpu',
        graphs: [
          {
            id: 'backend cpu',
            title: words.cpu,
            unit: 'share',
            least: 1,
            series: domains.slice(0, MOST_LINES).map(({ series }) => series),
          },
        ],
      },
      {
        id: 'port',
        title: words.port,
        what: words.portWhat(ports.length),
        facts: [
          { id: 'port rx', label: texts.series.received, unit: 'bytesPerSecond', series: portReceived },
          { id: 'port tx', label: texts.series.sent, unit: 'bytesPerSecond', series: portSent },
        ],
        graphs: [{ id: 'port', title: words.port, unit: 'bytesPerSecond', series: [portReceived, portSent] }],
      },
      {
        id: 'link',
        title: words.link,
        what: links.length === 0 ? words.noSpeed : words.linkWhat,
        facts: links.length === 0 ? [] : [{ id: 'link load', label: words.linkLoad, unit: 'share', series: load }],
        load: 'link load',
        graphs:
          links.length === 0
            ? []
            : [
                {
                  id: 'link',
                  title: words.linkLoad,
                  unit: 'share',
                  series: links.slice(0, MOST_LINES).map(({ series }) => series),
                },
              ],
      },
    ],
  };
}

export function judgeNetwork({ facts, most }: Now): Verdict {
  const { domains, links } = most;
  const moved = ['guest rx', 'guest tx', 'port rx', 'port tx'].map((id) => facts[id] ?? NaN);
  if (moved.every(Number.isNaN)) return { stage: null, sentence: texts.datapath.unknown };
  if (links !== undefined && links.value >= LINK_FULL)
    return { stage: 'link', sentence: words.linkFull(links.name, formatReading('share', links.value)) };
  if (domains !== undefined && domains.value >= CPU_FULL)
    return { stage: 'backend', sentence: words.cpuFull(domains.name, formatReading('share', domains.value)) };
  if (moved.every((value) => !(value >= HARDLY_ANY))) return { stage: null, sentence: words.idle };
  const load = links === undefined ? '' : words.fullest(links.name, formatReading('share', links.value));
  return { stage: null, sentence: [words.none, load].join(' ').trim() };
}
