import { CirclePlay, CircleStop, Unplug } from 'lucide-react';
import { asyncCall, asyncLine, xeLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { row } from '../../objects';
import { detachReason, pluggingReason } from './disk-reasons';
import { vbdUuid } from './drives';
import { texts } from './texts';

const DRIVE = ['vbd'] as const;

/** Commands on the drives of a VM: XenCenter's Activate, Deactivate and Detach. */
export const driveCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vbd.activate',
    button: true,
    label: texts.labels.activate,
    verb: texts.verbs.activate,
    title: texts.titles.activate,
    icon: CirclePlay,
    group: 'device',
    kinds: DRIVE,
    isOffered: (inventory, target) => row(inventory, 'VBD', target.ref)?.currently_attached === false,
    reason: (inventory, target) => pluggingReason(inventory, target.ref, 'plug'),
    ...asyncCall(
      'VBD.plug',
      (drive) => [drive.ref],
      (inventory, drive) => ['vbd-plug', { uuid: vbdUuid(inventory, drive.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'vbd.deactivate',
    button: true,
    label: texts.labels.deactivate,
    verb: texts.verbs.deactivate,
    title: texts.titles.deactivate,
    icon: CircleStop,
    group: 'device',
    kinds: DRIVE,
    isOffered: (inventory, target) => row(inventory, 'VBD', target.ref)?.currently_attached === true,
    reason: (inventory, target) => pluggingReason(inventory, target.ref, 'unplug'),
    confirm: () => ({ consequence: texts.consequences.deactivate, losses: [] }),
    ...asyncCall(
      'VBD.unplug',
      (drive) => [drive.ref],
      (inventory, drive) => ['vbd-unplug', { uuid: vbdUuid(inventory, drive.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'vbd.detach',
    button: true,
    label: texts.labels.detach,
    verb: texts.verbs.detach,
    title: texts.titles.detach,
    icon: Unplug,
    group: 'device',
    kinds: DRIVE,
    calls: ['VBD.unplug', 'VBD.destroy'],
    reason: (inventory, target) => detachReason(inventory, target.ref),
    confirm: (inventory, targets) => ({
      consequence: targets.some((target) => isActive(inventory, target.ref))
        ? texts.consequences.detachActive
        : texts.consequences.detach,
      losses: [],
    }),
    script: (inventory, target) => {
      const uuid = vbdUuid(inventory, target.ref);
      const active = isActive(inventory, target.ref);
      return {
        api: [...(active ? [asyncLine('VBD.unplug', target.ref)] : []), asyncLine('VBD.destroy', target.ref)],
        xe: [...(active ? [xeLine('vbd-unplug', { uuid })] : []), xeLine('vbd-destroy', { uuid })],
      };
    },
    run: async (job, target) => {
      if (isActive(job.inventory, target.ref)) await job.task('VBD.unplug', target.ref);
      await job.task('VBD.destroy', target.ref);
    },
  },
];

function isActive(inventory: Parameters<PoolCommand['reason']>[0], ref: string): boolean {
  return row(inventory, 'VBD', ref)?.currently_attached === true;
}
