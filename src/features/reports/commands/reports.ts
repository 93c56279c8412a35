import { FileSpreadsheet, FileText } from 'lucide-react';
import type { LocalCommand } from '../../commands';
import { row } from '../../objects';
import type { ReportKind } from '../kinds';
import { texts } from '../texts';

/** The tab says what a file contains before it is saved. */
function report(id: string, label: string, icon: LocalCommand['icon'], kind: ReportKind): LocalCommand {
  return {
    type: 'local',
    id,
    label,
    icon,
    group: 'file',
    kinds: ['pool'],
    single: true,
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.gone),
    run: ({ navigate }, _inventory, targets) =>
      navigate({
        view: 'infrastructure',
        selection: targets.map(({ id: pool }) => pool),
        tab: 'reports',
        mode: [kind],
      }),
  };
}

export const reportCommands: readonly LocalCommand[] = [
  report('pool.exportResources', texts.labels.export, FileSpreadsheet, 'resources'),
  report('pool.reports', texts.labels.reports, FileText, 'health'),
];
