import { isNullRef } from '../../xapi/datamodel/ref';
import type { Records } from '../../xapi/datamodel/types.gen';
import type { Tone } from '../../ui/display/badge';
import { row } from '../objects';
import type { Inventory } from '../objects';
import { texts } from './texts';

export interface LinkState {
  readonly tone: Tone;
  readonly label: string;
}

const UP: LinkState = { tone: 'ok', label: texts.link.up };
const DOWN: LinkState = { tone: 'danger', label: texts.link.down };
const UNPLUGGED: LinkState = { tone: 'neutral', label: texts.link.unplugged };
const UNKNOWN: LinkState = { tone: 'neutral', label: texts.link.unknown };
const NONE: LinkState = { tone: 'neutral', label: '' };

export function metricsOf(inventory: Inventory, pif: Records['PIF']): Records['PIF_metrics'] | undefined {
  return isNullRef(pif.metrics) ? undefined : row(inventory, 'PIF_metrics', pif.metrics);
}

/** Whether a NIC has a carrier. */
export function linkOf(inventory: Inventory, pif: Records['PIF']): LinkState {
  const metrics = metricsOf(inventory, pif);
  if (!metrics) return UNKNOWN;
  if (metrics.carrier) return UP;
  return pif.currently_attached ? DOWN : UNPLUGGED;
}

/** The link of a network: that of its NIC on one server, or on how many servers it has one. */
export function networkLink(inventory: Inventory, pifs: readonly Records['PIF'][]): LinkState {
  const known = pifs.map((pif) => metricsOf(inventory, pif)).filter((metrics) => metrics !== undefined);
  if (pifs.length === 0) return NONE;
  if (known.length === 0) return UNKNOWN;
  const up = known.filter((metrics) => metrics.carrier).length;
  if (up === known.length) return { tone: 'ok', label: texts.link.allUp(up) };
  if (up === 0) return DOWN;
  return { tone: 'warning', label: texts.link.someUp(up, known.length) };
}

/** `eth1`, or `bond0 (eth0 + eth1)`. */
export function nicText(inventory: Inventory, pif: Records['PIF']): string {
  for (const ref of pif.bond_master_of) {
    const bond = row(inventory, 'Bond', ref);
    if (bond) return texts.bondOf(pif.device, memberNames(inventory, bond).join(' + '));
  }
  return pif.device;
}

export function memberNames(inventory: Inventory, bond: Records['Bond']): readonly string[] {
  return bond.slaves
    .map((ref) => row(inventory, 'PIF', ref)?.device)
    .filter((device) => device !== undefined)
    .toSorted();
}
