import { Save } from 'lucide-react';
import { showToast } from '../../../ui/feedback/toast-queue';
import { apiLine } from '../../commands';
import type { PoolCommand } from '../../commands';
import { row } from '../../objects';
import { parseTime } from '../../values';
import { keepState } from '../kept-states';
import { takeDump } from '../sources';
import { texts } from '../texts';

export const comparisonCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.keepState',
    label: texts.keepLabel,
    verb: texts.keepingLabel,
    title: texts.keep,
    icon: Save,
    group: 'file',
    kinds: ['pool'],
    single: true,
    calls: ['http/get_pool_xml_db_sync', 'host.get_servertime'],
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.gone),
    script: (inventory, { ref }) => ({
      api: [apiLine('host.get_servertime', row(inventory, 'pool', ref)?.master ?? ''), 'GET /pool/xmldbdump'],
      xe: ['xe pool-dump-database file-name=pool.xml'],
    }),
    async run(job, { name, ref }) {
      const master = row(job.inventory, 'pool', ref)?.master ?? '';
      const takenMs = parseTime(String(await job.call('host.get_servertime', master))) ?? 0;
      const dump = await takeDump({ openTransfer: job.files.open }, job.files.signal);
      await keepState(name, takenMs, dump);
      showToast({ title: texts.keptToast(name), detail: texts.keptToastText });
    },
  },
];
