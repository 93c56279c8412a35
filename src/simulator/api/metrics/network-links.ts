import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { payloadShare } from '../../physics/network/framing';
import type { HostPort } from '../../physics/network/host-network';
import type { World } from '../world';
import type { Axis } from './archives';
import { TextHistory } from './text-history';

const DOWN = 'down';

/** How fast physical interfaces were linked, Mbit/s, or that they were not. */
export const LINKS = new TextHistory<'PIF_metrics'>({
  cls: 'PIF_metrics',
  part: 'links',
  fields: ['carrier', 'speed'],
  textOf: ({ carrier, speed }) => (carrier ? String(speed) : DOWN),
});

/** How much virtual interfaces may send, KiB/s. A limit counts when an interface is plugged (xenopsd, device.ml Vif). */
export const LIMITS = new TextHistory<'VIF'>({
  cls: 'VIF',
  part: 'limits',
  fields: ['qos_algorithm_type', 'qos_algorithm_params', 'currently_attached'],
  textOf: ({ qos_algorithm_type: type, qos_algorithm_params: params }) =>
    type === 'ratelimit' ? (params['kbps'] ?? '') : '',
  applies: (before, after) => !before.currently_attached || !after.currently_attached,
});

/** Of a link that says nothing. */
const USUAL_MBIT = 10_000;

export interface Link {
  readonly device: string;
  readonly metrics: Ref<'PIF_metrics'>;
  /** Part of its rate that data get. */
  readonly payload: number;
}

/** A physical interface of a server or a bond of them, and the networks that it carries. */
export interface Trunk {
  readonly device: string;
  readonly mode: HostPort['mode'];
  readonly links: readonly Link[];
}

/** The interfaces of a server that wires leave, and which of them a network uses: VLANs that of the port below them. */
export function trunksOf(
  { db }: World,
  host: Records['host'],
): { readonly trunks: readonly Trunk[]; readonly deviceOf: ReadonlyMap<Ref<'network'>, string> } {
  const trunks: Trunk[] = [];
  const deviceOf = new Map<Ref<'network'>, string>();
  for (const ref of host.PIFs) {
    const pif = db.row('PIF', ref);
    if (pif.tunnel_access_PIF_of.length > 0) continue;
    if (!deviceOf.has(pif.network)) deviceOf.set(pif.network, pif.device);
    if (pif.VLAN >= 0) continue;
    const bond = pif.bond_master_of.map((each) => db.row('Bond', each))[0];
    const members = bond === undefined ? [pif] : bond.slaves.map((slave) => db.row('PIF', slave));
    // An active-backup bond prefers its primary.
    const primary = bond === undefined ? undefined : db.get('PIF', bond.primary_slave);
    const ordered =
      primary === undefined ? members : [primary, ...members.filter((each) => each.device !== primary.device)];
    const links = ordered.map(({ device, metrics }) => ({ device, metrics, payload: payloadShare(pif.MTU || 1500) }));
    trunks.push({ device: pif.device, mode: bond?.mode ?? 'active-backup', links });
  }
  return { trunks, deviceOf };
}

/** The links of a trunk that are up at a moment, and what data each carries. */
export function linksAt(
  world: World,
  { links }: Trunk,
  timeS: number,
): readonly { readonly device: string; readonly mbitPerS: number }[] {
  return links.flatMap(({ device, metrics, payload }) => {
    const text = textAt(LINKS.spans(world, metrics), timeS);
    return text === DOWN ? [] : [{ device, mbitPerS: (Number(text ?? 0) || USUAL_MBIT) * payload }];
  });
}

/** What an interface may send in each row, bytes a second; null when there was never a limit. */
export function limitAlong(world: World, { lastS, stepS }: Axis, vif: Ref<'VIF'>): ((at: number) => number) | null {
  const spans = LIMITS.spans(world, vif);
  if (spans.length === 0) return null;
  return (at) => {
    const kib = Number(textAt(spans, lastS - (at + 0.5) * stepS) ?? 0);
    return kib > 0 ? kib * 1024 : Infinity;
  };
}

function textAt(
  spans: readonly { readonly text: string; readonly fromS: number; readonly toS: number }[],
  timeS: number,
): string | undefined {
  return spans.find(({ fromS, toS }) => fromS <= timeS && timeS < toS)?.text;
}
