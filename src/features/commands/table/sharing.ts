import { ArrowRight, ClipboardCopy, Fingerprint, Link2 } from 'lucide-react';
import type { Inventory, ObjectKind } from '../../objects';
import type { LocalCommand, Target } from '../command';
import { recordOfTarget } from '../target';
import type { TargetKind } from '../target';
import { texts } from '../texts';
import { NAMED } from './named';

const EVERYTHING: readonly ObjectKind[] = [...NAMED, 'pgpu'];

const COPIED: readonly TargetKind[] = [...EVERYTHING, 'vbd', 'vif', 'pbd', 'pif'];

const exists = (inventory: Inventory, target: Target): string | null =>
  recordOfTarget(inventory, target) ? null : texts.reasons.gone;

const uuidOf = (inventory: Inventory, target: Target): string => {
  const record: { readonly uuid: string } | undefined = recordOfTarget(inventory, target);
  return record?.uuid ?? '';
};

/** Commands of the console itself; nothing is sent to the pool. */
export const sharingCommands: readonly LocalCommand[] = [
  {
    type: 'local',
    id: 'object.goTo',
    label: texts.labels.goTo,
    icon: ArrowRight,
    group: 'share',
    kinds: EVERYTHING,
    single: true,
    reason: exists,
    run: (effects, _inventory, targets) =>
      effects.navigate({ view: 'infrastructure', selection: targets.map((target) => target.id) }),
  },
  {
    type: 'local',
    id: 'object.copyName',
    label: texts.labels.copyName,
    icon: ClipboardCopy,
    group: 'share',
    kinds: COPIED,
    reason: exists,
    run: (effects, _inventory, targets) =>
      effects.copyText(targets.map((target) => target.name).join('\n'), texts.copiedName),
  },
  {
    type: 'local',
    id: 'object.copyUuid',
    label: texts.labels.copyUuid,
    icon: Fingerprint,
    group: 'share',
    kinds: COPIED,
    reason: exists,
    run: (effects, inventory, targets) =>
      effects.copyText(targets.map((target) => uuidOf(inventory, target)).join('\n'), texts.copiedUuid),
  },
  {
    type: 'local',
    id: 'object.copyRef',
    label: texts.labels.copyRef,
    icon: Link2,
    group: 'share',
    kinds: COPIED,
    reason: exists,
    run: (effects, _inventory, targets) =>
      effects.copyText(targets.map((target) => target.ref).join('\n'), texts.copiedRef),
  },
];
