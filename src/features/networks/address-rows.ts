import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphOf, labelOr, nameOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { nicText } from './link';
import { texts } from './texts';

/** One interface of a server with an IP address, or that should have one. */
export interface AddressRow {
  readonly id: ObjectId;
  readonly pif: Records['PIF'];
  readonly server: string;
  readonly glyph: GlyphSpec;
  readonly purpose: string;
  readonly network: string;
  readonly nic: string;
}

/** By server, management first. */
export function addressRows(inventory: Inventory, connection: string, host: Ref<'host'> | null): readonly AddressRow[] {
  const found: AddressRow[] = [];
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    if (host !== null && pif.host !== host) continue;
    const hasAddress = pif.ip_configuration_mode !== 'None' || pif.ipv6_configuration_mode !== 'None';
    if (!pif.management && !hasAddress) continue;
    const server = row(inventory, 'host', pif.host);
    const glyph = glyphOf(inventory, 'host', pif.host);
    if (!server || !glyph) continue;
    const nic = nicText(inventory, pif);
    found.push({
      id: { connection, class: 'PIF', ref },
      pif,
      server: labelOr(server.name_label),
      glyph,
      purpose: purposeOf(pif),
      network: nameOf(inventory, 'network', pif.network) ?? '',
      nic: pif.VLAN >= 0 ? texts.nicOnVlan(nic, pif.VLAN) : nic,
    });
  }
  return found.sort(
    (a, b) =>
      compareNatural(a.server, b.server) ||
      Number(b.pif.management) - Number(a.pif.management) ||
      compareNatural(a.nic, b.nic),
  );
}

/** XenCenter keeps the name of a storage interface in `management_purpose`. */
function purposeOf(pif: Records['PIF']): string {
  if (pif.management) return texts.management;
  return pif.other_config['management_purpose'] ?? texts.otherPurpose;
}

export const sameAddresses = sameRows((each: AddressRow) => [
  each.pif,
  each.server,
  each.network,
  each.nic,
  each.glyph,
]);
