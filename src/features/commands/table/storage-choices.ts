import { labelOr, nameOf, only, row, rows, srHost } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatBytes } from '../../values';
import type { Choice, Field } from '../command';
import { texts } from '../texts';

/** Storage that can take the disks of a VM, in natural order, the pool's default first. */
function storageChoices(inventory: Inventory): readonly Choice[] {
  const standard = only(inventory, 'pool')?.[1].default_SR;
  const choices: Choice[] = [];
  for (const [ref, sr] of rows(inventory, 'SR')) {
    if (!sr.allowed_operations.includes('vdi_create') && sr.allowed_operations.length > 0) continue;
    if (sr.content_type === 'iso' || sr.type === 'udev' || sr.type === 'iso') continue;
    const host = srHost(inventory, sr);
    const server = host === null ? undefined : nameOf(inventory, 'host', host);
    const name = labelOr(sr.name_label);
    const attached = sr.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.currently_attached === true);
    choices.push({
      key: ref,
      label: server === undefined ? name : texts.fields.storageOn(name, server),
      detail: texts.fields.freeSpace(formatBytes(Math.max(0, sr.physical_size - sr.physical_utilisation))),
      reason: attached ? null : texts.reasons.storageDetached,
    });
  }
  return choices.sort(
    (a, b) => Number(b.key === standard) - Number(a.key === standard) || compareNatural(a.label, b.label),
  );
}

export const storageUuid = (inventory: Inventory, ref: string): string => row(inventory, 'SR', ref)?.uuid ?? ref;

/** Asks for storage; the first that can take disks is chosen. */
export function storageField(inventory: Inventory, id: string): Field {
  const choices = storageChoices(inventory);
  const initial = choices.find((choice) => choice.reason === null)?.key ?? '';
  return { kind: 'choice', id, label: texts.fields.storage, initial, choices, checksServers: false };
}
