import { RefreshCw, Star } from 'lucide-react';
import { apiLine, asyncCall, xeLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { srUuid } from './drives';
import { takesDisks } from './storage-choices';
import { texts } from './texts';

const attachedHosts = (inventory: Inventory, ref: string): ReadonlySet<string> =>
  new Set(
    (row(inventory, 'SR', ref)?.PBDs ?? []).flatMap((pbd) => {
      const record = row(inventory, 'PBD', pbd);
      return record?.currently_attached ? [record.host] : [];
    }),
  );

/** Commands on storage repositories. */
export const storageCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'sr.rescan',
    button: true,
    label: texts.labels.rescan,
    verb: texts.verbs.rescan,
    title: texts.titles.rescan,
    icon: RefreshCw,
    group: 'device',
    kinds: ['sr'],
    reason: (inventory, target) => {
      const sr = row(inventory, 'SR', target.ref);
      if (!sr) return texts.reasons.gone;
      if (sr.allowed_operations.includes('scan')) return null;
      if (attachedHosts(inventory, target.ref).size === 0) return texts.reasons.nothingToScan;
      return sr.allowed_operations.length === 0 ? null : texts.reasons.notAllowedNow;
    },
    ...asyncCall(
      'SR.scan',
      (sr) => [sr.ref],
      (inventory, sr) => ['sr-scan', { uuid: srUuid(inventory, sr.ref) }],
    ),
  },
  {
    type: 'pool',
    id: 'sr.setDefault',
    label: texts.labels.setDefault,
    verb: texts.verbs.setDefault,
    title: texts.titles.setDefault,
    icon: Star,
    group: 'device',
    kinds: ['sr'],
    single: true,
    reason: (inventory, target) => {
      const sr = row(inventory, 'SR', target.ref);
      const pool = only(inventory, 'pool')?.[1];
      if (!sr || !pool) return texts.reasons.gone;
      if (pool.default_SR === target.ref) return texts.reasons.isDefault;
      if (!takesDisks(sr)) return texts.reasons.notForDisks;
      return sr.shared || rows(inventory, 'host').size === 1 ? null : texts.reasons.notEverywhere;
    },
    script: (inventory, target) => {
      const [pool, record] = only(inventory, 'pool') ?? ['', undefined];
      return {
        api: [apiLine('pool.set_default_SR', pool, target.ref)],
        xe: [xeLine('pool-param-set', { uuid: record?.uuid ?? pool, 'default-SR': srUuid(inventory, target.ref) })],
      };
    },
    run: async (job, target) => {
      const pool = only(job.inventory, 'pool')?.[0];
      if (pool !== undefined) await job.call('pool.set_default_SR', pool, target.ref);
    },
  },
];
