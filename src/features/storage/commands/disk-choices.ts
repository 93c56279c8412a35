import type { Records } from '../../../xapi/datamodel/types.gen';
import type { Choice } from '../../commands';
import { isNullRef } from '../../../xapi/datamodel/ref';
import { labelOr, row, rows, vdiVisibility } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import { isReached } from './disk-reasons';
import { usesOf } from './drives';
import { storageName } from './storage-choices';
import { texts } from './texts';

const byName = (a: Choice, b: Choice): number =>
  Number(a.reason !== null) - Number(b.reason !== null) || compareNatural(a.label, b.label);

/** Disks of the pool that could become disks of a VM too; what can be chosen stands first. */
export function diskChoices(inventory: Inventory, vmRef: string): readonly Choice[] {
  const vm = row(inventory, 'VM', vmRef);
  if (!vm) return [];
  const choices: Choice[] = [];
  for (const [ref, vdi] of rows(inventory, 'VDI')) {
    if (!isAttachable(inventory, vdi)) continue;
    const users = usesOf(inventory, vdi);
    const detail = texts.fields.diskDetail(formatBytes(vdi.virtual_size), storageName(inventory, vdi.SR));
    const names = users.map(({ vm: user }) => user.name_label).join(', ');
    choices.push({
      key: ref,
      label: labelOr(vdi.name_label),
      detail: users.length === 0 ? detail : texts.fields.usedBy(detail, names),
      reason: users.some(({ vbd }) => vbd.VM === vmRef)
        ? texts.reasons.alreadyItsDisk
        : users.length > 0 && !vdi.sharable
          ? texts.reasons.usedBy(names)
          : reachReason(inventory, vdi.SR, vm),
    });
  }
  return choices
    .sort(byName)
    .map((each) => ({ ...each, group: texts.fields[each.reason === null ? 'freeDisks' : 'otherDisks'] }));
}

function isAttachable(inventory: Inventory, vdi: Records['VDI']): boolean {
  if (vdi.is_a_snapshot || vdi.missing || (vdi.type !== 'user' && vdi.type !== 'system')) return false;
  const sr = row(inventory, 'SR', vdi.SR);
  return (
    sr !== undefined && sr.content_type !== 'iso' && sr.type !== 'udev' && vdiVisibility(inventory, vdi) === 'shown'
  );
}

/** Whether the pool has any disc; asked with every batch of events, so the first one found is enough. */
export function hasDiscs(inventory: Inventory): boolean {
  for (const sr of rows(inventory, 'SR').values()) if (sr.content_type === 'iso' && sr.VDIs.length > 0) return true;
  return false;
}

/** Discs that a drive of a VM could take: those of libraries, and the guest tools. */
export function discChoices(inventory: Inventory, vm: Records['VM'] | undefined): readonly Choice[] {
  const choices: Choice[] = [];
  for (const [ref, vdi] of rows(inventory, 'VDI')) {
    const sr = row(inventory, 'SR', vdi.SR);
    if (!sr || sr.content_type !== 'iso' || vdi.missing || !vdi.managed) continue;
    choices.push({
      key: ref,
      label: labelOr(vdi.name_label),
      detail: storageName(inventory, vdi.SR),
      reason: vm ? reachReason(inventory, vdi.SR, vm) : null,
    });
  }
  return choices.sort(byName);
}

function reachReason(inventory: Inventory, sr: string, vm: Records['VM']): string | null {
  if (!isNullRef(vm.resident_on))
    return isReached(inventory, sr, vm.resident_on) ? null : texts.reasons.storageElsewhere;
  const isAttached = (row(inventory, 'SR', sr)?.PBDs ?? []).some(
    (pbd) => row(inventory, 'PBD', pbd)?.currently_attached,
  );
  return isAttached ? null : texts.reasons.storageDetached;
}
