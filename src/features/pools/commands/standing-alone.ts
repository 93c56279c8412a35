import { Split } from 'lucide-react';
import { planned, runCalls, scriptOfCalls, xeLine } from '../../commands';
import type { PlannedCall, PoolCommand, Target } from '../../commands';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const poolOf = (inventory: Inventory, { ref }: Target) => row(inventory, 'pool', ref);

/** A pool is one for people by its name: without it, its only server stands for it (XenCenter's rule too). */
function callsFor(inventory: Inventory, target: Target): readonly PlannedCall[] {
  const pool = poolOf(inventory, target);
  const set = (key: string): string => xeLine('pool-param-set', { uuid: pool?.uuid ?? target.ref, [key]: '' });
  return [
    planned(set('name-label'), 'pool.set_name_label', target.ref, ''),
    ...((pool?.name_description ?? '') === ''
      ? []
      : [planned(set('name-description'), 'pool.set_name_description', target.ref, '')]),
  ];
}

/** A pool of which one server is left becomes that server again. */
export const standAlone: PoolCommand = {
  type: 'pool',
  id: 'pool.standAlone',
  ...texts.standAlone,
  question: texts.standAlone.title,
  icon: Split,
  group: 'remove',
  kinds: ['pool'],
  single: true,
  calls: ['pool.set_name_label', 'pool.set_name_description'],
  isOffered: (inventory, target) => (poolOf(inventory, target)?.name_label ?? '') !== '',
  reason: (inventory, target) => {
    const pool = poolOf(inventory, target);
    if (!pool) return texts.reasons.gone;
    if (pool.ha_enabled) return texts.reasons.haOn;
    return rows(inventory, 'host').size === 1 ? null : texts.reasons.severalServers;
  },
  confirm: () => ({ consequence: texts.standAloneMeans, losses: [] }),
  script: (inventory, target) => scriptOfCalls(callsFor(inventory, target)),
  run: (job, target) => runCalls(job, callsFor(job.inventory, target)),
};
