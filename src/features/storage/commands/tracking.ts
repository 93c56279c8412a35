import { ScanLine, ScanSearch } from 'lucide-react';
import { asyncLine, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { diskReason } from './disk-reasons';
import { diskRefOf, vdiUuid } from './drives';
import { texts } from './texts';

const refOf = (inventory: Inventory, target: Target): string => diskRefOf(inventory, target) ?? '';

const isTracked = (inventory: Inventory, target: Target): boolean | undefined =>
  row(inventory, 'VDI', refOf(inventory, target))?.cbt_enabled;

/** Where the kind fits: in a CD drive lies a disc, and a snapshot never changes. */
function isOffered(inventory: Inventory, target: Target): boolean {
  const vdi = row(inventory, 'VDI', refOf(inventory, target));
  const isDrive = target.kind !== 'vbd' || row(inventory, 'VBD', target.ref)?.type === 'Disk';
  return isDrive && vdi !== undefined && !vdi.is_a_snapshot && row(inventory, 'SR', vdi.SR)?.content_type !== 'iso';
}

function trackingCommand(isOn: boolean): PoolCommand {
  const operation = isOn ? 'enable_cbt' : 'disable_cbt';
  const words = isOn ? 'trackChanges' : 'stopTracking';
  return {
    type: 'pool',
    id: isOn ? 'vdi.enableCbt' : 'vdi.disableCbt',
    label: texts.labels[words],
    verb: texts.verbs[words],
    title: texts.titles[words],
    question: texts.titles[words],
    icon: isOn ? ScanSearch : ScanLine,
    group: 'device',
    kinds: ['vbd', 'vdi'],
    calls: [`VDI.${operation}`],
    isOffered: (inventory, target) => isOffered(inventory, target) && isTracked(inventory, target) === !isOn,
    reason: (inventory, target) =>
      isTracked(inventory, target) === isOn
        ? texts.reasons[isOn ? 'trackedAlready' : 'notTracked']
        : diskReason(inventory, diskRefOf(inventory, target), operation),
    // Whoever makes backups of what changed has to begin anew after this.
    confirm: () => (isOn ? null : { consequence: texts.consequences.stopTracking, losses: [] }),
    script: (inventory, target) => ({
      api: [asyncLine(`VDI.${operation}`, refOf(inventory, target))],
      xe: [xeLine(isOn ? 'vdi-enable-cbt' : 'vdi-disable-cbt', { uuid: vdiUuid(inventory, refOf(inventory, target)) })],
    }),
    run: async (job, target) => {
      await job.task(`VDI.${operation}`, refOf(job.inventory, target));
    },
  };
}

/** Changed block tracking of disks. */
export const trackingCommands: readonly PoolCommand[] = [trackingCommand(true), trackingCommand(false)];
