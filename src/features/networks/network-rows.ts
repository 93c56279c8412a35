import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphOf, labelOr, networkVisibility, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { isSriov } from './commands/interface-model';
import { networkLink, nicText } from './link';
import type { LinkState } from './link';
import { texts } from './texts';

/** One network of a pool, or as one server has it. */
export interface NetworkRow {
  readonly id: ObjectId;
  readonly network: Records['network'];
  readonly name: string;
  readonly glyph: GlyphSpec;
  readonly nic: string;
  readonly vlan: string;
  readonly link: LinkState;
  /** Of the server's own NIC; a pool has one on each server. */
  readonly mac: string;
  readonly isSriov: boolean;
}

/** The networks of a pool, or of one server with its own NICs, by name. */
export function networkRows(inventory: Inventory, connection: string, host: Ref<'host'> | null): readonly NetworkRow[] {
  const found: NetworkRow[] = [];
  for (const [ref, network] of rows(inventory, 'network')) {
    if (networkVisibility(inventory, network) !== 'shown') continue;
    const glyph = glyphOf(inventory, 'network', ref);
    if (!glyph) continue;
    const pifs = network.PIFs.map((pif) => row(inventory, 'PIF', pif)).filter(
      (pif) => pif !== undefined && (host === null || pif.host === host),
    ) as readonly Records['PIF'][];
    found.push({
      id: { connection, class: 'network', ref },
      network,
      name: labelOr(network.name_label),
      glyph,
      nic: pifs.length === 0 ? texts.private : distinct(pifs.map((pif) => nicText(inventory, pif))),
      vlan: distinct(pifs.filter((pif) => pif.VLAN >= 0).map((pif) => String(pif.VLAN))),
      link: networkLink(inventory, pifs),
      mac: host === null ? '' : (pifs[0]?.MAC ?? ''),
      isSriov: isSriov(inventory, ref),
    });
  }
  return found.sort((a, b) => compareNatural(a.name, b.name));
}

function distinct(words: readonly string[]): string {
  return [...new Set(words)].sort(compareNatural).join(', ');
}

export const sameNetworks = sameRows((each: NetworkRow) => [
  each.network,
  each.nic,
  each.vlan,
  each.link.label,
  each.mac,
  each.glyph,
]);
