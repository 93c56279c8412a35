import { Disc, DiscAlbum } from 'lucide-react';
import { asyncCall, asyncLine, textInput, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { discChoices, hasDiscs } from './disk-choices';
import { mediumReason } from './disk-reasons';
import { vbdUuid, vdiUuid } from './drives';
import { texts } from './texts';

const DISC = 'disc';

const isCd = (inventory: Inventory, target: Target): boolean => row(inventory, 'VBD', target.ref)?.type === 'CD';
const isEmpty = (inventory: Inventory, target: Target): boolean => row(inventory, 'VBD', target.ref)?.empty !== false;

/** Discs in and out of the CD drives of a VM. */
export const discCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vbd.insert',
    button: true,
    label: texts.labels.insert,
    verb: texts.verbs.insert,
    title: texts.titles.insert,
    icon: DiscAlbum,
    group: 'device',
    kinds: ['vbd'],
    calls: ['VBD.eject', 'VBD.insert'],
    single: true,
    isOffered: isCd,
    reason: (inventory, target) =>
      mediumReason(inventory, target.ref, 'insert') ?? (hasDiscs(inventory) ? null : texts.reasons.noDiscs),
    fields: (inventory, targets) => {
      const vbd = row(inventory, 'VBD', targets[0]?.ref ?? '');
      const choices = discChoices(inventory, vbd && row(inventory, 'VM', vbd.VM));
      return [{ kind: 'choice', id: DISC, label: texts.fields.disc, initial: '', choices, checksServers: false }];
    },
    script: (inventory, target, input) => {
      const disc = textInput(input, DISC);
      const uuid = vbdUuid(inventory, target.ref);
      const full = !isEmpty(inventory, target);
      return {
        api: [...(full ? [asyncLine('VBD.eject', target.ref)] : []), asyncLine('VBD.insert', target.ref, disc)],
        xe: [
          ...(full ? [xeLine('vbd-eject', { uuid })] : []),
          xeLine('vbd-insert', { uuid, 'vdi-uuid': vdiUuid(inventory, disc) }),
        ],
      };
    },
    run: async (job, target, input) => {
      if (!isEmpty(job.inventory, target)) await job.task('VBD.eject', target.ref);
      await job.task('VBD.insert', target.ref, textInput(input, DISC));
    },
  },
  {
    type: 'pool',
    id: 'vbd.eject',
    button: true,
    label: texts.labels.eject,
    verb: texts.verbs.eject,
    title: texts.titles.eject,
    icon: Disc,
    group: 'device',
    kinds: ['vbd'],
    isOffered: isCd,
    reason: (inventory, target) => mediumReason(inventory, target.ref, 'eject'),
    ...asyncCall(
      'VBD.eject',
      (drive) => [drive.ref],
      (inventory, drive) => ['vbd-eject', { uuid: vbdUuid(inventory, drive.ref) }],
    ),
  },
];
