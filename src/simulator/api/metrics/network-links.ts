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

const ON: ReadonlySet<string> = new Set(['on', 'true']);
const OFF: ReadonlySet<string> = new Set(['off', 'false']);
const USUAL = 'usual';

/** `ethtool-gro` stands above the property; what is neither on nor off says nothing (nm.ml determine_ethtool_settings). */
function groText({ other_config, properties }: Records['PIF']): string {
  for (const value of [other_config['ethtool-gro'], properties['gro']]) {
    if (value !== undefined && ON.has(value)) return 'on';
    if (value !== undefined && OFF.has(value)) return 'off';
  }
  return USUAL;
}

/** MTU and receive offload of physical interfaces: they count when one is plugged, or when a property is set (nm.ml). */
export const WIRES = new TextHistory<'PIF'>({
  cls: 'PIF',
  part: 'wires',
  fields: ['MTU', 'other_config', 'properties', 'currently_attached'],
  textOf: (pif) => `${pif.MTU || 1500} ${groText(pif)}`,
  applies: (before, after) =>
    before.MTU !== after.MTU ||
    before.properties !== after.properties ||
    before.currently_attached !== after.currently_attached,
});

/** Of a link that says nothing. */
const USUAL_MBIT = 10_000;

export interface Link {
  readonly device: string;
  readonly metrics: Ref<'PIF_metrics'>;
}

/** A physical interface of a server or a bond of them, and the networks that it carries. */
export interface Trunk {
  readonly pif: Ref<'PIF'>;
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
    const links = ordered.map(({ device, metrics }) => ({ device, metrics }));
    trunks.push({ pif: ref, device: pif.device, mode: bond?.mode ?? 'active-backup', links });
  }
  return { trunks, deviceOf };
}

/** A trunk at a moment. */
export interface TrunkState {
  readonly mtuBytes: number;
  /** Null where nobody says: as the release does it. */
  readonly hasGro: boolean | null;
  /** The links that are up, and what data each carries. */
  readonly links: readonly { readonly device: string; readonly mbitPerS: number }[];
}

export function trunkAt(world: World, { pif, links }: Trunk, timeS: number): TrunkState {
  const [mtu = '', gro = USUAL] = (textAt(WIRES.spans(world, pif), timeS) ?? '').split(' ');
  const mtuBytes = Number(mtu) || 1500;
  const payload = payloadShare(mtuBytes);
  return {
    mtuBytes,
    hasGro: gro === USUAL ? null : gro === 'on',
    links: links.flatMap(({ device, metrics }) => {
      const text = textAt(LINKS.spans(world, metrics), timeS);
      return text === DOWN ? [] : [{ device, mbitPerS: (Number(text ?? 0) || USUAL_MBIT) * payload }];
    }),
  };
}

/** Moments at which anything of trunks changed, seconds since 1970, in order: between two of them all is the same. */
export function changesOf(world: World, trunks: readonly Trunk[]): readonly number[] {
  const spans = trunks.flatMap(({ pif, links }) => [
    ...WIRES.spans(world, pif),
    ...links.flatMap(({ metrics }) => LINKS.spans(world, metrics)),
  ]);
  return [...new Set(spans.flatMap(({ fromS, toS }) => [fromS, toS]))].sort((a, b) => a - b);
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
