import {
  CirclePause,
  CirclePlay,
  Moon,
  Play,
  PowerOff,
  RotateCcw,
  RotateCwSquare,
  Square,
  Sunrise,
} from 'lucide-react';
import type { Inventory } from '../../objects';
import type { Confirmation, PoolCommand, Target } from '../command';
import { texts } from '../texts';
import { vmReason } from '../vm-reasons';
import { asyncCall, uuidOf, vmOf } from './vm-call';

const VM_ONLY = ['vm'] as const;

const isState =
  (...states: readonly string[]) =>
  (inventory: Inventory, target: Target): boolean =>
    states.includes(vmOf(inventory, target)?.power_state ?? '');

const isProtected = (inventory: Inventory, targets: readonly Target[]): boolean =>
  targets.some((target) => vmOf(inventory, target)?.ha_restart_priority === 'restart');

/** What happens to the users of the machines, and that high availability may undo it. */
function interruption(one: string, many: string) {
  return (inventory: Inventory, targets: readonly Target[]): Confirmation => ({
    consequence: [
      targets.length === 1 ? one : many,
      isProtected(inventory, targets) ? texts.consequences.haRestarts : '',
    ]
      .join(' ')
      .trim(),
    losses: [],
  });
}

export const powerCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'vm.start',
    button: true,
    label: texts.labels.start,
    verb: texts.verbs.start,
    title: texts.titles.start,
    icon: Play,
    group: 'power',
    shortcut: 'Mod+B',
    kinds: VM_ONLY,
    isOffered: isState('Halted', 'Running'),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'start'),
    ...asyncCall(
      'VM.start',
      (vm) => [vm.ref, false, false],
      (inventory, vm) => ['vm-start', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.resume',
    button: true,
    label: texts.labels.resume,
    verb: texts.verbs.resume,
    title: texts.titles.resume,
    icon: Sunrise,
    group: 'power',
    shortcut: 'Mod+Y',
    kinds: VM_ONLY,
    isOffered: isState('Suspended'),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'resume'),
    ...asyncCall(
      'VM.resume',
      (vm) => [vm.ref, false, false],
      (inventory, vm) => ['vm-resume', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.unpause',
    button: true,
    label: texts.labels.unpause,
    verb: texts.verbs.unpause,
    title: texts.titles.unpause,
    icon: CirclePlay,
    group: 'power',
    kinds: VM_ONLY,
    isOffered: isState('Paused'),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'unpause'),
    ...asyncCall(
      'VM.unpause',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-unpause', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.shutdown',
    button: true,
    label: texts.labels.shutdown,
    verb: texts.verbs.shutdown,
    title: texts.titles.shutdown,
    icon: Square,
    group: 'power',
    shortcut: 'Mod+E',
    kinds: VM_ONLY,
    confirm: interruption(texts.consequences.shutdown, texts.consequences.shutdownMany),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'clean_shutdown'),
    ...asyncCall(
      'VM.clean_shutdown',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-shutdown', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.reboot',
    button: true,
    label: texts.labels.reboot,
    verb: texts.verbs.reboot,
    title: texts.titles.reboot,
    icon: RotateCcw,
    group: 'power',
    shortcut: 'Mod+Shift+B',
    kinds: VM_ONLY,
    confirm: interruption(texts.consequences.reboot, texts.consequences.rebootMany),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'clean_reboot'),
    ...asyncCall(
      'VM.clean_reboot',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-reboot', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.suspend',
    button: true,
    label: texts.labels.suspend,
    verb: texts.verbs.suspend,
    title: texts.titles.suspend,
    icon: Moon,
    group: 'power',
    shortcut: 'Mod+Y',
    kinds: VM_ONLY,
    isOffered: isState('Running', 'Halted', 'Paused'),
    confirm: interruption(texts.consequences.suspend, texts.consequences.suspend),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'suspend'),
    ...asyncCall(
      'VM.suspend',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-suspend', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.pause',
    label: texts.labels.pause,
    verb: texts.verbs.pause,
    title: texts.titles.pause,
    icon: CirclePause,
    group: 'power',
    kinds: VM_ONLY,
    isOffered: isState('Running'),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'pause'),
    ...asyncCall(
      'VM.pause',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-pause', { uuid: uuidOf(inventory, vm) }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.forceShutdown',
    label: texts.labels.forceShutdown,
    verb: texts.verbs.forceShutdown,
    title: texts.titles.forceShutdown,
    icon: PowerOff,
    group: 'force',
    danger: true,
    kinds: VM_ONLY,
    isOffered: isState('Running', 'Paused', 'Suspended'),
    confirm: (inventory, targets) => {
      const suspended = targets.some((target) => vmOf(inventory, target)?.power_state === 'Suspended');
      return interruption(
        suspended ? texts.consequences.forceShutdownSuspended : texts.consequences.force,
        texts.consequences.force,
      )(inventory, targets);
    },
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'hard_shutdown'),
    ...asyncCall(
      'VM.hard_shutdown',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-shutdown', { uuid: uuidOf(inventory, vm), force: 'true' }],
    ),
  },
  {
    type: 'pool',
    id: 'vm.forceReboot',
    label: texts.labels.forceReboot,
    verb: texts.verbs.forceReboot,
    title: texts.titles.forceReboot,
    icon: RotateCwSquare,
    group: 'force',
    danger: true,
    kinds: VM_ONLY,
    isOffered: isState('Running', 'Paused'),
    confirm: interruption(texts.consequences.force, texts.consequences.force),
    reason: (inventory, target) => vmReason(vmOf(inventory, target), 'hard_reboot'),
    ...asyncCall(
      'VM.hard_reboot',
      (vm) => [vm.ref],
      (inventory, vm) => ['vm-reboot', { uuid: uuidOf(inventory, vm), force: 'true' }],
    ),
  },
];
