import { Crown, LogOut, Trash2 } from 'lucide-react';
import { asyncCall } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { hostIsLive, labelOr, only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { hostOf, hostUuid, isCoordinator, liveReason, residents } from './hosts';
import { texts } from './texts';

const why = texts.reasons;

/** Storage that only this server has, and that goes with it. */
function localStorage(inventory: Inventory, { ref }: Target): readonly string[] {
  return [...rows(inventory, 'SR').values()]
    .filter(
      (sr) =>
        !sr.shared && sr.content_type !== 'iso' && sr.PBDs.some((pbd) => row(inventory, 'PBD', pbd)?.host === ref),
    )
    .map((sr) => texts.consequences.losesStorage(labelOr(sr.name_label)));
}

/** Which server leads a pool, and which belong to it. */
export const membershipCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.makeCoordinator',
    label: texts.labels.makeCoordinator,
    verb: texts.verbs.makeCoordinator,
    title: texts.titles.makeCoordinator,
    question: texts.titles.makeCoordinator,
    icon: Crown,
    group: 'edit',
    kinds: ['host'],
    single: true,
    isOffered: (inventory, target) => !isCoordinator(inventory, target.ref),
    reason: (inventory, target) => {
      if (isCoordinator(inventory, target.ref)) return why.isCoordinator;
      return liveReason(inventory, target) ?? (hostOf(inventory, target)?.enabled ? null : why.endMaintenance);
    },
    confirm: () => ({ consequence: texts.consequences.makeCoordinator, losses: [] }),
    ...asyncCall(
      'pool.designate_new_master',
      (host) => [host.ref],
      (inventory, host) => ['pool-designate-new-master', { 'host-uuid': hostUuid(inventory, host.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'host.eject',
    label: texts.labels.eject,
    verb: texts.verbs.eject,
    title: texts.titles.eject,
    question: texts.titles.eject,
    icon: LogOut,
    group: 'remove',
    danger: true,
    kinds: ['host'],
    single: true,
    reason: (inventory, target) => {
      const host = hostOf(inventory, target);
      if (!host) return why.gone;
      if (rows(inventory, 'host').size === 1) return why.onlyServer;
      if (isCoordinator(inventory, target.ref)) return why.coordinatorStays;
      if (only(inventory, 'pool')?.[1].ha_enabled) return why.ha;
      return liveReason(inventory, target) ?? (residents(inventory, host).length > 0 ? why.hasVms : null);
    },
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.eject,
      losses: targets.flatMap((target) => localStorage(inventory, target)),
    }),
    ...asyncCall(
      'pool.eject',
      (host) => [host.ref],
      (inventory, host) => ['pool-eject', { 'host-uuid': hostUuid(inventory, host.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'host.destroy',
    label: texts.labels.destroy,
    verb: texts.verbs.destroy,
    title: texts.titles.destroy,
    icon: Trash2,
    group: 'remove',
    danger: true,
    kinds: ['host'],
    isOffered: (inventory, target) => {
      const host = hostOf(inventory, target);
      return host !== undefined && !hostIsLive(inventory, host);
    },
    reason: (inventory, target) => {
      const host = hostOf(inventory, target);
      if (!host) return why.gone;
      if (isCoordinator(inventory, target.ref)) return why.coordinatorStays;
      return hostIsLive(inventory, host) ? why.liveStays : null;
    },
    confirm: (inventory, targets) => ({
      consequence: texts.consequences.destroy,
      losses: targets.flatMap((target) => localStorage(inventory, target)),
    }),
    ...asyncCall(
      'host.destroy',
      (host) => [host.ref],
      (inventory, host) => ['host-forget', { uuid: hostUuid(inventory, host.ref) }],
    ),
  },
];
