import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Tone } from '../../ui/display/badge';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphFor, nameOf, objectTexts, row } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { texts } from './texts';

/** One network interface of a VM, template or snapshot. */
export interface InterfaceRow {
  readonly id: ObjectId;
  readonly vif: Records['VIF'];
  readonly glyph: GlyphSpec;
  readonly network: string;
  readonly addresses: readonly string[];
  readonly state: { readonly tone: Tone; readonly label: string };
}

const ACTIVE = { tone: 'ok', label: texts.states.active } as const;
const INACTIVE = { tone: 'neutral', label: texts.states.inactive } as const;
const GLYPH = glyphFor('network', null, null, 'nic');

/** The interfaces of a VM in the order of their devices. */
export function interfaceRows(inventory: Inventory, connection: string, vm: Ref<'VM'>): readonly InterfaceRow[] {
  const machine = row(inventory, 'VM', vm);
  const reported = machine && row(inventory, 'VM_guest_metrics', machine.guest_metrics)?.networks;
  const rows: InterfaceRow[] = [];
  for (const ref of machine?.VIFs ?? []) {
    const vif = row(inventory, 'VIF', ref);
    if (!vif) continue;
    rows.push({
      id: { connection, class: 'VIF', ref },
      vif,
      glyph: GLYPH,
      network: nameOf(inventory, 'network', vif.network) ?? '',
      addresses: addressesOf(reported ?? {}, vif.device),
      state: stateOf(vif),
    });
  }
  return rows.sort((a, b) => compareNatural(a.vif.device, b.vif.device));
}

/**
 * What the guest reported of one device: `0/ip` and `0/ipv6/0` from older agents, `0/ipv4/0`, `0/ipv4/1` from newer
 * ones, which report the first address twice.
 */
export function addressesOf(networks: Readonly<Record<string, string>>, device: string): readonly string[] {
  const own = Object.entries(networks).filter(([key]) => key.startsWith(`${device}/`));
  own.sort(([a], [b]) => compareNatural(a, b));
  return [...new Set(own.flatMap(([, value]) => value.split(/[\s,]+/)).filter((address) => address !== ''))];
}

function stateOf(vif: Records['VIF']): InterfaceRow['state'] {
  const [operation] = Object.values(vif.current_operations);
  const labels: Readonly<Record<string, string>> = objectTexts.operations;
  const label = operation === undefined ? undefined : labels[operation];
  if (label !== undefined) return { tone: 'info', label };
  return vif.currently_attached ? ACTIVE : INACTIVE;
}

export const sameInterfaces = sameRows((each: InterfaceRow) => [each.vif, each.network, each.addresses.join()]);
