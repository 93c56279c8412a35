import { isNullRef } from '../../xapi/datamodel/ref';
import type { Ref } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { GlyphSpec } from '../../ui/glyphs/kinds';
import type { ObjectId } from '../navigation';
import { glyphFor, nameOf, row, rows } from '../objects';
import type { Inventory } from '../objects';
import { compareNatural, sameRows } from '../values';
import { linkOf, memberNames, metricsOf } from './link';
import type { LinkState } from './link';
import { texts } from './texts';

/** One NIC or bond of a server. */
export interface NicRow {
  readonly id: ObjectId;
  readonly pif: Records['PIF'];
  readonly metrics: Records['PIF_metrics'] | undefined;
  readonly glyph: GlyphSpec;
  readonly link: LinkState;
  /** What it is made of, or what it belongs to. */
  readonly bond: string;
  readonly network: string;
  readonly sriov: string;
}

const NIC = glyphFor('network', null, null, 'nic');
const BOND = glyphFor('network', null, null, 'bond');

/** The cards of a server by device, then its bonds; VLANs are networks and no NICs. */
export function nicRows(inventory: Inventory, connection: string, host: Ref<'host'>): readonly NicRow[] {
  const found: NicRow[] = [];
  for (const [ref, pif] of rows(inventory, 'PIF')) {
    const isBond = pif.bond_master_of.length > 0;
    if (pif.host !== host || (!pif.physical && !isBond)) continue;
    found.push({
      id: { connection, class: 'PIF', ref },
      pif,
      metrics: metricsOf(inventory, pif),
      glyph: isBond ? BOND : NIC,
      link: linkOf(inventory, pif),
      bond: bondText(inventory, pif),
      // The network of a member is of no use: what belongs to the bond is on the bond's.
      network: isNullRef(pif.bond_slave_of) ? (nameOf(inventory, 'network', pif.network) ?? '') : '',
      sriov: sriovText(inventory, pif),
    });
  }
  return found.sort(
    (a, b) => Number(!a.pif.physical) - Number(!b.pif.physical) || compareNatural(a.pif.device, b.pif.device),
  );
}

function bondText(inventory: Inventory, pif: Records['PIF']): string {
  for (const ref of pif.bond_master_of) {
    const bond = row(inventory, 'Bond', ref);
    if (bond) return texts.bondMembers(texts.bondModes[bond.mode], memberNames(inventory, bond).join(', '));
  }
  const bond = isNullRef(pif.bond_slave_of) ? undefined : row(inventory, 'Bond', pif.bond_slave_of);
  return bond ? texts.memberOf(row(inventory, 'PIF', bond.master)?.device ?? '') : '';
}

function sriovText(inventory: Inventory, pif: Records['PIF']): string {
  for (const ref of pif.sriov_physical_PIF_of) {
    const sriov = row(inventory, 'network_sriov', ref);
    if (sriov) return sriov.requires_reboot ? texts.sriov.afterReboot : texts.sriov.used;
  }
  return pif.capabilities.includes('sriov') ? texts.sriov.possible : texts.sriov.no;
}

export const sameNics = sameRows((each: NicRow) => [each.pif, each.metrics, each.bond, each.network, each.sriov]);
