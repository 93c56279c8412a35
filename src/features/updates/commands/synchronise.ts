import { RefreshCw } from 'lucide-react';
import { asyncLine, xeLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { row } from '../../objects';
import { texts } from '../texts';

/** Asks the repositories what there is. */
export const synchroniseCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.synchroniseUpdates',
  ...texts.synchronise,
  icon: RefreshCw,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: ['pool.sync_updates'],
  reason: (inventory, { ref }) => {
    const pool = row(inventory, 'pool', ref);
    if (!pool) return texts.reasons.gone;
    if (Object.values(pool.current_operations).includes('sync_updates')) return texts.reasons.running;
    const repositories = pool.repositories.flatMap((each) => row(inventory, 'Repository', each) ?? []);
    if (!repositories.some(({ update }) => update)) return texts.reasons.noRepository;
    return repositories.some(({ origin }) => origin === 'bundle') ? texts.reasons.bundle : null;
  },
  script: (inventory, { ref }) => ({
    api: [asyncLine('pool.sync_updates', ref, false)],
    xe: [xeLine('pool-sync-updates', { uuid: row(inventory, 'pool', ref)?.uuid ?? ref })],
  }),
  run: async (job, { ref }) => {
    await job.task('pool.sync_updates', ref, false, '', '', '', '');
  },
};
