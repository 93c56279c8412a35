import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Target } from '../../commands';
import { hostIsLive, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

export type Host = Records['host'];

export function hostOf(inventory: Inventory, target: Pick<Target, 'ref'>): Host | undefined {
  return row(inventory, 'host', target.ref);
}

export function hostUuid(inventory: Inventory, ref: string): string {
  return row(inventory, 'host', ref)?.uuid ?? ref;
}

/** Why nothing can be asked of a server; null: it answers. */
export function liveReason(inventory: Inventory, target: Pick<Target, 'ref'>): string | null {
  const host = hostOf(inventory, target);
  if (!host) return texts.reasons.gone;
  return hostIsLive(inventory, host) ? null : texts.reasons.down;
}

/** Why nothing that HA counts on can be changed; null: it is off. */
export const haReason = (inventory: Inventory): string | null =>
  only(inventory, 'pool')?.[1].ha_enabled ? texts.reasons.ha : null;

export function isCoordinator(inventory: Inventory, ref: string): boolean {
  return only(inventory, 'pool')?.[1].master === ref;
}

/** A VM that has its domain on a server, with its reference. */
export type Resident = readonly [ref: Ref<'VM'>, vm: Records['VM']];

/** The VMs on a server, without its control domain. */
export function residents(inventory: Inventory, host: Host): readonly Resident[] {
  return host.resident_VMs.flatMap((ref) => {
    const vm = row(inventory, 'VM', ref);
    return vm && !vm.is_control_domain ? [[ref, vm] as const] : [];
  });
}

/** Servers that could take over from this one. */
export function others(inventory: Inventory, ref: string): readonly (readonly [Ref<'host'>, Host])[] {
  return [...rows(inventory, 'host')].filter(
    ([other, host]) => other !== ref && host.enabled && hostIsLive(inventory, host),
  );
}
